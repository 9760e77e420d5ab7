// SPDX-License-Identifier: AGPL-3.0-or-later
// Shapes of the work beside a ticket: checklists, time, approvals; and of who is at their desk.
import type { Id, Timestamp } from './types'

export interface ChecklistItem {
  id: Id
  checklist_id: Id
  position: number
  text: string
  help_html: string | null
  done: boolean
  done_at: Timestamp | null
  done_by_id: Id | null
  assignee_id: Id | null
  due_at: Timestamp | null
}

export interface Checklist {
  id: Id
  ticket_id: Id
  template_id: Id | null
  name: string
  must_complete: boolean
  position: number
  item_count: number
  done_count: number
  items: ChecklistItem[]
}

export interface ChecklistTemplate {
  id: Id
  name: string
  description: string
  active: boolean
  must_complete: boolean
  position: number
  items: { text: string; help_html: string | null }[]
}

export interface TimeEntry {
  id: Id
  ticket_id: Id
  user_id: Id
  seconds: number
  spent_at: Timestamp
  note: string | null
  billable: boolean
  comment_id: Id | null
  source: 'timer' | 'manual'
}

export interface TimeEntryChange {
  seconds?: number
  note?: string
  billable?: boolean
  source?: 'timer' | 'manual'
}

export interface TicketTime {
  time_entries: TimeEntry[]
  totals: { user_id: Id; seconds: number; billable_seconds: number; entries: number }[]
  time_spent_seconds: number
}

export interface Approval {
  id: Id
  ticket_id: Id
  title: string
  body: string
  rule: 'any' | 'all'
  status: 'waiting' | 'approved' | 'declined' | 'withdrawn'
  due_at: Timestamp | null
  created_by_id: Id
  decided_at: Timestamp | null
  approvers: {
    user_id: Id
    decision: 'waiting' | 'approved' | 'declined'
    reason: string | null
    decided_at: Timestamp | null
  }[]
  created_at: Timestamp
}

export interface AgentPresence {
  user_id: Id
  state: 'online' | 'away' | 'offline'
  chosen: 'online' | 'away'
}

export interface NewApproval {
  title: string
  body: string
  rule: 'any' | 'all'
  due_at: Timestamp | null
  approvers: (Id | string)[]
}
