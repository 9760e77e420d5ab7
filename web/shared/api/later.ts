// SPDX-License-Identifier: AGPL-3.0-or-later
// Shapes of replies that leave later.
import type { Id, TicketChange, Timestamp } from './types'

export interface ScheduledReply {
  id: Id
  ticket_id: Id
  user_id: Id
  state: 'waiting' | 'stopped' | 'failed'
  reason: string | null
  message: string | null
  stopped_by_id: Id | null
  send_at: Timestamp
  send_anyway: boolean
  ticket: TicketChange
  content: { body: string; html_body: string | null; public: boolean; uploads: string[]; bcc: string[] }
  created_at: Timestamp
  updated_at: Timestamp
}

export interface ScheduledReplies {
  scheduled_reply: ScheduledReply | null
  /** Of colleagues. */
  others: { user_id: Id; send_at: Timestamp }[]
}

export interface SendTime {
  send_at?: Timestamp
  delay_seconds?: number
}
