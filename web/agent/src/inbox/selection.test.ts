// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest'
import { use_selection } from './selection'

const order = [5, 3, 9, 1, 7]

it('marks and unmarks one', () => {
  const { ids, toggle, count } = use_selection()
  toggle(3)
  toggle(9)
  toggle(3)
  expect([...ids.value]).toEqual([9])
  expect(count.value).toBe(1)
})

it('marks a range in the order of the list, either way', () => {
  const { ids, toggle, extend } = use_selection()
  toggle(1)
  extend(3, order)
  expect([...ids.value].sort()).toEqual([1, 3, 9])
  extend(5, order)
  expect([...ids.value].sort()).toEqual([1, 3, 5, 9])
})

it('starts a range where there is no anchor', () => {
  const { ids, extend } = use_selection()
  extend(9, order)
  expect([...ids.value]).toEqual([9])
})

it('forgets what has left the list', () => {
  const { ids, set, keep_only } = use_selection()
  set([5, 9])
  keep_only([9, 1])
  expect([...ids.value]).toEqual([9])
})
