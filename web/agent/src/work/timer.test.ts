// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { give_back_time, idle_ms, read_kept, take_time, Timer, timer_of } from './timer'

const minute = 60_000

beforeEach(() => localStorage.clear())

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

  it('survives a reload and counts on in another tab', async () => {
    vi.useFakeTimers({ now: 0 })
    timer_of(8).start(0)
    timer_of(8).pause(minute)
    vi.resetModules()
    const other_tab = await import('./timer')
    expect(other_tab.timer_of(8).elapsed_ms(9 * minute)).toBe(minute)
    other_tab.timer_of(8).stop(9 * minute)
    const kept = localStorage.getItem('pult.timer.0.8')
    dispatchEvent(new StorageEvent('storage', { key: 'pult.timer.0.8', newValue: kept }))
    expect(timer_of(8).is_stopped).toBe(true)
    expect(timer_of(8).elapsed_ms(20 * minute)).toBe(minute)
    vi.useRealTimers()
  })

  it('counts for a window that died until it last gave a sign of life', async () => {
    vi.useFakeTimers({ now: 0 })
    timer_of(9).start(0)
    timer_of(9).touch(minute)
    vi.setSystemTime(30 * minute)
    vi.resetModules()
    const later = await import('./timer')
    expect(later.timer_of(9).elapsed_ms(30 * minute)).toBe(minute)
    expect(later.timer_of(9).is_running).toBe(false)
    vi.useRealTimers()
  })

  it('reads nothing from what is no timer', () => {
    for (const text of [null, '', '[]', '{"counted_ms":"7"}', 'null']) expect(read_kept(text)).toBeNull()
  })

  it('can be corrected', () => {
    const timer = new Timer()
    timer.start(0)
    timer.set(600, minute)
    expect(timer.elapsed_ms(2 * minute)).toBe(11 * minute)
  })
})
