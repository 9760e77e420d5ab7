// SPDX-License-Identifier: AGPL-3.0-or-later
// How long a ticket has been worked on: counts while its ticket is open, the window is seen and somebody is there.
import { reactive } from 'vue'
import type { Id } from '@pult/shared/api'

/** Nobody at the keyboard for so long: what was counted since the last sign of life does not count. */
export const idle_ms = 5 * 60_000

export class Timer {
  private counted_ms_ = 0
  private since_ms_: number | null = null
  private alive_ms_ = 0
  private stopped_ = false

  /** Runs unless the agent has stopped it. */
  start(now_ms: number) {
    if (this.stopped_ || this.since_ms_ !== null) return
    this.since_ms_ = this.alive_ms_ = now_ms
  }

  pause(now_ms: number) {
    this.counted_ms_ = this.elapsed_ms(now_ms)
    this.since_ms_ = null
  }

  /** A key, a move, a scroll. */
  touch(now_ms: number) {
    if (this.since_ms_ !== null && now_ms - this.alive_ms_ > idle_ms) {
      this.pause(now_ms)
      this.start(now_ms)
    }
    this.alive_ms_ = now_ms
  }

  /** By hand; stays until it is resumed by hand. */
  stop(now_ms: number) {
    this.pause(now_ms)
    this.stopped_ = true
  }

  resume(now_ms: number) {
    this.stopped_ = false
    this.start(now_ms)
  }

  set(seconds: number, now_ms: number) {
    this.counted_ms_ = seconds * 1000
    if (this.since_ms_ !== null) this.since_ms_ = this.alive_ms_ = now_ms
  }

  elapsed_ms(now_ms: number): number {
    if (this.since_ms_ === null) return this.counted_ms_
    const until = now_ms - this.alive_ms_ > idle_ms ? this.alive_ms_ : now_ms
    return this.counted_ms_ + Math.max(0, until - this.since_ms_)
  }

  get is_stopped() {
    return this.stopped_
  }
}

const timers = new Map<Id, Timer>()

export function timer_of(ticket: Id): Timer {
  let timer = timers.get(ticket)
  if (!timer) timers.set(ticket, (timer = reactive(new Timer()) as Timer))
  return timer
}

/** What goes with a reply: the time so far, counted from nothing afterwards. Nothing where no timer runs. */
export function take_time(ticket: Id, now_ms = Date.now()): { seconds: number; source: 'timer' } | undefined {
  const timer = timers.get(ticket)
  const seconds = timer ? Math.round(timer.elapsed_ms(now_ms) / 1000) : 0
  if (!timer || seconds < 1) return undefined
  timer.set(0, now_ms)
  return { seconds, source: 'timer' }
}

/** The reply came back: so does its time. */
export function give_back_time(ticket: Id, seconds: number, now_ms = Date.now()) {
  const timer = timer_of(ticket)
  timer.set(Math.round(timer.elapsed_ms(now_ms) / 1000) + seconds, now_ms)
}
