// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest'
import { counts_at, late_by_s, look_of, next_clock, type Clock, type SlaBoard } from './clock'

const now = new Date('2026-11-23T10:00:00Z')
const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString()
const clock = (more: Partial<Clock>): Clock => ({
  metric: 'first_reply_time',
  policy_id: 1,
  policy_title: 'Everyday',
  state: 'active',
  target_minutes: 60,
  business_hours: true,
  started_at: at(-120),
  due_at: at(90),
  fulfilled_at: null,
  breached_at: null,
  why: [],
  ...more
})

describe('a clock', () => {
  it('is calm, then at risk, then late', () => {
    expect(look_of(clock({}), now)).toBe('calm')
    expect(look_of(clock({}), new Date(at(30)))).toBe('soon')
    expect(look_of(clock({}), new Date(at(90)))).toBe('late')
    expect(look_of(clock({ due_at: null }), now)).toBe('calm')
  })

  it('tells what was met from what was met too late', () => {
    const met = clock({ state: 'fulfilled', due_at: at(-30), fulfilled_at: at(-40) })
    expect(look_of(met, now)).toBe('met')
    expect(late_by_s(met)).toBe(0)
    const late = clock({ state: 'fulfilled', due_at: at(-30), breached_at: at(-30), fulfilled_at: at(-20) })
    expect(look_of(late, now)).toBe('met_late')
    expect(late_by_s(late)).toBe(600)
  })

  it('that stands is late only where its time was over before', () => {
    expect(look_of(clock({ state: 'paused', due_at: null }), now)).toBe('paused')
    expect(look_of(clock({ state: 'paused', due_at: at(-5), breached_at: at(-5) }), now)).toBe('late')
  })

  it('of several is the one that is due first and still runs', () => {
    const clocks = [
      clock({ metric: 'total_resolution_time', due_at: at(300) }),
      clock({ metric: 'agent_work_time', state: 'paused', due_at: null }),
      clock({ state: 'fulfilled', due_at: at(-300), fulfilled_at: at(-310) }),
      clock({ metric: 'next_reply_time', due_at: at(-10), breached_at: at(-10) })
    ]
    expect(next_clock(clocks)?.metric).toBe('next_reply_time')
    expect(next_clock(clocks.slice(1, 3))).toBeUndefined()
  })
})

it('numbers follow the time without being asked for again', () => {
  const due = (minutes: number) => ({
    ticket_id: 1,
    subject: null,
    metric: 'first_reply_time',
    due_at: at(minutes),
    group_id: null,
    assignee_id: null
  })
  const board: SlaBoard = { at_risk: 1, breached: 4, next: [due(10), due(70), due(400)] }
  const then = (minutes: number) => counts_at(board, now, new Date(at(minutes)))
  expect(then(0)).toEqual({ at_risk: 1, breached: 4 })
  expect(then(11)).toEqual({ at_risk: 1, breached: 5 })
  expect(then(9.5)).toEqual({ at_risk: 1, breached: 4 })
  expect(then(71)).toEqual({ at_risk: 0, breached: 6 })
  expect(then(500)).toEqual({ at_risk: 0, breached: 7 })
})
