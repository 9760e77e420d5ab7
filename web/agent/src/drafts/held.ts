// SPDX-License-Identifier: AGPL-3.0-or-later
// Replies that were sent and can still be taken back: kept on this device, so that a closed or crashed browser loses
// none of them.
import type { Id, TicketChange } from '@pult/shared/api'
import { current_user_id } from '../session/session'
import { storage_key, type DraftContent } from './draft'

export interface HeldReply {
  ticket_id: Id
  change: TicketChange
  content: DraftContent
  since: string
  until_ms: number
}

const prefix = () => `pult.held.${current_user_id.value ?? 0}.`
const key_of = (ticket_id: Id) => prefix() + ticket_id

export function store_held(held: HeldReply) {
  try {
    localStorage.setItem(key_of(held.ticket_id), JSON.stringify(held))
  } catch {
    // The server's copy of the draft is left then.
  }
}

export const drop_held = (ticket_id: Id) => localStorage.removeItem(key_of(ticket_id))
export const is_held = (ticket_id: Id) => localStorage.getItem(key_of(ticket_id)) !== null

/** Those of this person that should have been sent by now. */
export function overdue(now_ms: number): HeldReply[] {
  const found: HeldReply[] = []
  for (let index = 0; index < localStorage.length; index += 1) {
    const key = localStorage.key(index)!
    if (!key.startsWith(prefix())) continue
    const held = JSON.parse(localStorage.getItem(key)!) as HeldReply
    if (held.until_ms < now_ms) found.push(held)
  }
  return found
}

const joined = (one: DraftContent, other: DraftContent | null): DraftContent =>
  other
    ? {
        ...one,
        html: one.html + other.html,
        text: `${one.text}\n${other.text}`,
        files: [...one.files, ...other.files]
      }
    : one

/** Makes a draft of it again, before what may have been written since. */
export function make_draft(held: HeldReply): DraftContent {
  const key = storage_key(current_user_id.value, held.ticket_id)
  const written = JSON.parse(localStorage.getItem(key) ?? 'null') as DraftContent | null
  const content = joined(held.content, written)
  localStorage.setItem(key, JSON.stringify({ ...content, saved_at: new Date().toISOString() }))
  drop_held(held.ticket_id)
  return content
}
