// SPDX-License-Identifier: AGPL-3.0-or-later
// The row that the arrow keys have reached in a list whose search field keeps the focus.
import { computed, ref, type Ref } from 'vue'
import type { Id } from '@pult/shared/api'

export function use_active_row<Row extends { id: Id }>(shown: Ref<Row[]>, first: Id | null = null) {
  const active_id = ref<Id | null>(first)
  const active = computed(() => shown.value.find((one) => one.id === active_id.value) ?? shown.value[0])

  function move(by: 1 | -1) {
    const at = shown.value.findIndex((one) => one.id === active.value?.id)
    active_id.value = shown.value[Math.min(Math.max(at + by, 0), shown.value.length - 1)]?.id ?? null
  }

  return { active_id, active, move }
}
