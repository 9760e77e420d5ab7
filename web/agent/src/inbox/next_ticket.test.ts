// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Ticket } from '@pult/shared/api'
import { beforeEach, describe, expect, it } from 'vitest'
import { FakeDesk } from '../../tests/fake/desk'
import { install_fake_desk } from '../../tests/fake/install'
import { fake_ticket } from '../../tests/fake/tickets'
import { load_session } from '../session/session'
import { rank, take_next } from './next_ticket'

const waiting = { requester_id: 11, last_comment_author_id: 11, status: 'open' } as const
const answered = { requester_id: 11, last_comment_author_id: 1, status: 'open' } as const
const ticket = (id: number, more: Partial<Ticket>): Ticket => ({
  ...fake_ticket(2).ticket,
  ...waiting,
  priority: null,
  last_comment_at: '2026-11-20T10:00:00Z',
  ...more,
  id
})
const ids = (tickets: Ticket[]) => tickets.map((one) => one.id)

describe('rank', () => {
  it('puts the pressing first, then who waits longest', () => {
    const mine = [
      ticket(1, { last_comment_at: '2026-11-20T12:00:00Z' }),
      ticket(2, { last_comment_at: '2026-11-20T08:00:00Z' }),
      ticket(3, { priority: 'urgent' }),
      ticket(4, { priority: 'low', last_comment_at: '2026-11-01T08:00:00Z' })
    ]
    expect(ids(rank(mine, []))).toEqual([3, 2, 1, 4])
  })

  it('takes own waiting tickets, then free ones, then begun ones; never those that wait for others', () => {
    const mine = [ticket(1, answered), ticket(2, {}), ticket(3, { status: 'pending' })]
    expect(ids(rank(mine, [ticket(9, { priority: 'urgent' })]))).toEqual([2, 9, 1])
  })

  it('leaves out the one that is open', () =>
    expect(ids(rank([ticket(1, {})], [ticket(2, {})], new Set([1])))).toEqual([2]))
})

describe('take_next', () => {
  let desk: FakeDesk
  beforeEach(async () => {
    desk = install_fake_desk(new FakeDesk(0))
    await load_session()
  })
  const put = (one: Ticket) => desk.tickets.set(one.id, { ...fake_ticket(one.id), ticket: one })

  it('makes a free ticket mine', async () => {
    put(ticket(5, { assignee_id: null, status: 'new' }))
    expect(await take_next(null)).toBe(5)
    expect(desk.tickets.get(5)!.ticket.assignee_id).toBe(desk.me.id)
  })

  it('says when nothing waits', async () => {
    put(ticket(5, { assignee_id: desk.me.id, status: 'pending' }))
    expect(await take_next(null)).toBeNull()
  })
})
