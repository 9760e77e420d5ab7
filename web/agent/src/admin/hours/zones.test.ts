// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest'
import { find_zones, is_zone, time_in } from './zones'

describe('time zones', () => {
  it('are found by their city first', () => {
    expect(find_zones('viln')).toEqual(['Europe/Vilnius'])
    expect(find_zones('new york')[0]).toBe('America/New_York')
    expect(find_zones('atlantis')).toEqual([])
    expect(find_zones('euro').length).toBe(8)
  })

  it('are told from other words', () => {
    expect(is_zone('Europe/Prague')).toBe(true)
    expect(is_zone('UTC')).toBe(true)
    expect(is_zone('Europe/Atlantis')).toBe(false)
    expect(is_zone('')).toBe(false)
  })

  it('say what time it is there', () => {
    expect(time_in('Europe/Vilnius', new Date('2026-01-05T12:00:00Z'))).toMatch(/02:00|14:00/)
  })
})
