// SPDX-License-Identifier: AGPL-3.0-or-later
import type {
  Audit,
  CommentPage,
  CursorMeta,
  Draft,
  Id,
  MailView,
  SearchHit,
  Sideloads,
  Ticket,
  TicketChange,
  Upload,
  User
} from '@pult/shared/api'
import { request, send_file } from './client'

const most_audit_pages = 20

export const ticket = (id: Id) =>
  request<{ ticket: Ticket } & Sideloads>(`tickets/${id}`, { query: { include: 'users,groups,organizations' } })

export const update_ticket = (id: Id, change: TicketChange, keepalive = false) =>
  request<{ ticket: Ticket; audit: Audit }>(`tickets/${id}`, { method: 'PUT', body: { ticket: change }, keepalive })

export const create_ticket = (change: TicketChange) =>
  request<{ ticket: Ticket }>('tickets', { method: 'POST', body: { ticket: change } })

/** Newest first: a ticket opens at its end, earlier pages come on demand. */
export const ticket_comments = (id: Id, cursor: string | null) =>
  request<CommentPage>(`tickets/${id}/comments`, {
    query: { 'page[size]': 100, 'page[after]': cursor, sort: '-created_at', include: 'users' }
  })

/** Audits come oldest first, and the newest matter most: all pages are read, up to a bound. */
export async function ticket_audits(id: Id): Promise<Audit[]> {
  const audits: Audit[] = []
  let cursor: string | null = null
  for (let page = 0; page < most_audit_pages; page += 1) {
    const reply: { audits: Audit[]; meta: CursorMeta } = await request(`tickets/${id}/audits`, {
      query: { 'page[size]': 100, 'page[after]': cursor }
    })
    audits.push(...reply.audits)
    cursor = reply.meta.after_cursor
    if (!reply.meta.has_more) break
  }
  return audits
}

export const comment_mail = (id: Id, comment_id: Id) =>
  request<MailView>(`tickets/${id}/comments/${comment_id}/email`)

export const raw_mail_url = (id: Id, comment_id: Id) => `/api/v2/tickets/${id}/comments/${comment_id}/email/raw`

export const draft = (id: Id) => request<{ draft: Draft | null }>(`tickets/${id}/draft`).then((reply) => reply.draft)

export const save_draft = (id: Id, value: Omit<Draft, 'updated_at'>) =>
  request<{ draft: Draft }>(`tickets/${id}/draft`, { method: 'PUT', body: { draft: value } })

export const delete_draft = (id: Id) => request<void>(`tickets/${id}/draft`, { method: 'DELETE' })

export const upload = (file: Blob, name: string, on_progress: (share: number) => void) =>
  send_file<{ upload: Upload }>('uploads', { filename: name }, file, on_progress).then((reply) => reply.upload)

export const delete_upload = (token: string) => request<void>(`uploads/${token}`, { method: 'DELETE' })

export const requested_tickets = (user_id: Id) =>
  request<{ tickets: Ticket[] }>(`users/${user_id}/tickets/requested`, {
    query: { per_page: 20, sort_by: 'updated_at', sort_order: 'desc' }
  }).then((reply) => reply.tickets)

export const search = (query: string, page: number, signal?: AbortSignal, per_page = 30) =>
  request<{ results: SearchHit[]; count: number; next_page: string | null; users?: User[] }>('search', {
    query: { query, page, per_page, include: 'users' },
    signal
  })

export const autocomplete_tags = (name: string) =>
  request<{ tags: string[] }>('autocomplete/tags', { query: { name } }).then((reply) => reply.tags)
