// SPDX-License-Identifier: AGPL-3.0-or-later
// Which side conversation is open, and what was written and not sent: closing the dialog loses nothing.
import { reactive, shallowRef } from 'vue'
import type { Comment, Id, SideParticipant, Ticket } from '@pult/shared/api'
import type { DraftFile } from '../drafts/draft'

/** `id` null: a new one. */
export const open_side = shallowRef<{ ticket_id: Id; id: string | null } | null>(null)

export interface SideDraft {
  subject: string
  to: SideParticipant[]
  html: string
  text: string
  files: DraftFile[]
  /** Files of the ticket that go along. */
  along: Id[]
}

const empty = (): SideDraft => ({ subject: '', to: [], html: '', text: '', files: [], along: [] })
const drafts = reactive(new Map<string, SideDraft>())
const key_of = (ticket_id: Id, id: string | null) => `${ticket_id}/${id ?? 'new'}`

export function side_draft(ticket_id: Id, id: string | null): SideDraft {
  const key = key_of(ticket_id, id)
  if (!drafts.has(key)) drafts.set(key, empty())
  return drafts.get(key)!
}

/** In place: whoever shows it goes on with it. */
export const clear_side_draft = (ticket_id: Id, id: string | null) =>
  void Object.assign(side_draft(ticket_id, id), empty())

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
