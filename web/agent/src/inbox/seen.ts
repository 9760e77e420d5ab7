// SPDX-License-Identifier: AGPL-3.0-or-later
// What this agent has already read, kept on this device: a row is unread while the customer's last word is newer.
import { shallowReactive } from 'vue'
import type { Id, Ticket } from '@pult/shared/api'

const storage_key = 'pult.seen'
const kept_entries = 3_000
const baseline_key = 'pult.seen_since'
const recent_ms = 24 * 3_600_000

/** What is older than a day when a device is first used does not shout. */
function first_use(): string {
  const stored_time = localStorage.getItem(baseline_key)
  if (stored_time) return stored_time
  const since = new Date(Date.now() - recent_ms).toISOString()
  localStorage.setItem(baseline_key, since)
  return since
}

function stored(): [Id, string][] {
  try {
    return JSON.parse(localStorage.getItem(storage_key) ?? '[]') as [Id, string][]
  } catch {
    return []
  }
}

const baseline = first_use()
const seen = shallowReactive(new Map<Id, string>(stored()))

export const is_unread = (ticket: Ticket) =>
  ticket.last_comment_at !== null &&
  ticket.last_comment_author_id === ticket.requester_id &&
  ticket.last_comment_at > (seen.get(ticket.id) ?? baseline)

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
