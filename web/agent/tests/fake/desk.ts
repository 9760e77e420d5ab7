// SPDX-License-Identifier: AGPL-3.0-or-later
// A help desk in memory that speaks as much of /api/v2 as the screen uses. For tests and pictures only; never part of
// the product.
import type { Draft, ScheduledReply, Settings, Ticket, TicketChange } from '@pult/shared/api'
import { fake_groups, fake_organizations, fake_users } from './people'
import { later_routes } from './later'
import { fake_mailboxes, fake_outgoing, fake_suspended } from './mail'
import { fake_comment, fake_ticket, stamp, start_ms, type FakeTicket } from './tickets'
import { workspace_routes } from './workspace'

export interface FakeReply {
  status: number
  body?: unknown
  headers?: Record<string, string>
  raw?: string
}

export interface FakeCall {
  method: string
  path: string
  query: URLSearchParams
  body: Record<string, never>
}

const page = { has_more: false, after_cursor: null, before_cursor: null }

export class FakeDesk {
  signed_in = true
  password = 'correct horse'
  me = fake_users[0]!
  calls: FakeCall[] = []
  now_ms = start_ms
  settings: Settings = { locale: null, theme: 'system', single_key_shortcuts: true }
  drafts = new Map<number, Draft>()
  scheduled = new Map<number, ScheduledReply>()
  tickets = new Map<number, FakeTicket>()
  /** Tickets that jobs fail on, and those that are deleted. */
  refused = new Set<number>()
  deleted = new Map<number, FakeTicket>()
  /** Takes the change of many tickets back that was made last. */
  undo_job: () => void = () => {}

  constructor(ticket_count = 64) {
    for (let id = 1; id <= ticket_count; id += 1) this.tickets.set(id, fake_ticket(id))
  }

  in_view(view_id: number): Ticket[] {
    const unsolved = (one: Ticket) => one.status !== 'solved' && one.status !== 'closed'
    const conditions: Record<number, (one: Ticket) => boolean> = {
      1: (one) => unsolved(one) && one.assignee_id === this.me.id,
      2: (one) => unsolved(one) && one.assignee_id === null,
      3: unsolved,
      4: (one) => one.status === 'solved',
      9: (one) => unsolved(one) && one.priority === 'urgent'
    }
    return [...this.tickets.values()]
      .map((one) => ({ ...one.ticket, has_draft: this.drafts.has(one.ticket.id) }))
      .filter(conditions[view_id]!)
      .sort((one, other) => other.updated_at.localeCompare(one.updated_at))
  }

  update(id: number, change: TicketChange): FakeReply {
    const found = this.tickets.get(id)
    if (!found) return not_found
    if (change.safe_update && change.updated_stamp !== found.ticket.updated_at) {
      return { status: 409, body: { error: 'UpdateConflict', description: 'Safe Update prevented the update' } }
    }
    this.now_ms += 1_000
    const { comment, safe_update: _, updated_stamp: __, email_ccs: ___, ...rest } = change
    const { additional_tags = [], remove_tags = [], ...fields } = rest
    found.ticket = { ...found.ticket, ...fields, updated_at: stamp(this.now_ms) } as Ticket
    const kept = found.ticket.tags.filter((tag) => !remove_tags.includes(tag))
    found.ticket.tags = [...new Set([...kept, ...additional_tags])]
    if (comment) {
      const text = (comment.html_body ?? comment.body ?? '').replace(/<[^>]+>/g, '')
      const id_of_comment = id * 100 + found.comments.length + 1
      found.comments.push(
        fake_comment(id_of_comment, this.me.id, text, this.now_ms, {
          public: comment.public,
          delivery: comment.public
            ? {
                outgoing_message_id: 9,
                hold_reason: null,
                state: 'kept',
                error: null,
                attempts: 0,
                sent_at: null,
                message_id: null,
                recipients: [],
                bcc: comment.bcc ?? []
              }
            : null
        })
      )
      found.ticket.last_comment_excerpt = text
    }
    return { status: 200, body: { ticket: found.ticket, audit: { id: 1, events: [] } } }
  }
}

export const not_found: FakeReply = { status: 404, body: { error: 'RecordNotFound', description: 'Not found' } }
export const ok = (body: unknown, status = 200): FakeReply => ({ status, body })

export type Handler = (desk: FakeDesk, call: FakeCall, ids: number[]) => FakeReply

