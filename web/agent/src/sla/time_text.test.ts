// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest'
import { span_text } from './time_text'

const minute = 60_000
const hour = 60 * minute

it('says how long something is as exactly as it matters', () => {
  expect(span_text(12 * minute + 5_900)).toBe('12:05')
  expect(span_text(-9_000)).toBe('0:09')
  expect(span_text(3 * hour + 20 * minute)).toBe('3 hr 20 min')
  expect(span_text(24 * hour)).toBe('1 day')
  expect(span_text(136 * hour - minute)).toBe('5 days 16 hr')
})
