// SPDX-License-Identifier: AGPL-3.0-or-later
// Changing a ticket: the screen shows the change at once, the server decides. A stale change (409) becomes a question,
// never an overwrite.
import { shallowRef } from 'vue'
import type { Id, ScheduledReply, SendTime, Ticket, TicketChange } from '@pult/shared/api'
import { ApiError } from '../api/error'
import { schedule_reply } from '../api/later'
import * as api from '../api/tickets'
import { translate } from '../i18n'
import { describe_error, show_toast } from '../ui/toast'
import { keys, query_client } from './client'
import { cached_ticket, change_ticket, store_ticket } from './patch'

/** The properties an agent sets in the panel and beside the send button. */
export type TicketFields = Pick<
  TicketChange,
  | 'status'
  | 'priority'
  | 'type'
  | 'assignee_id'
  | 'group_id'
  | 'tags'
  | 'subject'
  | 'custom_fields'
  | 'custom_status_id'
  | 'ticket_form_id'
  | 'problem_id'
  | 'macro_ids'
  | 'snoozed_until'
>

export interface Conflict {
  ticket_id: Id
  /** The ticket as the agent saw it, as it is now, and what the agent wanted. */
  seen: Ticket
  current: Ticket
  wanted: TicketFields
  retry: () => void
}

export const conflict = shallowRef<Conflict | null>(null)

const queues = new Map<Id, Promise<unknown>>()

/** One change of a ticket at a time: each needs the stamp that the one before it has made. */
function in_turn<T>(id: Id, work: () => Promise<T>): Promise<T> {
  const turn = (queues.get(id) ?? Promise.resolve()).then(work, work)
  queues.set(id, turn)
  return turn
}

/** These add and never overwrite. */
const harmless = new Set(['comment', 'email_ccs', 'followers', 'macro_ids', 'additional_tags', 'remove_tags'])
const has_fields = (change: TicketChange) => Object.keys(change).some((key) => !harmless.has(key))

/** What sets fields must not overwrite what somebody else has set since. */
export const with_guard = (change: TicketChange, stamp: string | undefined): TicketChange =>
  has_fields(change) && stamp ? { ...change, safe_update: true, updated_stamp: stamp } : change

async function put(id: Id, change: TicketChange): Promise<Ticket> {
  const { ticket } = await api.update_ticket(id, with_guard(change, cached_ticket(id)?.updated_at))
  // A later local change may already be on the screen; only the server's own facts are taken then.
  store_ticket(ticket)
  void query_client.invalidateQueries({ queryKey: keys.audits(id) })
  return ticket
}

async function ask_about_conflict(id: Id, seen: Ticket, wanted: TicketFields, retry: () => void) {
  const { ticket: current } = await api.ticket(id)
  change_ticket(id, () => current)
  void query_client.invalidateQueries({ queryKey: keys.comments(id) })
  conflict.value = { ticket_id: id, seen, current, wanted, retry }
}

export const is_conflict = (error: unknown) => error instanceof ApiError && error.status === 409

/** Custom fields are named one by one: those that are not keep their values. */
function with_values(ticket: Ticket, { custom_fields, macro_ids: _, ...fields }: TicketFields): Ticket {
  const changed = { ...ticket, ...fields } as Ticket
  if (!custom_fields) return changed
  const ids = new Set(custom_fields.map((one) => one.id))
  return {
    ...changed,
    custom_fields: [...(ticket.custom_fields ?? []).filter((one) => !ids.has(one.id)), ...custom_fields]
  }
}

/** Sets properties: optimistic, rolled back with a message when refused. */
export async function set_fields(id: Id, fields: TicketFields): Promise<void> {
  const seen = cached_ticket(id)
  if (!seen) return
  change_ticket(id, (ticket) => with_values(ticket, fields))
  try {
    await in_turn(id, () => put(id, fields))
  } catch (error) {
    change_ticket(id, (ticket) => roll_back(ticket, seen, fields))
    if (is_conflict(error)) await ask_about_conflict(id, seen, fields, () => void set_fields(id, fields))
    else show_toast(translate('error.not_saved', { reason: describe_error(error) }), 'error')
  }
}

function roll_back(ticket: Ticket, seen: Ticket, fields: TicketFields): Ticket {
  const before = Object.fromEntries(Object.keys(fields).map((key) => [key, seen[key as keyof Ticket]]))
  return { ...ticket, ...before }
}

async function or_ask<T>(id: Id, change: TicketChange, retry: () => void, work: () => Promise<T>): Promise<T> {
  const seen = cached_ticket(id)
  try {
    return await in_turn(id, work)
  } catch (error) {
    const fields = Object.fromEntries(Object.entries(change).filter(([key]) => !harmless.has(key)))
    if (is_conflict(error) && seen) await ask_about_conflict(id, seen, fields as TicketFields, retry)
    throw error
  }
}

/** Sends a comment with what goes with it. Throws when it was not sent, so that the composer keeps its text. */
export async function send_comment(id: Id, change: TicketChange, retry: () => void): Promise<void> {
  await or_ask(id, change, retry, () => put(id, change))
  await query_client.invalidateQueries({ queryKey: keys.comments(id) })
}

/** The same, later: checked by the server now. */
export async function schedule_comment(
  id: Id,
  wanted: SendTime & { ticket: TicketChange; content: object },
  retry: () => void
): Promise<ScheduledReply> {
  const ticket = with_guard(wanted.ticket, cached_ticket(id)?.updated_at)
  return await or_ask(id, wanted.ticket, retry, () => schedule_reply(id, { ...wanted, ticket }))
}
