// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest'
import type { CustomObjectField } from '@pult/shared/api'
import { key_of } from './key_of'
import { object_of } from './lookup'
import { value_words } from './value_words'

it.each([
  ['Device', 'device'],
  ['Délka kabelu 2', 'delka_kabelu_2'],
  ['  2nd -- thing! ', 'nd_thing'],
  ['机器', '']
])('the key of %j is %j', (title, key) => expect(key_of(title)).toBe(key))

it('tells records from people', () => {
  expect(object_of('zen:custom_object:device')).toBe('device')
  expect(object_of('zen:user')).toBeNull()
})

it('puts values in words', () => {
  const field = { type: 'dropdown', custom_field_options: [{ name: 'Big::Red', value: 'red' }] }
  const words = (type: object, value: string | number | boolean | string[] | null) =>
    value_words(type as CustomObjectField, value, (one) => (one ? 'yes' : 'no'))
  expect(words(field, 'red')).toBe('Big › Red')
  expect(words(field, ['red', 'other'])).toBe('Big › Red and other')
  expect(words({ type: 'date' }, '2026-11-22T00:00:00Z')).toBe('2026-11-22')
  expect(words({ type: 'checkbox' }, false)).toBe('no')
  expect(words({ type: 'integer' }, 7)).toBe('7')
  expect(words({ type: 'text' }, null)).toBe('')
})
