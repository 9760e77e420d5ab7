// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeEach, describe, expect, it } from 'vitest'
import type { FakeDesk } from '../../tests/fake/desk'
import { install_fake_desk } from '../../tests/fake/install'
import { toasts } from '../ui/toast'
import { keys, query_client } from './client'
import { cached_ticket } from './patch'
import { conflict, send_comment, set_fields } from './update'

let desk: FakeDesk
const server_ticket = (id: number) => desk.tickets.get(id)!.ticket

beforeEach(() => {
  query_client.clear()
  desk = install_fake_desk()
  query_client.setQueryData(keys.ticket(2), structuredClone(server_ticket(2)))
  conflict.value = null
  toasts.splice(0)
})

describe('set_fields', () => {
  it('shows the change before the server has answered', async () => {
    const done = set_fields(2, { status: 'pending' })
    expect(cached_ticket(2)?.status).toBe('pending')
    await done
    expect(server_ticket(2).status).toBe('pending')
  })

  it('sends quick changes one after another, each with the stamp of the one before', async () => {
    await Promise.all([
      set_fields(2, { status: 'pending' }),
      set_fields(2, { priority: 'low' }),
      set_fields(2, { tags: ['a'] })
    ])
    expect(server_ticket(2)).toMatchObject({ status: 'pending', priority: 'low', tags: ['a'] })
    expect(conflict.value).toBeNull()
  })

  it('takes the change back and says why when the server refuses', async () => {
    desk.tickets.delete(2)
    await set_fields(2, { status: 'solved' })
    expect(cached_ticket(2)?.status).toBe('open')
    expect(toasts.map((toast) => toast.kind)).toEqual(['error'])
  })

  it('asks instead of overwriting what somebody else has changed', async () => {
    desk.update(2, { priority: 'urgent' })
    await set_fields(2, { status: 'solved' })
    expect(server_ticket(2).status).toBe('open')
    expect(conflict.value).toMatchObject({ wanted: { status: 'solved' }, current: { priority: 'urgent' } })
    conflict.value!.retry()
    await set_fields(2, {})
    expect(server_ticket(2)).toMatchObject({ status: 'solved', priority: 'urgent' })
  })
})

describe('send_comment', () => {
  const comment = { html_body: '<p>Hello</p>', public: true }
  const last_call = () =>
    desk.calls.findLast((call) => call.method === 'PUT')!.body['ticket'] as Record<string, unknown>

  it('does not guard a plain comment, which can overwrite nothing', async () => {
    desk.update(2, { priority: 'urgent' })
    await send_comment(2, { comment }, () => undefined)
    expect(last_call()).not.toHaveProperty('safe_update')
    expect(desk.tickets.get(2)!.comments.at(-1)?.body).toBe('Hello')
  })

  it('guards the status that goes with it and lets the caller keep the text', async () => {
    desk.update(2, { status: 'hold' })
    await expect(send_comment(2, { comment, status: 'solved' }, () => undefined)).rejects.toThrow()
    expect(conflict.value?.wanted).toEqual({ status: 'solved' })
  })
})
