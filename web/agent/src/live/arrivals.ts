// SPDX-License-Identifier: AGPL-3.0-or-later
// Tickets that entered a view since its list was loaded. They wait here, so that no row moves under the agent; the list
// shows how many.
import { shallowReactive } from 'vue'
import type { Id, Ticket, ViewKey } from '@pult/shared/api'
import { keys, query_client } from '../queries/client'
import { prepend_rows, remove_rows, type TicketPages } from '../queries/patch'
import { belongs_to_view, view_ids, view_keys } from '../queries/views'

const waiting = shallowReactive(new Map<ViewKey, Map<Id, Ticket>>())

export const arrivals_of = (view: ViewKey) => waiting.get(view)?.size ?? 0

const loaded = (view: ViewKey) => query_client.getQueryData<TicketPages>(keys.view(view_ids[view]))

const is_listed = (pages: TicketPages, id: Id) => pages.pages.some((page) => page.tickets.some((row) => row.id === id))

export function note_arrival(ticket: Ticket) {
  for (const view of view_keys) {
    const pages = loaded(view)
    if (!pages) continue
    const held = new Map(waiting.get(view))
    held.delete(ticket.id)
    if (belongs_to_view(ticket, view) && !is_listed(pages, ticket.id)) held.set(ticket.id, ticket)
    waiting.set(view, held)
  }
}

/** Puts the waiting tickets on top and drops the rows that left the view. */
export function settle_view(view: ViewKey, keep: Id | null = null) {
  const arrived = [...(waiting.get(view)?.values() ?? [])].reverse()
  waiting.set(view, new Map())
  drop_departed(view, keep)
  query_client.setQueryData<TicketPages>(keys.view(view_ids[view]), (pages) => prepend_rows(pages, arrived))
}

export function drop_departed(view: ViewKey, keep: Id | null) {
  const rows = loaded(view)?.pages.flatMap((page) => page.tickets) ?? []
  const departed = rows.filter((row) => row.id !== keep && !belongs_to_view(row, view)).map((row) => row.id)
  if (departed.length === 0) return
  query_client.setQueryData<TicketPages>(keys.view(view_ids[view]), (pages) => remove_rows(pages, new Set(departed)))
}
