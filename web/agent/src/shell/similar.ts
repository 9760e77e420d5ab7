// SPDX-License-Identifier: AGPL-3.0-or-later
// Tickets that may be about the same: whoever asks twice is answered once.
import type { Ticket } from '@pult/shared/api'
import { fold } from '../ui/fold'

const least_letters = 3
/** Endings differ ("parcel", "parcels"; "посылка", "посылку"): longer words are compared by their beginnings. */
const stem_letters = 5
const least_share = 0.5
const most_shown = 4

const words_of = (text: string) =>
  new Set(
    fold(text)
      .split(/[^\p{L}\p{N}]+/u)
      .filter((word) => word.length >= least_letters)
      .map((word) => word.slice(0, stem_letters))
  )

/** Of 0 to 1: how much of the shorter subject stands in the other one. */
export function likeness(one: string, other: string): number {
  const [first, second] = [words_of(one), words_of(other)]
  const shorter = Math.min(first.size, second.size)
  if (shorter === 0) return 0
  return [...first].filter((word) => second.has(word)).length / shorter
}

/** Unsolved ones with a like subject, the likest first; newer ones first among equals. */
export function similar_tickets(subject: string, tickets: readonly Ticket[]): Ticket[] {
  return tickets
    .filter((ticket) => ticket.status !== 'solved' && ticket.status !== 'closed')
    .map((ticket) => ({ ticket, share: likeness(subject, ticket.subject ?? '') }))
    .filter(({ share }) => share >= least_share)
    .sort((one, other) => other.share - one.share || other.ticket.id - one.ticket.id)
    .slice(0, most_shown)
    .map(({ ticket }) => ticket)
}