export type FakeRoute = [string, RegExp, Handler]

const routes: FakeRoute[] = [
  [
    'GET',
    /^users\/me$/,
    (desk) =>
      ok({
        user: desk.signed_in
          ? { ...desk.me, authenticity_token: 'token' }
          : { id: null, name: 'Anonymous user', authenticity_token: null }
      })
  ],
  ['GET', /^users\/me\/settings$/, (desk) => ok({ settings: desk.settings })],
  [
    'PUT',
    /^users\/me\/settings$/,
    (desk, call) => ok({ settings: Object.assign(desk.settings, call.body['settings']) })
  ],
  ['DELETE', /^session$/, (desk) => ((desk.signed_in = false), { status: 204 })],
  [
    'GET',
    /^views\/(\d+)\/tickets$/,
    (desk, call, [id]) => {
      const size = Number(call.query.get('page[size]') ?? 50)
      const from = Number(call.query.get('page[after]') ?? 0)
      const all = desk.in_view(id!)
      const has_more = from + size < all.length
      return ok({
        tickets: all.slice(from, from + size),
        users: fake_users,
        groups: fake_groups,
        meta: { has_more, after_cursor: has_more ? String(from + size) : null, before_cursor: null }
      })
    }
  ],
  [
    'POST',
    /^tickets$/,
    (desk, call) => {
      const id = desk.tickets.size + 1
      const made = fake_ticket(id)
      const { comment: _, requester: __, ...fields } = call.body['ticket'] as TicketChange
      Object.assign(made.ticket, fields, { id, requester_id: fields.requester_id ?? 16 })
      desk.tickets.set(id, made)
      return ok({ ticket: made.ticket, audit: {} }, 201)
    }
  ],
  [
    'GET',
    /^tickets\/(\d+)$/,
    (desk, _, [id]) =>
      desk.tickets.has(id!)
        ? ok({
            ticket: desk.tickets.get(id!)!.ticket,
            users: fake_users,
            groups: fake_groups,
            organizations: fake_organizations
          })
        : not_found
  ],
  ['PUT', /^tickets\/(\d+)$/, (desk, call, [id]) => desk.update(id!, call.body['ticket'])],
  [
    'GET',
    /^tickets\/(\d+)\/comments$/,
    (desk, _, [id]) =>
      ok({ comments: [...(desk.tickets.get(id!)?.comments ?? [])].reverse(), users: fake_users, meta: page })
  ],
  [
    'GET',
    /^tickets\/(\d+)\/audits$/,
    (desk, _, [id]) => ok({ audits: desk.tickets.get(id!)?.audits ?? [], meta: page })
  ],
  [
    'GET',
    /^tickets\/(\d+)\/comments\/(\d+)\/email$/,
    (desk, _, [id, comment_id]) => {
      const comment = desk.tickets.get(id!)?.comments.find((one) => one.id === comment_id)
      if (!comment) return not_found
      return ok({
        from: { name: 'Martin Novák', address: 'martin.novak@brewery.example' },
        to: [{ name: null, address: 'support@desk.example' }],
        cc: [],
        reply_to: [],
        subject: 'Re: order',
        message_id: '<x@y>',
        date: comment.created_at,
        body_text: comment.body,
        body_html: `${comment.html_body}<blockquote>On Monday you wrote: the quoted history</blockquote>`,
        visible_text: comment.body,
        classification: {},
        defects: []
      })
    }
  ],
  ['GET', /^tickets\/(\d+)\/draft$/, (desk, _, [id]) => ok({ draft: desk.drafts.get(id!) ?? null })],
  [
    'PUT',
    /^tickets\/(\d+)\/draft$/,
    (desk, call, [id]) => {
      const draft: Draft = { ...(call.body['draft'] as Draft), updated_at: stamp(desk.now_ms) }
      desk.drafts.set(id!, draft)
      return ok({ draft })
    }
  ],
  ['DELETE', /^tickets\/(\d+)\/draft$/, (desk, _, [id]) => (desk.drafts.delete(id!), { status: 204 })],
  [
    'GET',
    /^users\/(\d+)\/tickets\/requested$/,
    (desk, _, [id]) =>
      ok({
        tickets: [...desk.tickets.values()]
          .map((one) => one.ticket)
          .filter((one) => one.requester_id === id)
          .slice(0, 8)
      })
  ],
  [
    'GET',
    /^users\/(\d+)\/identities$/,
    (_desk, _, [id]) =>
      ok({
        identities: [
          {
            id: 1,
            user_id: id,
            type: 'email',
            value: fake_users.find((user) => user.id === id)?.email,
            verified: true,
            primary: true
          }
        ]
      })
  ],
  ['GET', /^users\/show_many$/, () => ok({ users: fake_users })],
  [
    'GET',
    /^users\/autocomplete$/,
    (_desk, call) =>
      ok({
        users: fake_users.filter((user) =>
          user.name.toLowerCase().includes((call.query.get('name') ?? '').toLowerCase())
        )
      })
  ],
  ['GET', /^users$/, () => ok({ users: fake_users.filter((user) => user.role !== 'end-user') })],
  [
    'GET',
    /^organizations\/(\d+)$/,
    (_desk, _, [id]) => ok({ organization: fake_organizations.find((one) => one.id === id) })
  ],
  ['GET', /^groups$/, () => ok({ groups: fake_groups })],
  [
    'GET',
    /^groups\/(\d+)\/memberships$/,
    (_desk, _, [id]) =>
      ok({
        group_memberships: [
          { id: 1, user_id: 1, group_id: id },
          { id: 2, user_id: 3, group_id: id }
        ]
      })
  ],
  ['GET', /^autocomplete\/tags$/, () => ok({ tags: ['refund', 'return', 'delivery'] })],
  ['POST', /^uploads$/, () => ok({ upload: { token: 'upload-1', attachment: { id: 9, file_name: 'file' } } }, 201)],
  [
    'GET',
    /^search$/,
    (desk, call) => {
      const words = (call.query.get('query') ?? '').toLowerCase()
      const users = fake_users
        .filter((user) => user.name.toLowerCase().includes(words))
        .map((user) => ({ ...user, result_type: 'user' }))
      const tickets = [...desk.tickets.values()]
        .map((one) => one.ticket)
        .filter((one) => one.subject?.toLowerCase().includes(words))
        .map((one) => ({ ...one, result_type: 'ticket' }))
      return ok({
        results: [...users, ...tickets],
        count: users.length + tickets.length,
        facets: null,
        next_page: null,
        previous_page: null,
        users: fake_users
      })
    }
  ],
  ['GET', /^mailboxes$/, () => ok({ mailboxes: fake_mailboxes })],
  ['GET', /^suspended_tickets$/, () => ok({ suspended_tickets: fake_suspended, meta: page })],
  [
    'GET',
    /^suspended_tickets\/\d+\/raw$/,
    () => ({
      status: 200,
      raw: 'From: win@lottery.example\r\nSubject: You have won!!!\r\n\r\nDear winner',
      headers: { 'Content-Type': 'message/rfc822' }
    })
  ],
  [
    'GET',
    /^outgoing_messages$/,
    (_desk, call) =>
      ok({
        outgoing_messages: fake_outgoing.filter(
          (one) => !call.query.get('state') || one.state === call.query.get('state')
        ),
        meta: page
      })
  ],
  [
    'GET',
    /^outgoing_messages\/(\d+)$/,
    (_desk, _, [id]) => ok({ outgoing_message: fake_outgoing.find((one) => one.id === id) })
  ],
  ['PUT', /^outgoing_messages\/(\d+)\/retry$/, () => ok({})]
]

function sign_in(desk: FakeDesk, call: FakeCall): FakeReply {
  const { password } = call.body as unknown as { password: string }
  if (password !== desk.password) return { status: 401, body: { error: "Couldn't authenticate you" } }
  desk.signed_in = true
  return ok({ session: { id: 1, user_id: desk.me.id }, user: desk.me, csrf_token: 'token' }, 201)
}

export function answer(desk: FakeDesk, call: FakeCall): FakeReply {
  desk.calls.push(call)
  if (call.method === 'POST' && call.path === 'session') return sign_in(desk, call)
  if (!desk.signed_in && call.path !== 'users/me')
    return { status: 401, body: { error: "Couldn't authenticate you" } }
  for (const [method, pattern, handler] of [...workspace_routes, ...later_routes, ...routes]) {
    const match = method === call.method ? pattern.exec(call.path) : null
    if (match) return handler(desk, call, match.slice(1).map(Number))
  }
  return { status: 404, body: { error: 'InvalidEndpoint', description: 'Not found' } }
}
