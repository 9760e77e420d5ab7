// SPDX-License-Identifier: AGPL-3.0-or-later
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import type { Id, Ticket } from '@pult/shared/api'
import * as api from '../api/tickets'
import { remember } from '../people/store'
import { keys, query_client } from './client'
import { use_pages } from './pages'
import { ticket_in_lists } from './patch'

async function fetch_ticket(id: Id): Promise<Ticket> {
  const reply = await api.ticket(id)
  remember(reply)
  return reply.ticket
}

export function use_ticket(id: MaybeRefOrGetter<Id>) {
  return useQuery({
    queryKey: computed(() => keys.ticket(toValue(id))),
    queryFn: () => fetch_ticket(toValue(id)),
    // Rows are whole tickets and kept current by the socket, so a listed ticket needs no request of its own.
    initialData: () => ticket_in_lists(toValue(id))
  })
}

async function load_comments(id: Id, after: string | null) {
  const page = await api.ticket_comments(id, after)
  remember(page)
  return page
}

export function use_comments(id: MaybeRefOrGetter<Id>) {
  const { query, rows } = use_pages({
    key: () => keys.comments(toValue(id)),
    load: (after) => load_comments(toValue(id), after),
    rows_of: (page) => page.comments
  })
  /** Oldest first, as one reads; ids break ties within a second. */
  const comments = computed(() =>
    [...rows.value].sort(
      (one, other) => one.created_at.localeCompare(other.created_at) || one.id - other.id
    )
  )
  return { query, comments }
}

export function use_audits(id: MaybeRefOrGetter<Id>) {
  return useQuery({
    queryKey: computed(() => keys.audits(toValue(id))),
    queryFn: () => api.ticket_audits(toValue(id))
  })
}

/** Loads the neighbours of the open ticket, so that the next key press shows it at once. */
export function prefetch_ticket(id: Id) {
  void query_client.prefetchQuery({
    queryKey: keys.ticket(id),
    queryFn: () => fetch_ticket(id),
    initialData: () => ticket_in_lists(id)
  })
  void query_client.prefetchInfiniteQuery({
    queryKey: keys.comments(id),
    queryFn: ({ pageParam }) => load_comments(id, pageParam),
    initialPageParam: null as string | null
  })
  void query_client.prefetchQuery({ queryKey: keys.audits(id), queryFn: () => api.ticket_audits(id) })
}

export function use_requested_tickets(user_id: MaybeRefOrGetter<Id>) {
  return useQuery({
    queryKey: computed(() => keys.requested(toValue(user_id))),
    queryFn: () => api.requested_tickets(toValue(user_id))
  })
}
