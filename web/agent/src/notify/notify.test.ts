// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeEach, expect, it } from 'vitest'
import type { Notification } from '@pult/shared/api'
import { apply_live_message } from '../live/live'
import { keys, query_client } from '../queries/client'
import { concerns } from './bell'
import { browser_name, bytes_of, digest_of, system_name } from './device'

const notification: Notification = {
  id: 1,
  kind: 'assigned',
  ticket_id: 7,
  actor_name: null,
  subject: 'Kettle',
  excerpt: null,
  read: false,
  created_at: '2026-11-22T00:00:00Z'
}

beforeEach(() => query_client.clear())

it('shows what the socket tells', () => {
  apply_live_message({ type: 'notifications', unread: 3, notifications: [notification] })
  expect(query_client.getQueryData(keys.unread)).toEqual({ unread: 3, notifications: [notification] })
})

it('knows whether a ticket has news', () => {
  expect(concerns(undefined, 7)).toBe(false)
  expect(concerns({ unread: 1, notifications: [notification] }, 7)).toBe(true)
  expect(concerns({ unread: 1, notifications: [notification] }, 8)).toBe(false)
  // Beyond the newest ten.
  expect(concerns({ unread: 2, notifications: [notification] }, 8)).toBe(true)
})

it('reads keys and knows devices by what they call themselves', async () => {
  expect([...bytes_of('BP4_-w')]).toEqual([4, 254, 63, 251])
  expect(await digest_of('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  const chrome = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36'
  expect([browser_name(chrome), system_name(chrome)]).toEqual(['Chrome', 'Linux'])
  const safari = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Safari/604.1'
  expect([browser_name(safari), system_name(safari)]).toEqual(['Safari', 'iOS'])
  expect(browser_name('strange')).toBe('')
})
