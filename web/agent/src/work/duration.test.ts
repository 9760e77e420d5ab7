// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest'
import { clock_text, format_duration, parse_duration } from './duration'

describe('lengths of time', () => {
  it.each([
    ['90', 5400],
    ['1:30', 5400],
    ['0:01:05', 65],
    ['1h 30m', 5400],
    ['1,5 h', 5400],
    ['45 min', 2700],
    ['20s', 20],
    ['1 ч 5 мин', 3900],
    ['2 val', 7200]
  ])('are read: %s', (text, seconds) => {
    expect(parse_duration(text)).toBe(seconds)
  })

  it.each(['', 'soon', '1:75', '-5', '5 apples'])('that make no sense are not: %s', (text) => {
    expect(parse_duration(text)).toBeNull()
  })

  it('are shown', () => {
    expect(format_duration(42)).toBe('42 sec')
    expect(format_duration(4_800)).toBe('1 hr 20 min')
    expect(format_duration(7_200)).toBe('2 hr')
    expect(clock_text(3_725.9)).toBe('1:02:05')
  })
})
