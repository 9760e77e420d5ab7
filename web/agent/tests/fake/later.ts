// SPDX-License-Identifier: AGPL-3.0-or-later
// Replies of the fake desk that leave later, and shared drafts. Time passes when a test says so: `send_due`.
import type { Draft, ScheduledReply, TicketChange } from '@pult/shared/api'
import { not_found, ok, type FakeDesk, type FakeRoute } from './desk'
import { stamp } from './tickets'

/** The server's timer for the reply to this ticket. */
export function send_due(desk: FakeDesk, ticket_id: number) {
  const reply = desk.scheduled.get(ticket_id)
  if (!reply) return
  desk.scheduled.delete(ticket_id)
  desk.update(ticket_id, reply.ticket)
}

export const later_routes: FakeRoute[] = [
  [
    'GET',
    /^tickets\/(\d+)\/scheduled_reply$/,
    (desk, _, [id]) => ok({ scheduled_reply: desk.scheduled.get(id!) ?? null, others: [] })
  ],
  [
    'PUT',
    /^tickets\/(\d+)\/scheduled_reply$/,
    (desk, call, [id]) => {
      const found = desk.tickets.get(id!)
      if (!found) return not_found
      const wanted = call.body['scheduled_reply'] as {
        ticket?: TicketChange
        content?: ScheduledReply['content']
        delay_seconds?: number
        send_at?: string
      }
      const former = desk.scheduled.get(id!)
      const { safe_update, updated_stamp, ...ticket } = wanted.ticket ?? former!.ticket
      if (safe_update && updated_stamp !== found.ticket.updated_at) {
        return { status: 409, body: { error: 'UpdateConflict', description: 'Safe Update prevented the update' } }
      }
      const scheduled_reply: ScheduledReply = {
        id: id!,
        ticket_id: id!,
        user_id: desk.me.id,
        state: 'waiting',
        reason: null,
        message: null,
        stopped_by_id: null,
        send_at: wanted.send_at ?? new Date(Date.now() + (wanted.delay_seconds ?? 0) * 1_000).toISOString(),
        send_anyway: false,
        ticket,
        content: wanted.content ?? former!.content,
        created_at: stamp(desk.now_ms),
        updated_at: stamp(desk.now_ms)
      }
      desk.drafts.delete(id!)
      desk.scheduled.set(id!, scheduled_reply)
      return ok({ scheduled_reply }, former ? 200 : 201)
    }
  ],
  [
    'DELETE',
    /^tickets\/(\d+)\/scheduled_reply$/,
    (desk, _, [id]) => {
      const reply = desk.scheduled.get(id!)
      if (!reply) return not_found
      desk.scheduled.delete(id!)
      const draft: Draft = { ...reply.content, updated_at: stamp(desk.now_ms) }
      desk.drafts.set(id!, draft)
      return ok({ draft })
    }
  ],
  [
    'POST',
    /^tickets\/(\d+)\/scheduled_reply\/send$/,
    (desk, _, [id]) => {
      if (!desk.scheduled.has(id!)) return not_found
      send_due(desk, id!)
      return ok({ ticket: desk.tickets.get(id!)!.ticket })
    }
  ],
  ['GET', /^scheduled_replies$/, (desk) => ok({ scheduled_replies: [...desk.scheduled.values()] })],
  ['GET', /^tickets\/\d+\/drafts$/, () => ok({ drafts: [] })]
]
