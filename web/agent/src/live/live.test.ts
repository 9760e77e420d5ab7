// SPDX-License-Identifier: AGPL-3.0-or-later
import { InfiniteQueryObserver } from '@tanstack/vue-query'
import { beforeEach, expect, it, vi } from 'vitest'
import type { LiveMessage, Ticket } from '@pult/shared/api'
import { FakeDesk } from '../../tests/fake/desk'
import { install_fake_desk } from '../../tests/fake/install'
import { keys, query_client } from '../queries/client'
import type { CommentPages, TicketPages } from '../queries/patch'
import { arrivals_of, settle_view } from './arrivals'
import { apply_live_message } from './live'

let desk: FakeDesk

const meta = { has_more: false, after_cursor: null, before_cursor: null }
const event = (ticket: Ticket): LiveMessage => ({
  type: 'ticket',
  ticket_id: ticket.id,
  audit_id: 1,
  actor_id: 2,
  created: false,
  updated_at: ticket.updated_at,
  fields: [],
  comment: null,
  ticket
})
const rows = (view_id: number) =>
  query_client.getQueryData<TicketPages>(keys.view(view_id))!.pages.flatMap((page) => page.tickets)
const later = '2026-11-22T00:00:00Z'

beforeEach(() => {
  query_client.clear()
  desk = install_fake_desk(new FakeDesk(16))
  for (const view_id of [2, 3]) {
    const pages: TicketPages = { pages: [{ tickets: desk.in_view(view_id), meta }], pageParams: [null] }
    query_client.setQueryData(keys.view(view_id), pages)
  }
  settle_view(3)
  settle_view(2)
})

it('changes a row where it stands', () => {
  const order = rows(3).map((row) => row.id)
  const target = rows(3)[4]!
  apply_live_message(event({ ...target, subject: 'Renamed', updated_at: later }))
  expect(rows(3).map((row) => row.id)).toEqual(order)
  expect(rows(3)[4]!.subject).toBe('Renamed')
})

it('ignores an event that is older than what is shown', () => {
  const target = rows(3)[0]!
  apply_live_message(event({ ...target, subject: 'Old', updated_at: '2020-01-01T00:00:00Z' }))
  expect(rows(3)[0]!.subject).not.toBe('Old')
})

it('keeps the marker of my own draft, which events do not know', () => {
  const target = { ...rows(3)[0]!, has_draft: true }
  query_client.setQueryData(keys.ticket(target.id), target)
  apply_live_message(event({ ...target, has_draft: false, updated_at: later }))
  expect(query_client.getQueryData<Ticket>(keys.ticket(target.id))!.has_draft).toBe(true)
})

it('holds new tickets back until the list takes them', () => {
  const fresh = { ...rows(3)[0]!, id: 900, updated_at: later }
  apply_live_message(event(fresh))
  expect(arrivals_of(3)).toBe(1)
  expect(rows(3).some((row) => row.id === 900)).toBe(false)
  settle_view(3)
  expect(rows(3)[0]!.id).toBe(900)
  expect(arrivals_of(3)).toBe(0)
})

it('drops a ticket that left the view when the list settles, not before', () => {
  const target = rows(2)[0]!
  apply_live_message(event({ ...target, assignee_id: 2, updated_at: later }))
  expect(rows(2)[0]!.id).toBe(target.id)
  settle_view(2, target.id)
  expect(rows(2)[0]!.id).toBe(target.id)
  settle_view(2)
  expect(rows(2).some((row) => row.id === target.id)).toBe(false)
})

it('writes counts and delivery states', () => {
  query_client.setQueryData(keys.counts, { 1: 5, 2: 6 })
  apply_live_message({ type: 'view_counts', view_counts: [{ view_id: 2, value: 7 }] })
  expect(query_client.getQueryData(keys.counts)).toEqual({ 1: 5, 2: 7 })

  const comments = desk.tickets.get(2)!.comments
  query_client.setQueryData<CommentPages>(keys.comments(2), { pages: [{ comments, meta }], pageParams: [null] })
  const delivery = {
    outgoing_message_id: 3,
    hold_reason: null,
    state: 'sent',
    error: null,
    attempts: 1,
    sent_at: later,
    message_id: null,
    recipients: []
  } as const
  apply_live_message({
    type: 'delivery',
    ticket_id: 2,
    comment_id: comments[0]!.id,
    delivery: { ...delivery, recipients: [], bcc: [] }
  })
  expect(query_client.getQueryData<CommentPages>(keys.comments(2))!.pages[0]!.comments[0]!.delivery?.state).toBe(
    'sent'
  )
})

it('asks again when a delivery is told while the comments are being read', async () => {
  const [comment] = desk.tickets.get(2)!.comments
  const answers: ((pages: { comments: unknown[]; meta: unknown }) => void)[] = []
  const observer = new InfiniteQueryObserver(query_client, {
    queryKey: keys.comments(2),
    queryFn: () => new Promise<{ comments: unknown[]; meta: unknown }>((resolve) => answers.push(resolve)),
    initialPageParam: null,
    getNextPageParam: () => null
  })
  query_client.setQueryData(keys.comments(2), { pages: [{ comments: [comment], meta }], pageParams: [null] })
  const stop = observer.subscribe(() => undefined)
  if (answers.length === 0) void observer.refetch()
  expect(answers).toHaveLength(1)
  const delivery = { ...comment!.delivery!, state: 'failed' } as const
  apply_live_message({ type: 'delivery', ticket_id: 2, comment_id: comment!.id, delivery })
  await vi.waitFor(() => expect(answers).toHaveLength(2))
  answers[0]!({ comments: [comment], meta })
  answers[1]!({ comments: [{ ...comment, delivery }], meta })
  await vi.waitFor(() =>
    expect(query_client.getQueryData<CommentPages>(keys.comments(2))?.pages[0]!.comments[0]!.delivery?.state).toBe(
      'failed'
    )
  )
  stop()
})

it('removes a ticket that I may no longer see', () => {
  const target = rows(3)[0]!
  apply_live_message({ type: 'ticket_gone', ticket_id: target.id })
  expect(rows(3).some((row) => row.id === target.id)).toBe(false)
})
