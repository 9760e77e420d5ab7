// SPDX-License-Identifier: AGPL-3.0-or-later
// What a clock of a ticket looks like at a moment: told by the browser's own clock, without asking anybody.
import type { Id, Timestamp } from '@pult/shared/api'

export interface Clock {
  metric: string
  policy_id: Id
  policy_title: string
  state: 'active' | 'paused' | 'fulfilled'
  target_minutes: number
  business_hours: boolean
  started_at: Timestamp
  due_at: Timestamp | null
  fulfilled_at: Timestamp | null
  /** Its time was over before it was fulfilled. */
  breached_at: Timestamp | null
  why: Reason[]
}

/** A message of `sla_why` with its values. */
export interface Reason {
  key: string
  params: Record<string, string | number>
}

export type Look = 'calm' | 'soon' | 'late' | 'paused' | 'met' | 'met_late'

/** From then on a clock is at risk, for the server as well. */
export const risk_ms = 60 * 60_000

export const ms_until = (due: Timestamp, now: Date) => new Date(due).getTime() - now.getTime()

export function look_of_due(due: Timestamp, now: Date): 'calm' | 'soon' | 'late' {
  const left = ms_until(due, now)
  if (left <= 0) return 'late'
  return left <= risk_ms ? 'soon' : 'calm'
}

export function look_of(clock: Clock, now: Date): Look {
  if (clock.state === 'fulfilled') return clock.breached_at ? 'met_late' : 'met'
  // Also of one that is paused: it is still owed.
  if (clock.breached_at) return 'late'
  if (clock.state === 'paused') return 'paused'
  return clock.due_at ? look_of_due(clock.due_at, now) : 'calm'
}

/** How long a fulfilled clock was late. */
export const late_by_s = (clock: Clock) =>
  clock.due_at && clock.fulfilled_at ? Math.max(0, -ms_until(clock.due_at, new Date(clock.fulfilled_at)) / 1000) : 0

/** What is to be done next: the clock that is or was due first, of those that still run. */
export function next_clock(clocks: readonly Clock[]): Clock | undefined {
  return clocks
    .filter((clock) => clock.state === 'active' && clock.due_at)
    .sort((one, other) => one.due_at!.localeCompare(other.due_at!))[0]
}

export interface Due {
  ticket_id: Id
  subject: string | null
  metric: string
  due_at: Timestamp
  group_id: Id | null
  assignee_id: Id | null
}

export interface SlaBoard {
  at_risk: number
  breached: number
  next: Due[]
}

/**
 * The numbers of a board as they are some time after it was asked for: what came within the risk or went over its time
 * since then has moved on. Only the next clocks can have.
 */
export function counts_at(board: SlaBoard, asked_at: Date, now: Date): { at_risk: number; breached: number } {
  let { at_risk, breached } = board
  for (const { due_at } of board.next) {
    const [before, after] = [look_of_due(due_at, asked_at), look_of_due(due_at, now)]
    if (before === after) continue
    if (before === 'soon') at_risk -= 1
    if (after === 'soon') at_risk += 1
    if (after === 'late') breached += 1
  }
  return { at_risk: Math.max(0, at_risk), breached }
}
