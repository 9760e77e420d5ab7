// SPDX-License-Identifier: AGPL-3.0-or-later
// Views, macros, fields, jobs and links of the fake desk.
import type { JobResult, Macro, TicketChange, TicketField, TicketForm, View } from '@pult/shared/api'
import { not_found, ok, type FakeCall, type FakeDesk, type FakeRoute } from './desk'
import { fake_ticket } from './tickets'

const unsolved = { field: 'status', operator: 'less_than', value: 'solved' }

function fake_view(id: number, title: string, key: string | null, all: View['conditions']['all']): View {
  return {
    id,
    title,
    key,
    active: true,
    position: id,
    description: null,
    default: key !== null,
    execution: {
      group_by: null,
      group_order: 'asc',
      sort_by: 'updated',
      sort_order: 'desc',
      columns: ['description', 'requester', 'priority', 'status', 'updated'].map((one) => ({ id: one, title: one }))
    },
    conditions: { all, any: [] },
    restriction: null
  }
}

export const fake_views: View[] = [
  fake_view(1, 'My tickets', 'mine', [unsolved, { field: 'assignee_id', operator: 'is', value: 'current_user' }]),
  fake_view(2, 'Unassigned', 'unassigned', [unsolved, { field: 'assignee_id', operator: 'is', value: '' }]),
  fake_view(3, 'All open', 'all_open', [unsolved]),
  fake_view(4, 'Solved', 'solved', [{ field: 'status', operator: 'is', value: 'solved' }]),
  fake_view(9, 'Urgent for Billing', null, [unsolved, { field: 'priority', operator: 'is', value: 'urgent' }])
]

export const fake_macros: Macro[] = [
  {
    id: 61,
    title: 'Shipping::Ask for a photo',
    description: 'Asks for a picture of the damage and waits.',
    active: true,
    position: 1,
    actions: [
      { field: 'status', value: 'pending' },
      { field: 'current_tags', value: 'photo_wanted' },
      { field: 'comment_value_html', value: '<p>Dear {{ticket.requester.name}}, could you send us a photo?</p>' }
    ]
  },
  {
    id: 62,
    title: 'Close as solved',
    description: null,
    active: true,
    position: 2,
    actions: [{ field: 'status', value: 'solved' }]
  }
]

const option = (name: string, value: string, id: number) => ({ id, name, value })
function fake_field(id: number, type: string, title: string, more: Partial<TicketField> = {}): TicketField {
  return { id, type, title, description: '', position: id, active: true, required: false, removable: true, ...more }
}

export const fake_fields: TicketField[] = [
  fake_field(40, 'subject', 'Subject', { removable: false }),
  fake_field(41, 'tagger', 'Product', {
    custom_field_options: [option('Coffee', 'coffee', 1), option('Hardware::Grinder', 'grinder', 2)]
  }),
  fake_field(42, 'text', 'Serial number'),
  fake_field(43, 'checkbox', 'Warranty'),
  fake_field(44, 'date', 'Bought on')
]

export const fake_forms: TicketForm[] = [
  {
    id: 45,
    name: 'Default form',
    active: true,
    default: true,
    position: 1,
    ticket_field_ids: [40, 41, 42, 43, 44],
    agent_conditions: [
      {
        parent_field_id: 41,
        value: 'grinder',
        child_fields: [
          { id: 42, is_required: true, required_on_statuses: { type: 'SOME_STATUSES', statuses: ['solved'] } },
          { id: 43, is_required: false }
        ]
      }
    ]
  }
]

const ids_of = (call: FakeCall) => (call.query.get('ids') ?? '').split(',').filter(Boolean).map(Number)

function job(desk: FakeDesk, ids: number[], work: (id: number, index: number) => void) {
  const results = ids.map((id, index): JobResult => {
    if (desk.refused.has(id)) return { id, index, success: false, error: 'TicketUpdateFailed' }
    work(id, index)
    return { id, index, success: true }
  })
  return ok({
    job_status: { id: 'V3-1', status: 'completed', total: ids.length, progress: ids.length, message: '', results }
  })
}

