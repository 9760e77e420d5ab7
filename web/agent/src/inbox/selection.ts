// SPDX-License-Identifier: AGPL-3.0-or-later
// The tickets an agent has marked in a list, to change them together.
import { computed, ref, shallowRef } from 'vue'
import type { Id } from '@pult/shared/api'

export function use_selection() {
  const ids = shallowRef<ReadonlySet<Id>>(new Set())
  /** Where a range starts: the ticket marked last. */
  const anchor = ref<Id | null>(null)

  function toggle(id: Id) {
    const next = new Set(ids.value)
    if (!next.delete(id)) next.add(id)
    ids.value = next
    anchor.value = id
  }

  /** Marks everything between the anchor and this ticket, in the order of the list. */
  function extend(id: Id, order: Id[]) {
    const from = anchor.value === null ? -1 : order.indexOf(anchor.value)
    const to = order.indexOf(id)
    if (from < 0 || to < 0) return toggle(id)
    ids.value = new Set([...ids.value, ...order.slice(Math.min(from, to), Math.max(from, to) + 1)])
    anchor.value = id
  }

  const set = (wanted: Iterable<Id>) => (ids.value = new Set(wanted))
  const clear = () => {
    ids.value = new Set()
    anchor.value = null
  }
  /** What has left the list can not be marked any more. */
  function keep_only(order: Id[]) {
    const there = new Set(order)
    const left = [...ids.value].filter((id) => there.has(id))
    if (left.length < ids.value.size) ids.value = new Set(left)
  }

  return { ids, count: computed(() => ids.value.size), toggle, extend, set, clear, keep_only }
}

export type Selection = ReturnType<typeof use_selection>
