// SPDX-License-Identifier: AGPL-3.0-or-later
// What a list draws: tickets that pass the quick filters, in groups where the agent wants them.
import type { Id, Ticket } from '@pult/shared/api'

export type GroupField = 'status' | 'priority' | 'type' | 'assignee' | 'group' | 'requester' | 'organization'
export const group_fields: GroupField[] = [
  'status',
  'priority',
  'type',
  'assignee',
  'group',
  'requester',
  'organization'
]

export type QuickFilter = 'unread' | 'waiting' | 'draft' | 'urgent' | 'attachments'
export const quick_filters: QuickFilter[] = ['unread', 'waiting', 'urgent', 'draft', 'attachments']

export type Entry =
  | { kind: 'ticket'; key: string; ticket: Ticket }
  | { kind: 'group'; key: string; label: string; count: number; value: string }

/** How a ticket's value of a field is called. */
export type Namer = (field: GroupField, value: string) => string

const fixed_orders: Partial<Record<GroupField, string[]>> = {
  status: ['new', 'open', 'pending', 'hold', 'solved', 'closed'],
  priority: ['urgent', 'high', 'normal', 'low', ''],
  type: ['incident', 'problem', 'task', 'question', '']
}

export function group_value(ticket: Ticket, field: GroupField): string {
  const values: Record<GroupField, string | Id | null> = {
    status: ticket.status,
    priority: ticket.priority,
    type: ticket.type,
    assignee: ticket.assignee_id,
    group: ticket.group_id,
    requester: ticket.requester_id,
    organization: ticket.organization_id
  }
  return String(values[field] ?? '')
}

/** The order of the tickets within a group stays as it came; who has no value comes last. */
export function build_entries(
  tickets: Ticket[],
  field: GroupField | null,
  name: Namer,
  folded: Set<string>
): Entry[] {
  if (!field) return tickets.map((ticket) => ({ kind: 'ticket', key: String(ticket.id), ticket }))
  const groups = new Map<string, Ticket[]>()
  for (const ticket of tickets) {
    const value = group_value(ticket, field)
    groups.set(value, [...(groups.get(value) ?? []), ticket])
  }
  return [...groups.keys()].sort(order_of(field, name)).flatMap((value): Entry[] => {
    const members = groups.get(value)!
    const head: Entry = { kind: 'group', key: `g${value}`, label: name(field, value), count: members.length, value }
    if (folded.has(value)) return [head]
    return [head, ...members.map((ticket): Entry => ({ kind: 'ticket', key: String(ticket.id), ticket }))]
  })
}

function order_of(field: GroupField, name: Namer) {
  const fixed = fixed_orders[field]
  return (one: string, other: string) => {
    if (fixed) return fixed.indexOf(one) - fixed.indexOf(other)
    if (one === '' || other === '') return one === '' ? 1 : -1
    return name(field, one).localeCompare(name(field, other))
  }
}

export function passes(ticket: Ticket, filters: Set<QuickFilter>, is_unread: (ticket: Ticket) => boolean): boolean {
  const checks: Record<QuickFilter, () => boolean> = {
    unread: () => is_unread(ticket),
    // The last word is the customer's: somebody owes an answer.
    waiting: () => ticket.last_comment_author_id === ticket.requester_id && ticket.status !== 'solved',
    urgent: () => ticket.priority === 'urgent' || ticket.priority === 'high',
    draft: () => ticket.has_draft,
    attachments: () => ticket.has_attachments
  }
  return [...filters].every((filter) => checks[filter]())
}