function update_many(desk: FakeDesk, call: FakeCall) {
  const { ticket } = call.body as unknown as { ticket: TicketChange }
  const before = ids_of(call).map((id) => structuredClone(desk.tickets.get(id)!))
  desk.undo_job = () => {
    for (const one of before) desk.tickets.set(one.ticket.id, one)
  }
  return job(desk, ids_of(call), (id) => desk.update(id, ticket))
}

function undo(desk: FakeDesk) {
  desk.undo_job()
  return job(desk, [], () => {})
}

function destroy(desk: FakeDesk, id: number) {
  desk.deleted.set(id, desk.tickets.get(id)!)
  desk.tickets.delete(id)
}

function apply_macro(desk: FakeDesk, ticket_id: number, macro_id: number) {
  const macro = fake_macros.find((one) => one.id === macro_id)
  const found = desk.tickets.get(ticket_id)
  if (!macro || !found) return not_found
  const changed: Record<string, unknown> = {}
  let comment
  for (const { field, value } of macro.actions) {
    if (field === 'current_tags') changed['tags'] = [...found.ticket.tags, value]
    else if (field === 'comment_value_html') comment = { html_body: String(value), body: String(value), public: true }
    else changed[field] = value
  }
  return ok({ result: { ticket: { id: ticket_id, ...changed, ...(comment ? { comment } : {}) } } })
}

const split: FakeRoute[2] = (desk, call, [id]) => {
  const new_id = Math.max(...desk.tickets.keys()) + 1
  const made = fake_ticket(new_id)
  const { subject } = call.body['ticket'] as { subject: string }
  made.ticket = { ...made.ticket, id: new_id, subject, requester_id: desk.tickets.get(id!)!.ticket.requester_id }
  desk.tickets.set(new_id, made)
  return ok({ ticket: made.ticket }, 201)
}

export const workspace_routes: FakeRoute[] = [
  [
    'GET',
    /^views$/,
    () => ok({ views: fake_views, meta: { has_more: false, after_cursor: null, before_cursor: null } })
  ],
  [
    'GET',
    /^views\/count_many$/,
    (desk, call) =>
      ok({ view_counts: ids_of(call).map((view_id) => ({ view_id, value: desk.in_view(view_id).length })) })
  ],
  ['POST', /^views\/preview\/count$/, (desk) => ok({ view_count: { view_id: null, value: desk.in_view(3).length } })],
  [
    'POST',
    /^views$/,
    (_, call) => ok({ view: { ...fake_view(99, '', null, []), ...(call.body['view'] as object) } }, 201)
  ],
  ['PUT', /^tickets\/update_many$/, update_many],
  ['POST', /^job_statuses\/V3-1\/undo$/, undo],
  ['DELETE', /^tickets\/destroy_many$/, (desk, call) => job(desk, ids_of(call), (id) => destroy(desk, id))],
  [
    'PUT',
    /^deleted_tickets\/restore_many$/,
    (desk, call) => {
      for (const id of ids_of(call)) desk.tickets.set(id, desk.deleted.get(id)!)
      return ok({})
    }
  ],
  [
    'POST',
    /^tickets\/(\d+)\/merge$/,
    (desk, call) => job(desk, call.body['ids'], (id) => desk.update(id, { status: 'closed' as never }))
  ],
  ['GET', /^tickets\/(\d+)\/links$/, () => ok({ links: [{ type: 'related', ticket_id: 4 }] })],
  [
    'GET',
    /^tickets\/show_many$/,
    (desk, call) => ok({ tickets: ids_of(call).flatMap((id) => desk.tickets.get(id)?.ticket ?? []) })
  ],
  ['POST', /^tickets\/(\d+)\/comments\/(\d+)\/split$/, split],
  ['GET', /^macros\/active$/, () => ok({ macros: fake_macros })],
  ['GET', /^tickets\/(\d+)\/macros\/(\d+)\/apply$/, (desk, _, [id, macro]) => apply_macro(desk, id!, macro!)],
  ['GET', /^ticket_fields$/, () => ok({ ticket_fields: fake_fields })],
  ['GET', /^ticket_forms$/, () => ok({ ticket_forms: fake_forms })],
  ['GET', /^custom_statuses$/, () => ok({ custom_statuses: [] })],
  ['GET', /^user_fields$/, () => ok({ user_fields: [] })],
  ['GET', /^organization_fields$/, () => ok({ organization_fields: [] })]
]
