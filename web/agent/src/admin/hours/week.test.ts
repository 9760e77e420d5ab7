// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest'
import {
  clock_of,
  day_minutes,
  dragged,
  empty_week,
  minute_of,
  minutes_in,
  next_span,
  office_week,
  problems_of,
  tail_of,
  to_intervals,
  to_week,
  whole_week,
  with_times,
  type Interval
} from './week'

const hour = 60
const at = (day: number, from: number, to: number): Interval => ({
  start_time: day * day_minutes + from,
  end_time: day * day_minutes + to
})

/** The same numbers in every run. */
function dice(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
}

function random_intervals(roll: (below: number) => number): Interval[] {
  const found: Interval[] = []
  for (let day = 0; day < 7; day += 1) {
    let minute = roll(3) === 0 ? 0 : roll(day_minutes)
    for (let left = roll(4); left > 0 && minute < day_minutes; left -= 1) {
      const end = roll(3) === 0 ? day_minutes : minute + 1 + roll(day_minutes - minute)
      found.push(at(day, minute, end))
      minute = end + 1 + roll(200)
    }
  }
  return found
}

describe('a week of business hours', () => {
  it('is the same after it was read and written', () => {
    const roll = dice(7)
    for (let run = 0; run < 500; run += 1) {
      const intervals = random_intervals(roll)
      const week = to_week(intervals)
      expect(to_intervals(week)).toEqual(intervals)
      const open = intervals.reduce((sum, one) => sum + one.end_time - one.start_time, 0)
      expect(minutes_in(week)).toBe(open)
      expect([...problems_of(week).values()]).not.toContain('overlap')
    }
  })

  it('shows a night as one span, also the one from Saturday to Sunday', () => {
    const week = to_week([at(1, 22 * hour, 24 * hour), at(2, 0, 6 * hour)])
    expect(week[1]).toEqual([{ start: 22 * hour, end: 30 * hour }])
    expect(week[2]).toEqual([])
    expect(tail_of(week, 2)).toBe(6 * hour)
    const saturday = empty_week()
    saturday[6] = [with_times(20 * hour, 2 * hour)]
    expect(to_intervals(saturday)).toEqual([at(0, 0, 2 * hour), at(6, 20 * hour, 24 * hour)])
    expect(to_week(to_intervals(saturday))).toEqual(saturday)
  })

  it('keeps days apart that are open all around', () => {
    expect(to_week(to_intervals(whole_week()))).toEqual(whole_week())
    expect(minutes_in(office_week())).toBe(40 * hour)
  })

  it('tells which spans are wrong', () => {
    const week = empty_week()
    week[1] = [with_times(9 * hour, 17 * hour), with_times(16 * hour, 18 * hour), with_times(20 * hour, 20 * hour)]
    week[2] = [with_times(10 * hour, 12 * hour)]
    expect(Object.fromEntries(problems_of(week))).toEqual({
      '1.0': 'overlap',
      '1.1': 'overlap',
      '1.2': 'empty',
      '2.0': 'overlap'
    })
    week[1] = [with_times(22 * hour, 6 * hour)]
    expect(problems_of(week).size).toBe(0)
    week[2] = [with_times(5 * hour, 9 * hour)]
    expect(Object.fromEntries(problems_of(week))).toEqual({ '1.0': 'overlap', '2.0': 'overlap' })
  })

  it('reads and writes times of day', () => {
    expect(clock_of(9 * hour + 5)).toBe('09:05')
    expect(clock_of(day_minutes)).toBe('00:00')
    expect(minute_of('17:30')).toBe(17 * hour + 30)
    expect(minute_of('')).toBeNull()
    expect(with_times(0, 0)).toEqual({ start: 0, end: day_minutes })
  })

  it('offers the afternoon after the morning, and nothing after midnight', () => {
    expect(next_span([])).toEqual({ start: 9 * hour, end: 17 * hour })
    expect(next_span([{ start: 8 * hour, end: 12 * hour }])).toEqual({ start: 13 * hour, end: 17 * hour })
    expect(next_span([{ start: 8 * hour, end: 24 * hour }])).toBeNull()
  })
})

describe('a pointer', () => {
  const before = [{ start: 9 * hour, end: 12 * hour }]
  const hold = { before, tail: 0, anchor: 0, index: 0 }

  it('draws hours where nothing is, and stops at what is there', () => {
    const drag = { ...hold, grip: 'new' as const, index: 1, anchor: 13 * hour + 4 }
    expect(dragged(drag, 17 * hour - 3)).toEqual([...before, { start: 13 * hour, end: 17 * hour }])
    expect(dragged(drag, 2 * hour)).toEqual([...before, { start: 12 * hour, end: 13 * hour }])
    expect(dragged(drag, 13 * hour)).toEqual(before)
  })

  it('moves an edge, or all of it, within its room', () => {
    expect(dragged({ ...hold, grip: 'end', anchor: 12 * hour }, 15 * hour)).toEqual([
      { start: 9 * hour, end: 15 * hour }
    ])
    expect(dragged({ ...hold, grip: 'start', anchor: 9 * hour }, 14 * hour)).toEqual([
      { start: 12 * hour - 15, end: 12 * hour }
    ])
    expect(dragged({ ...hold, grip: 'all', anchor: 10 * hour, tail: 6 * hour }, 0)).toEqual([
      { start: 6 * hour, end: 9 * hour }
    ])
  })

  it('never makes two spans overlap', () => {
    const roll = dice(11)
    for (let run = 0; run < 500; run += 1) {
      const spans = [
        { start: 60 * (2 + roll(4)), end: 60 * (7 + roll(3)) },
        { start: 60 * (11 + roll(3)), end: 60 * (15 + roll(9)) }
      ]
      const grip = (['start', 'end', 'all'] as const)[roll(3)]!
      const index = roll(2)
      const anchor = grip === 'end' ? spans[index]!.end : spans[index]!.start
      const week = empty_week()
      week[3] = dragged({ grip, index, anchor, before: spans, tail: 60 }, roll(day_minutes + 1))
      expect([...problems_of(week).values()]).toEqual([])
    }
  })
})
