// SPDX-License-Identifier: AGPL-3.0-or-later
// Tickets that entered a view since its list was loaded. They wait here, so that no row moves under the agent; the list
// shows how many.
import { shallowReactive } from 'vue'
import type { Id, Ticket } from '@pult/shared/api'
import { keys, query_client } from '../queries/client'
import { prepend_rows, remove_rows, type TicketPages } from '../queries/patch'
import { belongs_to_view } from '../queries/views'

const waiting = shallowReactive(new Map<Id, Map<Id, Ticket>>())
/** Views whose conditions only the server can check, and in which something may have changed. */
const uncertain = new Set<Id>()

export const arrivals_of = (view_id: Id) => waiting.get(view_id)?.size ?? 0

const loaded = (view_id: Id) =>
  query_client
    .getQueriesData<TicketPages>({ queryKey: keys.view(view_id) })
    .map(([, pages]) => pages)
    .filter((pages) => pages !== undefined)

const is_listed = (lists: TicketPages[], id: Id) =>
  lists.some(({ pages }) => pages.some((page) => page.tickets.some((row) => row.id === id)))

const loaded_views = () => new Set(query_client.getQueriesData({ queryKey: keys.views }).map(([key]) => key[1] as Id))

export function note_arrival(ticket: Ticket) {
  for (const view_id of loaded_views()) {
    const lists = loaded(view_id)
    if (lists.length === 0) continue
    const belongs = belongs_to_view(ticket, view_id)
    if (belongs === null) uncertain.add(view_id)
    const held = new Map(waiting.get(view_id))
    held.delete(ticket.id)
    if (belongs && !is_listed(lists, ticket.id)) held.set(ticket.id, ticket)
    waiting.set(view_id, held)
  }
}

/** Puts the waiting tickets on top and drops the rows that left the view. */
export function settle_view(view_id: Id, keep: Id | null = null) {
  const arrived = [...(waiting.get(view_id)?.values() ?? [])].reverse()
  waiting.set(view_id, new Map())
  if (uncertain.delete(view_id)) return void query_client.invalidateQueries({ queryKey: keys.view(view_id) })
  drop_departed(view_id, keep)
  if (arrived.length > 0) put_in(view_id, arrived)
}

/** On top where the newest come first; only the server knows their places in a list of another order. */
function put_in(view_id: Id, arrived: Ticket[]) {
  for (const [key] of query_client.getQueriesData({ queryKey: keys.view(view_id) })) {
    if (key[2]) void query_client.invalidateQueries({ queryKey: key, exact: true })
    else query_client.setQueryData<TicketPages>(key, (pages) => prepend_rows(pages, arrived))
  }
}

export function drop_departed(view_id: Id, keep: Id | null) {
  const rows = loaded(view_id).flatMap(({ pages }) => pages.flatMap((page) => page.tickets))
  const departed = rows
    .filter((row) => row.id !== keep && belongs_to_view(row, view_id) === false)
    .map((row) => row.id)
  if (departed.length === 0) return
  const gone = new Set(departed)
  query_client.setQueriesData<TicketPages>({ queryKey: keys.view(view_id) }, (pages) => remove_rows(pages, gone))
}
