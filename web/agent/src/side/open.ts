// SPDX-License-Identifier: AGPL-3.0-or-later
// Which side conversation is open.
import { shallowRef } from 'vue'
import type { Comment, Id, Ticket } from '@pult/shared/api'
import { side_draft } from './draft'

/** `id` null: a new one. */
export const open_side = shallowRef<{ ticket_id: Id; id: string | null } | null>(null)

export function start_side(ticket_id: Id) {
  open_side.value = { ticket_id, id: null }
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br>')

/** The comment as a quote in a new message, with its files. */
export function forward_aside(ticket: Ticket, comment: Comment) {
  const draft = side_draft(ticket.id, null)
  const quote = escaped((comment.visible_body || comment.body).trim())
  draft.html += `<p></p><blockquote><p>${quote}</p></blockquote>`
  draft.subject ||= ticket.subject ?? ''
  draft.along = [...new Set([...draft.along, ...comment.attachments.map((file) => file.id)])]
  start_side(ticket.id)
}
