// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest'
import { address_sides, search_name } from './address'

it.each([
  ['anna@tarn.example', [['anna'], ['@tarn.', 'example']]],
  [
    'sophie.turner-whitfield@harbour.example',
    [
      ['sophie.', 'turner-', 'whitfield'],
      ['@harbour.', 'example']
    ]
  ],
  ['+420 601 222 333', [['+420 601 222 333']]],
  ['', []]
])('parts %s where it can be read on', (address, sides) => {
  expect(address_sides(address)).toEqual(sides)
  expect(address_sides(address).flat().join('')).toBe(address)
})

it('gives a search the address, unless that is hidden', () => {
  expect(search_name({ name: 'Ann Lee', email: 'ann@x.example' })).toBe('ann@x.example')
  expect(search_name({ name: 'Ann Lee', email: 'a•••@x•••.example' })).toBe('"Ann Lee"')
  expect(search_name({ name: 'Ann Lee', email: null })).toBe('"Ann Lee"')
})
