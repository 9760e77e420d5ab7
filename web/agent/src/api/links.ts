// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Id, LinkType, Ticket, TicketLink } from '@pult/shared/api'
import { request } from './client'

export const ticket_links = (id: Id) =>
  request<{ links: TicketLink[] }>(`tickets/${id}/links`).then((reply) => reply.links)

export const add_link = (id: Id, type: LinkType, ticket_id: Id) =>
  request<unknown>(`tickets/${id}/links`, { method: 'POST', body: { link: { type, ticket_id } } })

export const remove_link = (id: Id, type: LinkType, ticket_id: Id) =>
  request<void>(`tickets/${id}/links`, { method: 'DELETE', body: { link: { type, ticket_id } } })

export const split_comment = (id: Id, comment_id: Id, subject: string) =>
  request<{ ticket: Ticket }>(`tickets/${id}/comments/${comment_id}/split`, {
    method: 'POST',
    body: { ticket: { subject } }
  }).then((reply) => reply.ticket)

export const make_private = (id: Id, comment_id: Id) =>
  request<void>(`tickets/${id}/comments/${comment_id}/make_private`, { method: 'PUT' })

export const delete_ticket = (id: Id) => request<void>(`tickets/${id}`, { method: 'DELETE' })

export const restore_ticket = (id: Id) => request<unknown>(`deleted_tickets/${id}/restore`, { method: 'PUT' })

export const mark_as_spam = (id: Id) => request<unknown>(`tickets/${id}/mark_as_spam`, { method: 'PUT' })

export const incidents = (id: Id) =>
  request<{ tickets: Ticket[] }>(`tickets/${id}/incidents`, { query: { per_page: 50 } }).then(
    (reply) => reply.tickets
  )

export const tickets_by_id = (ids: Id[]) =>
  request<{ tickets: Ticket[] }>('tickets/show_many', { query: { ids: ids.join(',') } }).then(
    (reply) => reply.tickets
  )
