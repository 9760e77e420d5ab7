// SPDX-License-Identifier: AGPL-3.0-or-later
// What happens at a later time, and drafts that colleagues share.
import type { Draft, Id, ScheduledReplies, ScheduledReply, SendTime, Ticket, TicketChange } from '@pult/shared/api'
import { request } from './client'

export const scheduled_reply = (id: Id) => request<ScheduledReplies>(`tickets/${id}/scheduled_reply`)

export const schedule_reply = (id: Id, value: SendTime & { ticket?: TicketChange; content?: object }) =>
  request<{ scheduled_reply: ScheduledReply }>(`tickets/${id}/scheduled_reply`, {
    method: 'PUT',
    body: { scheduled_reply: value }
  }).then((reply) => reply.scheduled_reply)

export const take_back_reply = (id: Id) =>
  request<{ draft: Draft | null }>(`tickets/${id}/scheduled_reply`, { method: 'DELETE' }).then((reply) => reply.draft)

export const send_reply_now = (id: Id) =>
  request<{ ticket: Ticket }>(`tickets/${id}/scheduled_reply/send`, { method: 'POST' }).then((reply) => reply.ticket)

export const scheduled_replies = () =>
  request<{ scheduled_replies: ScheduledReply[] }>('scheduled_replies').then((reply) => reply.scheduled_replies)

export const shared_drafts = (id: Id) =>
  request<{ drafts: Draft[] }>(`tickets/${id}/drafts`).then((reply) => reply.drafts)

export const take_draft = (id: Id, user_id: Id) =>
  request<{ draft: Draft }>(`tickets/${id}/drafts/${user_id}/take`, { method: 'POST' }).then((reply) => reply.draft)
