// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether a ticket belongs to a view, told without the server: null where only the server knows.
import type { Condition, Conditions, Id, Ticket } from '@pult/shared/api'

type Answer = boolean | null

const orders: Record<string, string[]> = {
  status: ['new', 'open', 'pending', 'hold', 'solved', 'closed'],
  priority: ['', 'low', 'normal', 'high', 'urgent']
}

const id_fields = new Set([
  'group_id',
  'assignee_id',
  'requester_id',
  'organization_id',
  'brand_id',
  'ticket_form_id'
])

const words_of = (value: Condition['value']) =>
  (Array.isArray(value) ? value : (value ?? '').split(/[\s,]+/)).map(String).filter(Boolean)

function compare(field: string, given: string, { operator, value }: Condition): Answer {
  const wanted = String(value ?? '')
  if (operator === 'is') return given === wanted
  if (operator === 'is_not') return given !== wanted
  const order = orders[field]
  if (!order || !order.includes(wanted)) return null
  const distance = order.indexOf(given) - order.indexOf(wanted)
  if (operator === 'less_than') return distance < 0
  return operator === 'greater_than' ? distance > 0 : null
}

function check_id(given: unknown, { operator, value }: Condition, ticket: Ticket, me: Id | null): Answer {
  const word = String(value ?? '')
  const special: Record<string, Id | null> = {
    current_user: me,
    assignee_id: ticket.assignee_id,
    requester_id: ticket.requester_id
  }
  if (word !== '' && !(word in special) && !/^\d+$/.test(word)) return null
  const wanted = word in special ? special[word] : word === '' ? null : Number(word)
  if (operator === 'is') return (given ?? null) === wanted
  return operator === 'is_not' ? (given ?? null) !== wanted : null
}

function check_tags(tags: string[], { operator, value }: Condition): Answer {
  const found = words_of(value).some((tag) => tags.includes(tag))
  if (operator === 'includes') return found
  return operator === 'not_includes' ? !found : null
}

function check(condition: Condition, ticket: Ticket, me: Id | null): Answer {
  const { field } = condition
  if (field === 'status' || field === 'priority' || field === 'type') {
    return compare(field, ticket[field] ?? '', condition)
  }
  if (id_fields.has(field)) return check_id(ticket[field as 'group_id'], condition, ticket, me)
  if (field === 'current_tags') return check_tags(ticket.tags, condition)
  if (field === 'snoozed') return String(Boolean(ticket.snoozed_until)) === String(condition.value)
  return null
}

/** All of `all` and at least one of `any`; what is unknown decides nothing where the rest is clear. */
export function matches({ all, any }: Conditions, ticket: Ticket, me: Id | null): Answer {
  // What is put off is in no view that does not ask for it.
  if (ticket.snoozed_until && ![...all, ...any].some(({ field }) => field === 'snoozed')) return false
  const must = all.map((condition) => check(condition, ticket, me))
  const may = any.map((condition) => check(condition, ticket, me))
  if (must.includes(false) || (may.length > 0 && may.every((answer) => answer === false))) return false
  if (must.includes(null) || (may.length > 0 && !may.includes(true))) return null
  return true
}
