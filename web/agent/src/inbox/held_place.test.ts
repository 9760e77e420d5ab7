// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import type { Id } from '@pult/shared/api'
import { use_held_place } from './held_place'

let rows: Id[]
const scroll_to = vi.fn<(index: number) => void>()
const held = (top_id: Id | null) =>
  effectScope().run(() => use_held_place(top_id, (id) => rows.indexOf(id), scroll_to))!

beforeEach(() => {
  rows = [1, 2, 3, 4]
  scroll_to.mockClear()
})

it('leads to the ticket, also when rows come before it while the list is being drawn', async () => {
  const done = held(3).restore()
  rows = [9, 8, ...rows]
  expect(await done).toBe(true)
  expect(scroll_to.mock.calls).toEqual([[4]])
})

it('leads there again when the list was fetched anew and has another order', async () => {
  const { restore } = held(3)
  await restore()
  rows = [4, 3, 2, 1]
  await restore()
  expect(scroll_to.mock.calls).toEqual([[2], [1]])
})

it('lets go once the reader moves', async () => {
  const { restore } = held(3)
  await restore()
  window.dispatchEvent(new Event('wheel'))
  rows = [4, 3, 2, 1]
  expect(await restore()).toBe(false)
  expect(scroll_to).toHaveBeenCalledTimes(1)
})

it('has nowhere to lead when the ticket is gone, or nobody went back', async () => {
  expect(await held(7).restore()).toBe(false)
  expect(await held(null).restore()).toBe(false)
  expect(scroll_to).not.toHaveBeenCalled()
})
