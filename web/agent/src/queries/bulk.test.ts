// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeDesk } from '../../tests/fake/desk'
import { install_fake_desk } from '../../tests/fake/install'
import { fake_ticket } from '../../tests/fake/tickets'
import { toasts } from '../ui/toast'
import { change_many, delete_many, with_fields } from './bulk'
import { keys, query_client } from './client'
import { cached_ticket } from './patch'

it('foresees what the server makes of the tags', () => {
  const fields = { additional_tags: ['b', 'c'], remove_tags: ['a'] }
  expect(with_fields({ ...fake_ticket(2).ticket, tags: ['a', 'b'] }, fields).tags).toEqual(['b', 'c'])
})

describe('on a desk', () => {
  let desk: FakeDesk
  const chosen = () => [2, 4, 6].map((id) => desk.tickets.get(id)!.ticket)
  beforeEach(() => {
    query_client.clear()
    toasts.splice(0)
    desk = install_fake_desk(new FakeDesk(8))
    for (const { id } of chosen())
      query_client.setQueryData(keys.ticket(id), structuredClone(desk.tickets.get(id)!.ticket))
  })
  const undo = () => toasts.find((toast) => toast.actions.length > 0)!.actions[0]!.run()

  it('changes all, and takes all back', async () => {
    const before = chosen().map((ticket) => ticket.status)
    const done = change_many(chosen(), { status: 'solved' })
    expect(cached_ticket(4)?.status).toBe('solved')
    await done
    expect(chosen().map((ticket) => ticket.status)).toEqual(['solved', 'solved', 'solved'])
    undo()
    await vi.waitFor(() => expect(chosen().map((ticket) => ticket.status)).toEqual(before))
  })

  it('puts back and tells what the server refused', async () => {
    const tickets = chosen()
    const before = tickets[1]!.priority
    desk.refused.add(4)
    await change_many(tickets, { priority: 'low' })
    expect(cached_ticket(4)?.priority).toBe(before)
    expect(cached_ticket(6)?.priority).toBe('low')
    expect(toasts.map((toast) => toast.kind).sort()).toEqual(['error', 'info'])
  })

  it('brings deleted tickets back', async () => {
    await delete_many([2, 4])
    expect(desk.tickets.has(2)).toBe(false)
    undo()
    await vi.waitFor(() => expect(desk.tickets.has(4)).toBe(true))
  })
})
