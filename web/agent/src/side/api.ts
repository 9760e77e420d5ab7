// SPDX-License-Identifier: AGPL-3.0-or-later
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import type { Id, SideConversation, SideConversationEvent, SideParticipant, TicketContextLink } from '@pult/shared/api'
import { request } from '../api/client'
import { query_client } from '../queries/client'

export interface SideMessageFields {
  subject?: string
  html_body: string
  body: string
  to?: SideParticipant[]
  attachment_ids: string[]
}

interface Turn {
  side_conversation: SideConversation
  event: SideConversationEvent
}

const path = (ticket_id: Id, id?: string) => `tickets/${ticket_id}/side_conversations${id ? `/${id}` : ''}`
/** The socket names it: "side_conversations" of a ticket. */
const key = (ticket_id: Id) => ['side_conversations', ticket_id] as const

const sides = (ticket_id: Id) =>
  request<{ side_conversations: SideConversation[] }>(path(ticket_id), { query: { 'page[size]': 100 } }).then(
    (reply) => reply.side_conversations
  )

export const refresh_sides = (ticket_id: Id) => query_client.invalidateQueries({ queryKey: key(ticket_id) })

export const use_sides = (ticket_id: MaybeRefOrGetter<Id>) =>
  useQuery({
    queryKey: computed(() => key(toValue(ticket_id))),
    queryFn: () => sides(toValue(ticket_id))
  })

export const use_side = (ticket_id: MaybeRefOrGetter<Id>, id: MaybeRefOrGetter<string | null>) =>
  useQuery({
    queryKey: computed(() => [...key(toValue(ticket_id)), toValue(id)]),
    queryFn: () =>
      request<{ side_conversation: SideConversation; events: SideConversationEvent[] }>(
        path(toValue(ticket_id), toValue(id)!),
        { query: { include: 'events' } }
      ),
    enabled: computed(() => toValue(id) !== null)
  })

export const send_side = (ticket_id: Id, id: string | null, message: SideMessageFields) =>
  request<Turn>(id ? `${path(ticket_id, id)}/reply` : path(ticket_id), { method: 'POST', body: { message } })

export const set_side_state = (ticket_id: Id, id: string, state: 'open' | 'closed') =>
  request<unknown>(path(ticket_id, id), { method: 'PUT', body: { side_conversation: { state } } })

export const context_links = (ticket_id: Id) =>
  request<{ context_links: TicketContextLink[] }>(`tickets/${ticket_id}/context_links`).then(
    (reply) => reply.context_links
  )
