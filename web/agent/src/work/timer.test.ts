// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest'
import { give_back_time, idle_ms, take_time, Timer, timer_of } from './timer'

const minute = 60_000

describe('the timer of a ticket', () => {
  it('counts while it runs and not while it is paused', () => {
    const timer = new Timer()
    timer.start(0)
    timer.pause(minute)
    expect(timer.elapsed_ms(9 * minute)).toBe(minute)
    timer.start(10 * minute)
    expect(timer.elapsed_ms(12 * minute)).toBe(3 * minute)
  })

  it('forgets the time when nobody was there', () => {
    const timer = new Timer()
    timer.start(0)
    timer.touch(minute)
    expect(timer.elapsed_ms(minute + idle_ms)).toBe(minute + idle_ms)
    expect(timer.elapsed_ms(2 * minute + idle_ms)).toBe(minute)
    timer.touch(3 * minute + idle_ms)
    expect(timer.elapsed_ms(4 * minute + idle_ms)).toBe(2 * minute)
  })

  it('stays stopped by hand until it is resumed', () => {
    const timer = new Timer()
    timer.start(0)
    timer.stop(minute)
    timer.start(2 * minute)
    expect(timer.elapsed_ms(5 * minute)).toBe(minute)
    timer.resume(5 * minute)
    expect(timer.elapsed_ms(6 * minute)).toBe(2 * minute)
  })

  it('goes with a reply once, and comes back with it', () => {
    expect(take_time(4, 0)).toBeUndefined()
    timer_of(4).start(0)
    expect(take_time(4, 90_400)).toEqual({ seconds: 90, source: 'timer' })
    expect(take_time(4, 90_400)).toBeUndefined()
    give_back_time(4, 90, 100_400)
    expect(timer_of(4).elapsed_ms(100_400)).toBe(100_000)
  })

  it('can be corrected', () => {
    const timer = new Timer()
    timer.start(0)
    timer.set(600, minute)
    expect(timer.elapsed_ms(2 * minute)).toBe(11 * minute)
  })
})
