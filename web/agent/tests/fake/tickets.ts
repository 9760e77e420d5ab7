// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Audit, Comment, Priority, Ticket, TicketStatus } from '@pult/shared/api'

export const start_ms = Date.UTC(2026, 10, 21, 18, 0, 0)
const hour_ms = 3_600_000
export const stamp = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z/, 'Z')

interface Story {
  subject: string
  text: string
  html?: string
}

const stories: Story[] = [
  {
    subject: 'Invoice 2026-1187 shows the wrong VAT number',
    text: 'Hello, the invoice we received yesterday still has our old VAT number. Could you send a new one?'
  },
  {
    subject: 'Objednávka č. 48211 dorazila poškozená',
    text: 'Dobrý den, dnes přišla zásilka a tři láhve z dvanácti jsou rozbité. Přikládám fotografie.'
  },
  {
    subject: 'Не приходит письмо для сброса пароля',
    text: 'Здравствуйте! Уже третий раз запрашиваю сброс пароля, но письмо не приходит. В «Спаме» пусто.'
  },
  {
    subject: 'Negaliu prisijungti prie paskyros po atnaujinimo',
    text: 'Laba diena, po vakarykščio atnaujinimo programėlė nebepriima mano slaptažodžio. Ką turėčiau daryti?'
  },
  {
    subject: 'Întrebare despre termenul de livrare',
    text: 'Bună ziua, am plasat comanda luni și încă nu am primit numărul de urmărire. Când ajunge coletul?'
  },
  {
    subject: 'Newsletter layout is broken in dark mode',
    text: 'The banner covers the text.',
    html: [
      '<table bgcolor="#f4f0e8" style="width:100%"><tr><td style="padding:12px;color:#5a3d1e">',
      '<h3 style="margin:0 0 8px">Harbour Coffee</h3>',
      '<p>The banner covers the text in your newsletter when our mail program is in dark mode, see below.</p>',
      '<p><img data-remote-src="https://images.example/banner.png" alt="banner" width="240" height="60"></p>',
      '</td></tr></table>'
    ].join('')
  },
  {
    subject: 'Request to change delivery address for the standing order',
    text: 'We are moving to a new roastery next week. Please deliver to Pier 4 from Monday on.'
  },
  {
    subject: 'API returns 500 when the customer name has an apostrophe',
    text: "POST /orders with the name O'Brien gives a 500. Works with any other name."
  }
]

const statuses: TicketStatus[] = ['new', 'open', 'open', 'pending', 'open', 'hold', 'solved', 'open']
const priorities: (Priority | null)[] = [null, 'high', 'normal', null, 'low', null, 'urgent', 'normal']
const assignees = [null, 1, 1, 2, null, 1, 3, 1]
const requesters = [15, 11, 12, 13, 14, 15, 15, 16]

export function fake_comment(
  id: number,
  author_id: number,
  text: string,
  at_ms: number,
  more: Partial<Comment> = {}
): Comment {
  const html = `<p>${text}</p>`
  return {
    id,
    author_id,
    body: text,
    plain_body: text,
    html_body: `<div class="zd-comment" dir="auto">${html}</div>`,
    visible_body: text,
    visible_html_body: html,
    public: true,
    attachments: [],
    audit_id: id * 10,
    via: { channel: 'email' },
    created_at: stamp(at_ms),
    has_more: false,
    has_remote_images: false,
    from_mail: false,
    delivery: null,
    classification: null,
    ...more
  }
}

const delivery = (state: 'sent' | 'kept' | 'failed', to: string, error: string | null = null) => ({
  outgoing_message_id: 8,
  hold_reason: null,
  state,
  error,
  attempts: state === 'kept' ? 0 : 1,
  sent_at: state === 'sent' ? stamp(start_ms - hour_ms) : null,
  message_id: '<1@desk.example>',
  recipients: [to],
  bcc: []
})

export interface FakeTicket {
  ticket: Ticket
  comments: Comment[]
  audits: Audit[]
}

function conversation(id: number, requester_id: number, at_ms: number, story: Story): Comment[] {
  const base = id * 100
  const first = fake_comment(base + 1, requester_id, story.text, at_ms, {
    from_mail: true,
    has_more: true,
    ...(story.html ? { visible_html_body: story.html, html_body: story.html, has_remote_images: true } : {}),
    attachments:
      id % 3 === 2
        ? [
            {
              id: base + 7,
              file_name: 'bottles-broken-on-arrival.jpg',
              content_url: '',
              content_type: 'image/jpeg',
              size: 284_311,
              inline: false
            },
            {
              id: base + 8,
              file_name: 'delivery-note.pdf',
              content_url: '',
              content_type: 'application/pdf',
              size: 91_224,
              inline: false
            }
          ]
        : []
  })
  if (id % 2 === 1) return [first]
  return [
    first,
    fake_comment(base + 2, 1, 'Asked the warehouse for the packing list, they answer by noon.', at_ms + 600_000, {
      public: false
    }),
    fake_comment(
      base + 3,
      1,
      'Thank you for writing. We are sorry for the trouble and are looking into it; you will hear from us today.',
      at_ms + 900_000,
      {
        delivery:
          id % 4 === 0
            ? delivery('failed', 'martin.novak@brewery.example', '550 5.1.1 mailbox unavailable')
            : delivery(id % 3 ? 'kept' : 'sent', 'irina@kniga.example')
      }
    ),
    fake_comment(base + 4, requester_id, 'Thanks for the quick answer!', at_ms + 1_800_000, {
      from_mail: true,
      has_more: true
    })
  ]
}

function audits_of(id: number, at_ms: number): Audit[] {
  return [
    {
      id: id * 1000 + 25,
      ticket_id: id,
      created_at: stamp(at_ms + 650_000),
      author_id: 2,
      events: [
        { id: 1, type: 'Change', field_name: 'status', value: 'open', previous_value: 'new' },
        { id: 2, type: 'Change', field_name: 'assignee_id', value: '1', previous_value: null },
        { id: 3, type: 'Change', field_name: 'tags', value: ['delivery', 'vip'], previous_value: ['vip'] }
      ]
    }
  ]
}

export function fake_ticket(id: number): FakeTicket {
  const index = (id - 1) % stories.length
  const story = stories[index]!
  const requester_id = requesters[index]!
  const at_ms = start_ms - id * 2.3 * hour_ms
  const comments = conversation(id, requester_id, at_ms, story)
  const last = comments.at(-1)!
  const ticket: Ticket = {
    id,
    created_at: stamp(at_ms),
    updated_at: last.created_at,
    subject: story.subject,
    description: story.text,
    status: statuses[index]!,
    priority: priorities[index]!,
    type: null,
    requester_id,
    submitter_id: requester_id,
    assignee_id: assignees[index]!,
    organization_id: null,
    group_id: 31 + (id % 3),
    collaborator_ids: [],
    follower_ids: id % 2 ? [] : [3],
    email_cc_ids: id % 4 ? [] : [16],
    tags: id % 2 ? [] : ['vip', 'delivery'],
    via: { channel: 'email' },
    mailbox_id: 51,
    comment_count: comments.length,
    last_comment_at: last.created_at,
    last_comment_excerpt: last.body.slice(0, 160),
    last_comment_author_id: last.author_id,
    last_comment_public: last.public,
    has_attachments: comments[0]!.attachments.length > 0,
    has_draft: false
  }
  return { ticket, comments, audits: id % 2 ? [] : audits_of(id, at_ms) }
}
