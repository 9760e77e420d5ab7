// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Mailbox, OutgoingMessage, SuspendedTicket } from '@pult/shared/api'
import { stamp, start_ms } from './tickets'

export const fake_suspended: SuspendedTicket[] = [
  {
    id: 71,
    author: { id: null, name: 'Prize Office', email: 'win@lottery.example' },
    subject: 'You have won!!!',
    content: 'Dear winner, please send us your bank details.',
    cause: 'Marked as spam: score 9.1',
    cause_id: 0,
    why: [],
    recipient: 'support@desk.example',
    ticket_id: null,
    created_at: stamp(start_ms - 7_000_000),
    attachments: []
  },
  {
    id: 72,
    author: { id: null, name: 'Mail Delivery System', email: 'mailer-daemon@mx.example' },
    subject: 'Undelivered Mail Returned to Sender',
    content: 'This is the mail system at host mx.example.',
    cause: 'Delivery report about a mail that is on no ticket',
    cause_id: 6,
    why: [],
    recipient: 'support@desk.example',
    ticket_id: null,
    created_at: stamp(start_ms - 90_000_000),
    attachments: []
  }
]

export const fake_outgoing: OutgoingMessage[] = [
  {
    id: 81,
    ticket_id: 2,
    comment_id: 203,
    state: 'kept',
    hold_reason: null,
    to: ['martin.novak@brewery.example'],
    cc: [],
    bcc: [],
    subject: 'Re: Objednávka č. 48211 dorazila poškozená',
    message_id: '<1@desk.example>',
    attempts: 0,
    error: null,
    created_at: stamp(start_ms - 3_000_000),
    sent_at: null,
    next_attempt_at: null,
    text: 'Thank you for writing.',
    html: '<p>Thank you for writing. We are sorry for the trouble.</p><blockquote>Dobrý den, dnes přišla…</blockquote>'
  },
  {
    id: 82,
    ticket_id: 4,
    comment_id: 403,
    state: 'failed',
    hold_reason: null,
    to: ['ruta@baldai.example'],
    cc: [],
    bcc: [],
    subject: 'Re: Negaliu prisijungti',
    message_id: '<2@desk.example>',
    attempts: 3,
    error: '550 5.1.1 mailbox unavailable',
    created_at: stamp(start_ms - 9_000_000),
    sent_at: null,
    next_attempt_at: null,
    text: 'Text',
    html: '<p>Text</p>'
  }
]

export const fake_mailboxes: Mailbox[] = [
  {
    id: 51,
    address: 'support@desk.example',
    name: 'Desk Support',
    group_id: 31,
    signature: 'Your support team',
    imap: { host: 'imap.desk.example', port: 993, security: 'tls', username: 'support', auth: 'password' },
    smtp: null,
    active: true,
    health: { state: 'ok', error: null, last_checked_at: null, last_mail_at: null }
  }
]
