// SPDX-License-Identifier: AGPL-3.0-or-later
import { vi } from 'vitest'
import { answer, FakeDesk } from './desk'

/** Puts a fake desk behind fetch. */
export function install_fake_desk(desk = new FakeDesk()): FakeDesk {
  vi.stubGlobal('fetch', async (input: string, options: RequestInit = {}) => {
    const url = new URL(input, 'http://desk.example')
    const reply = answer(desk, {
      method: options.method ?? 'GET',
      path: url.pathname.slice('/api/v2/'.length),
      query: url.searchParams,
      body: options.body ? JSON.parse(String(options.body)) : {}
    })
    const text = reply.raw ?? (reply.body === undefined ? null : JSON.stringify(reply.body))
    return new Response(text, { status: reply.status, headers: reply.headers })
  })
  return desk
}
