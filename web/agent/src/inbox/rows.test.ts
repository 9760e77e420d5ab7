// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Ticket } from '@pult/shared/api'
import { describe, expect, it } from 'vitest'
import { fake_ticket } from '../../tests/fake/tickets'
import { build_entries, passes, type QuickFilter } from './rows'

const ticket = (id: number, more: Partial<Ticket>): Ticket => ({ ...fake_ticket(id).ticket, ...more, id })
const tickets = [
  ticket(1, { priority: null, assignee_id: 5 }),
  ticket(2, { priority: 'urgent', assignee_id: null }),
  ticket(3, { priority: 'low', assignee_id: 4 }),
  ticket(4, { priority: 'urgent', assignee_id: 5 })
]
const name = (_: string, value: string) => ({ '4': 'Nikita', '5': 'Alice', '': 'Nobody' })[value] ?? value
const drawn = (field: 'priority' | 'assignee' | null, folded: string[] = []) =>
  build_entries(tickets, field, name, new Set(folded)).map((entry) =>
    entry.kind === 'group' ? `${entry.label} ${entry.count}` : entry.ticket.id
  )

describe('build_entries', () => {
  it('keeps the order of a list without groups', () => expect(drawn(null)).toEqual([1, 2, 3, 4]))

  it('orders groups by their weight and keeps the order within', () => {
    expect(drawn('priority')).toEqual(['urgent 2', 2, 4, 'low 1', 3, 'Nobody 1', 1])
  })

  it('orders people by name, nobody last', () => {
    expect(drawn('assignee')).toEqual(['Alice 2', 1, 4, 'Nikita 1', 3, 'Nobody 1', 2])
  })

  it('hides the tickets of a folded group', () => {
    expect(drawn('assignee', ['5'])).toEqual(['Alice 2', 'Nikita 1', 3, 'Nobody 1', 2])
  })
})

describe('passes', () => {
  const check = (one: Ticket, ...filters: QuickFilter[]) => passes(one, new Set(filters), (row) => row.id === 9)

  it('wants every chosen filter', () => {
    const urgent = ticket(9, { priority: 'urgent', has_draft: false })
    expect(check(urgent)).toBe(true)
    expect(check(urgent, 'urgent', 'unread')).toBe(true)
    expect(check(urgent, 'urgent', 'draft')).toBe(false)
  })

  it('counts as waiting while the last word is the customer’s', () => {
    expect(check(ticket(1, { requester_id: 11, last_comment_author_id: 11, status: 'open' }), 'waiting')).toBe(true)
    expect(check(ticket(1, { requester_id: 11, last_comment_author_id: 2, status: 'open' }), 'waiting')).toBe(false)
    expect(check(ticket(1, { requester_id: 11, last_comment_author_id: 11, status: 'solved' }), 'waiting')).toBe(
      false
    )
  })
})
