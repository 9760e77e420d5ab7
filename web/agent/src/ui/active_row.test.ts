// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest'
import { ref } from 'vue'
import { use_active_row } from './active_row'

const rows = (...ids: number[]) => ref(ids.map((id) => ({ id })))

it('begins with the first, or with the one that is wanted', () => {
  expect(use_active_row(rows(4, 5)).active.value?.id).toBe(4)
  expect(use_active_row(rows(4, 5), 5).active.value?.id).toBe(5)
  expect(use_active_row(rows()).active.value).toBeUndefined()
})

it('stays within the list', () => {
  const { active, move } = use_active_row(rows(4, 5))
  move(-1)
  expect(active.value?.id).toBe(4)
  move(1)
  move(1)
  expect(active.value?.id).toBe(5)
})

it('goes to the first when its row is found no more', () => {
  const shown = rows(4, 5)
  const { active, move } = use_active_row(shown)
  move(1)
  shown.value = [{ id: 6 }, { id: 7 }]
  expect(active.value?.id).toBe(6)
})
