// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { FakeDesk } from '../../tests/fake/desk'
import { install_fake_desk } from '../../tests/fake/install'
import { send_due } from '../../tests/fake/later'
import type { DraftContent } from '../drafts/draft'
import { apply_live_message } from '../live/live'
import { keys, query_client } from '../queries/client'
import { load_session } from '../session/session'
import { dismiss_toast, toasts } from '../ui/toast'
import { make_room, register_box, send_later, send_now, start_scheduled, take_back } from './scheduled'

const content: DraftContent = { html: '<p>Hello</p>', text: 'Hello', public: true, files: [], bcc: [] }
const change = { comment: { html_body: '<p>Hello</p>', public: true, uploads: [] } }
const retry = () => undefined
const soon = { delay_seconds: 10 }
let desk: FakeDesk
const opened: number[] = []
const sent = () => desk.tickets.get(2)!.comments.filter((one) => one.body === 'Hello').length
const errors = () => toasts.filter((toast) => toast.kind === 'error')

async function news() {
  apply_live_message({ type: 'ticket_part', ticket_id: 2, part: 'scheduled_replies', user_id: desk.me.id })
  await vi.waitFor(() => expect(query_client.isFetching()).toBe(0))
}

beforeEach(async () => {
  localStorage.clear()
  for (const toast of [...toasts]) dismiss_toast(toast.id)
  opened.splice(0)
  query_client.clear()
  desk = install_fake_desk(new FakeDesk(4))
  await load_session()
  query_client.setQueryData(keys.ticket(2), structuredClone(desk.tickets.get(2)!.ticket))
  start_scheduled((id) => opened.push(id))
})

describe('a reply that leaves later', () => {
  it('waits on the server, and is told when it has left', async () => {
    await send_later(2, change, content, soon, retry)
    expect(desk.scheduled.get(2)?.content).toMatchObject({ html_body: '<p>Hello</p>' })
    expect(toasts).toHaveLength(1)
    send_due(desk, 2)
    await news()
    expect(sent()).toBe(1)
    expect(toasts).toHaveLength(1)
    expect(toasts[0]!.actions).toHaveLength(0)
  })

  it('is a draft again when it is taken back, where nobody looks at the ticket', async () => {
    await send_later(2, change, content, soon, retry)
    await take_back(2)
    expect(desk.drafts.get(2)?.body).toBe('Hello')
    expect(opened).toEqual([2])
    expect(toasts).toHaveLength(0)
  })

  it('returns to the reply box that is open', async () => {
    const box = vi.fn()
    const leave = effectScope().run(() => register_box(2, box))!
    const files = [{ token: 't1', name: 'a.txt', size: 3 }]
    await send_later(2, change, { ...content, files }, soon, retry)
    await take_back(2)
    leave()
    expect(box).toHaveBeenCalledWith(expect.objectContaining({ html: '<p>Hello</p>', files }))
    expect(opened).toEqual([])
  })

  it('says why it was stopped', async () => {
    await send_later(2, change, content, soon, retry)
    Object.assign(desk.scheduled.get(2)!, { state: 'stopped', stopped_by_id: 11, updated_at: 'x' })
    await news()
    expect(errors()).toHaveLength(1)
    await news()
    expect(errors()).toHaveLength(1)
  })

  it('says why it failed, also when another page had let it wait', async () => {
    await news()
    await send_later(2, change, content, soon, retry)
    Object.assign(desk.scheduled.get(2)!, { state: 'failed', message: 'closed prevents', updated_at: 'x' })
    query_client.clear()
    await news()
    expect(errors()[0]!.text).toContain('closed prevents')
  })

  it('goes first when another follows it, unless it is for another day', async () => {
    await send_later(2, change, content, soon, retry)
    expect(await make_room(2)).toBe(true)
    expect(sent()).toBe(1)
    await send_later(2, change, content, { send_at: new Date(Date.now() + 86_400_000).toISOString() }, retry)
    expect(await make_room(2)).toBe(false)
    expect(sent()).toBe(1)
    expect(errors()).toHaveLength(1)
  })

  it('is not sent twice by a wish that comes too late', async () => {
    await send_later(2, change, content, soon, retry)
    send_due(desk, 2)
    await send_now(2)
    await take_back(2)
    expect(sent()).toBe(1)
    expect(errors().length).toBeGreaterThan(0)
    expect(desk.drafts.has(2)).toBe(false)
  })

  it('keeps the text with its writer when the server refuses it', async () => {
    desk.tickets.delete(2)
    await expect(send_later(2, change, content, soon, retry)).rejects.toThrow()
    expect(toasts).toHaveLength(0)
  })
})
