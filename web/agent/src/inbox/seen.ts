// SPDX-License-Identifier: AGPL-3.0-or-later
// What this agent has already read, kept on this device: a row is unread while the customer's last word is newer.
import { shallowReactive } from 'vue'
import type { Id, Ticket } from '@pult/shared/api'

const storage_key = 'pult.seen'
const kept_entries = 3_000

function stored(): [Id, string][] {
  try {
    return JSON.parse(localStorage.getItem(storage_key) ?? '[]') as [Id, string][]
  } catch {
    return []
  }
}

const seen = shallowReactive(new Map<Id, string>(stored()))

export const is_unread = (ticket: Ticket) =>
  ticket.last_comment_at !== null &&
  ticket.last_comment_author_id === ticket.requester_id &&
  ticket.last_comment_at > (seen.get(ticket.id) ?? '')

export function mark_seen(ticket: Ticket) {
  if (!ticket.last_comment_at || seen.get(ticket.id) === ticket.last_comment_at) return
  // Taken out first, so that the newest reading is the last entry and the oldest are the ones dropped.
  seen.delete(ticket.id)
  seen.set(ticket.id, ticket.last_comment_at)
  try {
    localStorage.setItem(storage_key, JSON.stringify([...seen].slice(-kept_entries)))
  } catch {
    // A full or forbidden storage costs only the marker.
  }
}
