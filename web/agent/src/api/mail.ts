// SPDX-License-Identifier: AGPL-3.0-or-later
import type { CursorMeta, Id, Mailbox, OutgoingMessage, SuspendedTicket } from '@pult/shared/api'
import { request } from './client'

export const mailboxes = () =>
  request<{ mailboxes: Mailbox[] }>('mailboxes', { query: { per_page: 100 } }).then((reply) => reply.mailboxes)

export const create_mailbox = (mailbox: Partial<Mailbox>) =>
  request<{ mailbox: Mailbox }>('mailboxes', { method: 'POST', body: { mailbox } })

export const update_mailbox = (id: Id, mailbox: Partial<Mailbox>) =>
  request<{ mailbox: Mailbox }>(`mailboxes/${id}`, { method: 'PUT', body: { mailbox } })

export const delete_mailbox = (id: Id) => request<void>(`mailboxes/${id}`, { method: 'DELETE' })

export const suspended_tickets = (cursor: string | null) =>
  request<{ suspended_tickets: SuspendedTicket[]; meta: CursorMeta }>('suspended_tickets', {
    query: { 'page[size]': 50, 'page[after]': cursor }
  })

export const recover_suspended = (id: Id) => request<unknown>(`suspended_tickets/${id}/recover`, { method: 'PUT' })

export const retry_suspended = (id: Id) => request<unknown>(`suspended_tickets/${id}/retry`, { method: 'PUT' })

export const delete_suspended = (id: Id) => request<void>(`suspended_tickets/${id}`, { method: 'DELETE' })

export const raw_suspended_url = (id: Id) => `/api/v2/suspended_tickets/${id}/raw`

export const outgoing_messages = (state: string | null, cursor: string | null) =>
  request<{ outgoing_messages: OutgoingMessage[]; meta: CursorMeta }>('outgoing_messages', {
    query: { state, 'page[size]': 50, 'page[after]': cursor }
  })

export const outgoing_message = (id: Id) =>
  request<{ outgoing_message: OutgoingMessage }>(`outgoing_messages/${id}`).then((reply) => reply.outgoing_message)

export const raw_outgoing_url = (id: Id) => `/api/v2/outgoing_messages/${id}/raw`

export const retry_outgoing = (id: Id) =>
  request<{ outgoing_message: OutgoingMessage }>(`outgoing_messages/${id}/retry`, { method: 'PUT' }).then(
    (reply) => reply.outgoing_message
  )
