// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LiveMessage } from '@pult/shared/api'
import { FakeDesk } from '../../tests/fake/desk'
import { install_fake_desk } from '../../tests/fake/install'
import { storage_key, type DraftContent } from '../drafts/draft'
import { is_held, store_held } from '../drafts/held'
import { apply_live_message } from '../live/live'
import { keys, query_client } from '../queries/client'
import { dismiss_toast, toasts } from '../ui/toast'
import { load_session } from '../session/session'
import {
  recover_overdue,
  register_box,
  send_later,
  send_now,
  start_undo_send,
  take_back,
  undo_send_s,
  waiting_reply
} from './undo_send'

const content: DraftContent = { html: '<p>Hello</p>', text: 'Hello', public: true, files: [] }
const change = { comment: { html_body: '<p>Hello</p>', public: true, uploads: [] } }
let desk: FakeDesk
const sent = () => desk.tickets.get(2)!.comments.filter((one) => one.body === 'Hello').length
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const opened: number[] = []

beforeEach(() => {
  vi.useFakeTimers()
  localStorage.clear()
  undo_send_s.value = 10
  for (const toast of [...toasts]) dismiss_toast(toast.id)
  opened.splice(0)
  query_client.clear()
  desk = install_fake_desk(new FakeDesk(4))
  query_client.setQueryData(keys.ticket(2), structuredClone(desk.tickets.get(2)!.ticket))
  start_undo_send((id) => opened.push(id))
})
afterEach(async () => {
  await send_now(2)
  vi.useRealTimers()
})

describe('a reply that can be taken back', () => {
  it('leaves when its time is over, once', async () => {
    await send_later(2, change, content)
    await pass(9_900)
    expect(sent()).toBe(0)
    expect(is_held(2)).toBe(true)
    await pass(200)
    expect(sent()).toBe(1)
    expect(is_held(2)).toBe(false)
    await pass(20_000)
    expect(sent()).toBe(1)
  })

  it('becomes a draft again, where nobody is looking at the ticket', async () => {
    await send_later(2, change, content)
    take_back(2)
    await pass(20_000)
    expect(sent()).toBe(0)
    expect(JSON.parse(localStorage.getItem(storage_key(null, 2))!)).toMatchObject({ text: 'Hello' })
    expect(opened).toEqual([2])
  })

  it('returns to the reply box that is open, before what was written since', async () => {
    const box = vi.fn()
    const leave = register_box(2, box)
    await send_later(2, change, content)
    localStorage.setItem(storage_key(null, 2), JSON.stringify({ ...content, html: '<p>More</p>', text: 'More' }))
    take_back(2)
    leave()
    expect(box).toHaveBeenCalledWith(expect.objectContaining({ html: '<p>Hello</p><p>More</p>' }))
    expect(opened).toEqual([])
  })

  it('is stopped by a message of somebody else, not by a change without one', async () => {
    const { ticket } = desk.tickets.get(2)!
    const news = (comment: { id: number; public: boolean } | null): LiveMessage => ({
      type: 'ticket',
      ticket_id: 2,
      audit_id: 1,
      actor_id: 11,
      created: false,
      updated_at: ticket.updated_at,
      fields: [],
      comment,
      ticket
    })
    await send_later(2, change, content)
    apply_live_message(news(null))
    expect(waiting_reply(2)).toBeDefined()
    apply_live_message(news({ id: 9, public: true }))
    expect(waiting_reply(2)).toBeUndefined()
    expect(toasts.some((toast) => toast.kind === 'error')).toBe(true)
    await pass(20_000)
    expect(sent()).toBe(0)
  })

  it('sends the one before at once when another follows it', async () => {
    await send_later(2, change, content)
    await send_later(2, change, content)
    expect(sent()).toBe(1)
    await pass(10_000)
    expect(sent()).toBe(2)
  })

  it('is a draft again when the server refuses it', async () => {
    await send_later(2, change, content)
    desk.tickets.delete(2)
    await pass(10_000)
    expect(localStorage.getItem(storage_key(null, 2))).toContain('Hello')
    expect(toasts.at(-1)?.kind).toBe('error')
  })

  it('is a draft again when the browser ended before it had left, and not when it had', async () => {
    await load_session()
    const since = new Date(desk.now_ms).toISOString()
    const held = { change, content, since, until_ms: Date.now() - 60_000 }
    await desk.update(3, change)
    for (const ticket_id of [2, 3]) store_held({ ticket_id, ...held })
    await recover_overdue()
    expect([2, 3].map((id) => localStorage.getItem(storage_key(desk.me.id, id)) !== null)).toEqual([true, false])
    expect([2, 3].some(is_held)).toBe(false)
    expect(toasts.filter((toast) => toast.kind === 'error')).toHaveLength(1)
  })
})
