// SPDX-License-Identifier: AGPL-3.0-or-later
import { useInfiniteQuery, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import type { Id, Ticket, TicketStatus, ViewKey } from '@pult/shared/api'
import * as api from '../api/tickets'
import { remember } from '../people/store'
import { current_user_id } from '../session/session'
import { keys } from './client'

/** The system views and the ids that the API fixes for them. */
export const view_ids: Record<ViewKey, Id> = { mine: 1, unassigned: 2, all_open: 3, solved: 4 }
export const view_keys = Object.keys(view_ids) as ViewKey[]

const unsolved = (status: TicketStatus) => status !== 'solved' && status !== 'closed'

/** The same conditions as the server's views, to place a ticket that arrives by the socket. */
const conditions: Record<ViewKey, (ticket: Ticket) => boolean> = {
  mine: (ticket) => ticket.assignee_id === current_user_id.value && unsolved(ticket.status),
  unassigned: (ticket) => ticket.assignee_id === null && unsolved(ticket.status),
  all_open: (ticket) => unsolved(ticket.status),
  solved: (ticket) => ticket.status === 'solved'
}

export const belongs_to_view = (ticket: Ticket, view: ViewKey) => conditions[view](ticket)

export function use_view_counts() {
  return useQuery({
    queryKey: keys.counts,
    queryFn: async () => {
      const reply = await api.view_counts(Object.values(view_ids))
      return Object.fromEntries(reply.view_counts.map((count) => [count.view_id, count.value])) as Record<Id, number>
    }
  })
}

export function use_view_tickets(view: MaybeRefOrGetter<ViewKey>) {
  const query = useInfiniteQuery({
    queryKey: computed(() => keys.view(view_ids[toValue(view)])),
    queryFn: async ({ pageParam, signal }) => {
      const page = await api.view_tickets(view_ids[toValue(view)], pageParam, signal)
      remember(page)
      return page
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page.meta.has_more ? page.meta.after_cursor : null)
  })
  /** A ticket that moved between two pages while they were fetched is shown once. */
  const tickets = computed<Ticket[]>(() => {
    const seen = new Set<Id>()
    return (query.data.value?.pages ?? [])
      .flatMap((page) => page.tickets)
      .filter((ticket) => !seen.has(ticket.id) && seen.add(ticket.id))
  })
  return { query, tickets }
}
