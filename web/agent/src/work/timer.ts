// SPDX-License-Identifier: AGPL-3.0-or-later
// How long a ticket has been worked on: counts while its ticket is open, the window is seen and somebody is there. The
// tabs of a browser count together, and a reload goes on with what was counted.
import { reactive } from 'vue'
import type { Id } from '@pult/shared/api'
import { current_user_id } from '../session/session'

/** Nobody at the keyboard for so long: what was counted since the last sign of life does not count. */
export const idle_ms = 5 * 60_000
/** A window says so often that it is there: one that ended without a word has counted no longer. */
const sign_ms = 10_000
/** What was left behind so long ago belongs to nobody's work of today. */
const forgotten_ms = 7 * 24 * 60 * 60_000

interface Kept {
  counted_ms: number
  since_ms: number | null
  alive_ms: number
  stopped: boolean
}

export class Timer {
  private counted_ms_ = 0
  private since_ms_: number | null = null
  private alive_ms_ = 0
  private stopped_ = false

  /** `keep` is told of every change that another tab must know. */
  constructor(private readonly keep_: (state: Kept) => void = () => undefined) {}

  /** Runs unless the agent has stopped it. */
  start(now_ms: number) {
    if (this.stopped_ || this.since_ms_ !== null) return
    this.since_ms_ = this.alive_ms_ = now_ms
    this.tell()
  }

  pause(now_ms: number) {
    if (this.since_ms_ === null) return
    this.counted_ms_ = this.elapsed_ms(now_ms)
    this.since_ms_ = null
    this.tell()
  }

  /** A key, a move, a scroll. */
  touch(now_ms: number) {
    if (this.since_ms_ === null) return
    const silent_ms = now_ms - this.alive_ms_
    if (silent_ms > idle_ms) {
      this.counted_ms_ = this.elapsed_ms(now_ms)
      this.since_ms_ = now_ms
    } else if (silent_ms < sign_ms) return
    this.alive_ms_ = now_ms
    this.tell()
  }

  /** By hand; stays until it is resumed by hand. */
  stop(now_ms: number) {
    this.counted_ms_ = this.elapsed_ms(now_ms)
    this.since_ms_ = null
    this.stopped_ = true
    this.tell()
  }

  resume(now_ms: number) {
    this.stopped_ = false
    this.start(now_ms)
  }

  set(seconds: number, now_ms: number) {
    this.counted_ms_ = seconds * 1000
    if (this.since_ms_ !== null) this.since_ms_ = this.alive_ms_ = now_ms
    this.tell()
  }

  elapsed_ms(now_ms: number): number {
    if (this.since_ms_ === null) return this.counted_ms_
    const until = now_ms - this.alive_ms_ > idle_ms ? this.alive_ms_ : now_ms
    return this.counted_ms_ + Math.max(0, until - this.since_ms_)
  }

  /** What another tab, or this one before it was loaded again, has come to. */
  take(state: Kept) {
    this.counted_ms_ = state.counted_ms
    this.since_ms_ = state.since_ms
    this.alive_ms_ = state.alive_ms
    this.stopped_ = state.stopped
  }

  get is_stopped() {
    return this.stopped_
  }

  get is_running() {
    return this.since_ms_ !== null
  }

  private tell() {
    this.keep_({
      counted_ms: this.counted_ms_,
      since_ms: this.since_ms_,
      alive_ms: this.alive_ms_,
      stopped: this.stopped_
    })
  }
}

const prefix = () => `pult.timer.${current_user_id.value ?? 0}.`

export function read_kept(text: string | null): Kept | null {
  try {
    const kept = JSON.parse(text ?? 'null') as Kept | null
    return kept && typeof kept.counted_ms === 'number' && typeof kept.alive_ms === 'number' ? kept : null
  } catch {
    return null
  }
}

function keep(key: string, state: Kept) {
  try {
    if (state.since_ms === null && state.counted_ms === 0 && !state.stopped) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify(state))
  } catch {
    // Without room the timer counts in this tab alone.
  }
}

const timers = new Map<string, Timer>()

/** Another tab has changed one. */
function follow({ key, newValue }: StorageEvent) {
  const timer = key === null ? undefined : timers.get(key)
  if (!timer) return
  timer.take(read_kept(newValue) ?? { counted_ms: 0, since_ms: null, alive_ms: 0, stopped: false })
}

/** A window that was closed while it ran has counted until its last sign of life. */
function restored(kept: Kept, now_ms: number): Kept {
  if (kept.since_ms === null || now_ms - kept.alive_ms < 2 * sign_ms) return kept
  return { ...kept, counted_ms: kept.counted_ms + Math.max(0, kept.alive_ms - kept.since_ms), since_ms: null }
}

function forget_old(now_ms: number) {
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith('pult.timer.')) continue
    const kept = read_kept(localStorage.getItem(key))
    if (!kept || now_ms - kept.alive_ms > forgotten_ms) localStorage.removeItem(key)
  }
}

export function timer_of(ticket: Id): Timer {
  const key = prefix() + ticket
  let timer = timers.get(key)
  if (timer) return timer
  if (timers.size === 0) {
    addEventListener('storage', follow)
    forget_old(Date.now())
  }
  timer = reactive(new Timer((state) => keep(key, state))) as Timer
  const kept = read_kept(localStorage.getItem(key))
  if (kept) timer.take(restored(kept, Date.now()))
  timers.set(key, timer)
  return timer
}

/** What goes with a reply: the time so far, counted from nothing afterwards. Nothing where no timer runs. */
export function take_time(ticket: Id, now_ms = Date.now()): { seconds: number; source: 'timer' } | undefined {
  const timer = timers.get(prefix() + ticket)
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
