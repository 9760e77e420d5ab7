// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest'
import { address_sides } from './address'

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
