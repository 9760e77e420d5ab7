// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Id } from '@pult/shared/api'
import type { SlaBoard } from '../sla/clock'

export const statuses = ['new', 'open', 'pending', 'hold'] as const
export type Status = (typeof statuses)[number]
export type Load = Record<Status, number>

export interface Board {
  total: Load & { unassigned: number }
  groups: (Load & { group_id: Id | null; unassigned: number })[]
  agents: (Load & { user_id: Id })[]
  sla?: SlaBoard
  generated_at: string
}

export const sum = (load: Load) => statuses.reduce((total, status) => total + load[status], 0)

/** The search that shows what a number counts. */
export function search_for(parts: { status?: Status; group?: Id | null; assignee?: Id | 'none' }): string {
  const words = ['type:ticket', parts.status ? `status:${parts.status}` : 'status<solved']
  if (parts.group !== undefined) words.push(`group:${parts.group ?? 'none'}`)
  if (parts.assignee !== undefined) words.push(`assignee:${parts.assignee}`)
  return words.join(' ')
}

/** Shares of the longest bar, in whole percent, so that bars can be compared. */
export function widths(load: Load, longest: number): { status: Status; percent: number }[] {
  if (longest <= 0) return []
  return statuses
    .filter((status) => load[status] > 0)
    .map((status) => ({ status, percent: Math.max(1, Math.round((100 * load[status]) / longest)) }))
}
