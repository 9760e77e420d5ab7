// SPDX-License-Identifier: AGPL-3.0-or-later
// Writes one change into every cached copy of a ticket. Rows are replaced in place: a list never reorders under the
// agent.
import type { InfiniteData } from '@tanstack/vue-query'
import type { CommentPage, Delivery, Id, Ticket, TicketPage, ViewCount } from '@pult/shared/api'
import { keys, query_client } from './client'

export type TicketPages = InfiniteData<TicketPage, string | null>
export type CommentPages = InfiniteData<CommentPage, string | null>

export function ticket_in_lists(id: Id): Ticket | undefined {
  for (const [, data] of query_client.getQueriesData<TicketPages>({ queryKey: keys.views })) {
    const found = data?.pages.flatMap((page) => page.tickets).find((row) => row.id === id)
    if (found) return found
  }
  return undefined
}

/** Rows of lists are whole tickets. */
export const cached_ticket = (id: Id) => query_client.getQueryData<Ticket>(keys.ticket(id)) ?? ticket_in_lists(id)

function replace_row(pages: TicketPages | undefined, id: Id, change: (row: Ticket) => Ticket) {
  if (!pages?.pages.some((page) => page.tickets.some((row) => row.id === id))) return pages
  return {
    ...pages,
    pages: pages.pages.map((page) => ({
      ...page,
      tickets: page.tickets.map((row) => (row.id === id ? change(row) : row))
    }))
  }
}

export function change_ticket(id: Id, change: (ticket: Ticket) => Ticket) {
  query_client.setQueryData<Ticket>(keys.ticket(id), (old) => old && change(old))
  query_client.setQueriesData<TicketPages>({ queryKey: keys.views }, (old) => replace_row(old, id, change))
  query_client.setQueriesData<Ticket[]>({ queryKey: ['requested'] }, (old) =>
    old?.map((row) => (row.id === id ? change(row) : row))
  )
}

/** `has_draft` belongs to the reader: a ticket that was rendered for somebody else does not know it. */
export function store_ticket(ticket: Ticket) {
  change_ticket(ticket.id, (old) =>
    old.updated_at > ticket.updated_at ? old : { ...old, ...ticket, has_draft: old.has_draft }
  )
}

export function mark_draft(id: Id, has_draft: boolean) {
  change_ticket(id, (ticket) => (ticket.has_draft === has_draft ? ticket : { ...ticket, has_draft }))
}

export function forget_ticket(id: Id) {
  query_client.removeQueries({ queryKey: keys.ticket(id) })
  query_client.setQueriesData<TicketPages>({ queryKey: keys.views }, (old) => remove_rows(old, new Set([id])))
}

export function remove_rows(pages: TicketPages | undefined, ids: Set<Id>) {
  return (
    pages && {
      ...pages,
      pages: pages.pages.map((page) => ({ ...page, tickets: page.tickets.filter((row) => !ids.has(row.id)) }))
    }
  )
}

export function prepend_rows(pages: TicketPages | undefined, tickets: Ticket[]) {
  const [first, ...rest] = pages?.pages ?? []
  if (!pages || !first) return pages
  return { ...pages, pages: [{ ...first, tickets: [...tickets, ...first.tickets] }, ...rest] }
}

export function store_delivery(ticket_id: Id, comment_id: Id, delivery: Delivery) {
  const queryKey = keys.comments(ticket_id)
  query_client.setQueryData<CommentPages>(
    queryKey,
    (old) =>
      old && {
        ...old,
        pages: old.pages.map((page) => ({
          ...page,
          comments: page.comments.map((one) => (one.id === comment_id ? { ...one, delivery } : one))
        }))
      }
  )
  // An answer that is under way may have been read before this and would undo it.
  if (query_client.isFetching({ queryKey, exact: true })) void query_client.invalidateQueries({ queryKey })
}

export function store_counts(counts: ViewCount[]) {
  query_client.setQueriesData<Record<Id, number | null>>({ queryKey: keys.counts }, (old) => ({
    ...old,
    ...Object.fromEntries(counts.map((count) => [count.view_id ?? 0, count.value]))
  }))
}
