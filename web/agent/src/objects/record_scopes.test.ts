// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest'
import { access_of, presets, scopes_of } from './record_scopes'

it('is the same choice again when a role is read', () => {
  for (const one of presets) expect(access_of(scopes_of(one))).toBe(one)
})

it('keeps scopes that no choice has', () => {
  expect(access_of({ scopes: ['read', 'delete'] })).toBe('own')
})
