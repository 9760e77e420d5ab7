// SPDX-License-Identifier: AGPL-3.0-or-later
// "Next ticket": what most needs an answer, from one's own tickets first, then from those nobody has taken.
import type { Id, Priority, Ticket } from '@pult/shared/api'
import { update_ticket } from '../api/tickets'
import { view_tickets } from '../api/views'
import { remember } from '../people/store'
import { store_ticket } from '../queries/patch'
import { is_conflict } from '../queries/update'
import { view_id_of } from '../queries/views'
import { current_user_id } from '../session/session'

const weights: Record<Priority, number> = { urgent: 3, high: 2, normal: 1, low: 0 }
const most_tries = 5

const is_waiting = (ticket: Ticket) =>
  ticket.status === 'new' || (ticket.status === 'open' && ticket.last_comment_author_id === ticket.requester_id)

const weight = (ticket: Ticket) => weights[ticket.priority ?? 'normal']
const since = (ticket: Ticket) => ticket.last_comment_at ?? ticket.created_at

const most_pressing_first = (one: Ticket, other: Ticket) =>
  weight(other) - weight(one) || since(one).localeCompare(since(other)) || one.id - other.id

/** The more pressing first, and of equals who has waited longest; work already begun comes after what waits. */
export function rank(mine: Ticket[], free: Ticket[], but: ReadonlySet<Id> = new Set()): Ticket[] {
  const left = (tickets: Ticket[]) => tickets.filter((ticket) => !but.has(ticket.id))
  const waiting = left(mine).filter(is_waiting).sort(most_pressing_first)
  const untaken = left(free).filter(is_waiting).sort(most_pressing_first)
  const begun = left(mine)
    .filter((ticket) => ticket.status === 'open' && !is_waiting(ticket))
    .sort(most_pressing_first)
  return [...waiting, ...untaken, ...begun]
}

async function load(slug: string): Promise<Ticket[]> {
  const page = await view_tickets(
    view_id_of(slug)!,
    { sort_by: 'priority', sort_order: 'desc', group_by: null },
    null
  )
  remember(page)
  return page.tickets
}

/** Two agents who press at once must not get the same ticket: the stamp tells the slower one, who tries the next. */
async function take(ticket: Ticket): Promise<boolean> {
  try {
    const reply = await update_ticket(ticket.id, {
      assignee_id: current_user_id.value,
      safe_update: true,
      updated_stamp: ticket.updated_at
    })
    store_ticket(reply.ticket)
    return true
  } catch (error) {
    if (is_conflict(error)) return false
    throw error
  }
}

export async function take_next(but: Id | null): Promise<Id | null> {
  const [mine, free] = await Promise.all([load('mine'), load('unassigned')])
  for (const ticket of rank(mine, free, new Set(but === null ? [] : [but])).slice(0, most_tries)) {
    if (ticket.assignee_id !== null || (await take(ticket))) return ticket.id
  }
  return null
}
