// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest'
import { columns, figure_list, last_days, minutes_text, shown, slowest, type Figures } from './figures'

const time = (median: number | null, p90: number | null) => ({
  calendar: { median, p90 },
  business: { median: null, p90: null }
})
const figures: Figures = {
  created: 12,
  solved: 8,
  first_contact: 6,
  reopened: 1,
  good: 0,
  bad: 0,
  first_reply: time(25, 90),
  resolution: time(1500, 3000)
}
const text_of = (key: string, business = false) =>
  shown(figure_list.find((one) => one.key === key)!, figures, business)

describe('figures', () => {
  it('are counts, shares and times; what was never measured is a dash', () => {
    expect(text_of('created')).toBe('12')
    expect(text_of('first_contact')).toBe('75%')
    expect(text_of('first_reply')).toBe('25 min')
    expect(text_of('satisfaction')).toBe('–')
    expect(text_of('first_reply', true)).toBe('–')
    expect(slowest(figures, 'first_reply', false)).toBe(90)
    expect(slowest(figures, 'created', false)).toBeNull()
    expect(minutes_text(90)).toContain('1')
  })

  it('stand as columns of the highest', () => {
    expect(columns([1, null, 4, 0])).toEqual([25, null, 100, 0])
    expect(columns([0, 0])).toEqual([0, 0])
    expect(columns([0.5, 0.25], 1)).toEqual([50, 25])
  })

  it('are of the last days, today being one', () => {
    const today = new Date(2026, 2, 2, 23, 59)
    expect(last_days(1, today)).toEqual({ from: '2026-03-02', to: '2026-03-02' })
    expect(last_days(7, today)).toEqual({ from: '2026-02-24', to: '2026-03-02' })
  })
})
