// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest'
import {
  hours_of,
  target_at,
  time_of,
  to_policy_metrics,
  usual_targets,
  with_hours,
  with_time,
  without
} from './targets'

const first = 'first_reply_time' as const
const next = 'next_reply_time' as const

describe('targets of a policy', () => {
  it('are set, changed and taken away by priority', () => {
    let targets = with_time([], first, 'high', { hours: 1, minutes: 30 })
    expect(target_at(targets, first, 'high')?.target_in_seconds).toBe(5400)
    targets = with_time(targets, first, 'high', { hours: 0, minutes: 90 })
    expect(time_of(target_at(targets, first, 'high')!.target_in_seconds)).toEqual({ hours: 1, minutes: 30 })
    expect(with_time(targets, first, 'high', { hours: 0, minutes: 0 })).toEqual([])
  })

  it('keep seconds that nobody touched', () => {
    const odd = [{ metric: first, priority: 'low' as const, target_in_seconds: 3_645, business_hours: false }]
    expect(with_time(odd, first, 'low', { hours: 1, minutes: 0 })).toEqual(odd)
  })

  it('are measured by the hours of their metric', () => {
    let targets = usual_targets()
    expect(hours_of(targets, first)).toBe('business')
    targets = with_hours(targets, first, false)
    expect(hours_of(targets, first)).toBe('calendar')
    expect(with_time(without(targets, first), next, 'low', { hours: 2, minutes: 0 })[0]!.business_hours).toBe(true)
    targets[0] = { ...targets[0]!, business_hours: true }
    expect(hours_of(targets, first)).toBe('mixed')
    const removed = with_time(with_hours(targets, first, false), first, 'low', { hours: 2, minutes: 0 })
    expect(hours_of(removed, first)).toBe('calendar')
  })

  it('leave in one order', () => {
    const targets = [...with_time([], next, 'low', { hours: 1, minutes: 0 }), ...usual_targets().reverse()]
    expect(to_policy_metrics(targets).map((one) => `${one.metric} ${one.priority}`)).toEqual([
      `${first} urgent`,
      `${first} high`,
      `${first} normal`,
      `${first} low`,
      `${next} low`
    ])
  })
})
