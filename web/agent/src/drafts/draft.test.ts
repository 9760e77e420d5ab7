// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import { FakeDesk } from '../../tests/fake/desk'
import { install_fake_desk } from '../../tests/fake/install'
import { newer_draft, storage_key, use_draft } from './draft'

let desk: FakeDesk
let scope: EffectScope
const key = storage_key(null, 7)

const open = () => scope.run(() => use_draft(7))!
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

beforeEach(() => {
  vi.useFakeTimers()
  localStorage.clear()
  desk = install_fake_desk(new FakeDesk(8))
  scope = effectScope()
})

afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

describe('use_draft', () => {
  it('keeps a key press on this device at once and on the server a moment later', async () => {
    const { content } = open()
    await pass(0)
    Object.assign(content, { html: '<p>Hel</p>', text: 'Hel' })
    expect(JSON.parse(localStorage.getItem(key)!)).toMatchObject({ text: 'Hel' })
    expect(desk.drafts.has(7)).toBe(false)
    await pass(399)
    expect(desk.drafts.has(7)).toBe(false)
    await pass(1)
    expect(desk.drafts.get(7)).toMatchObject({ body: 'Hel', html_body: '<p>Hel</p>' })
  })

  it('brings back what this device has, without asking anybody', () => {
    localStorage.setItem(
      key,
      JSON.stringify({ html: '<p>x</p>', text: 'x', public: false, files: [], saved_at: '2026-01-01T00:00:00Z' })
    )
    expect(open().content).toMatchObject({ text: 'x', public: false })
  })

  it('hands on to the server what only this device has', async () => {
    localStorage.setItem(
      key,
      JSON.stringify({ html: '<p>x</p>', text: 'x', public: true, files: [], saved_at: '2026-01-01T00:00:00Z' })
    )
    open()
    await pass(0)
    expect(desk.drafts.get(7)?.body).toBe('x')
  })

  it('brings back what another device has saved', async () => {
    desk.drafts.set(7, {
      body: 'from home',
      html_body: '<p>from home</p>',
      public: true,
      uploads: ['t1'],
      bcc: ['boss@example.org'],
      updated_at: '2026-01-01T00:00:00Z'
    })
    const { content } = open()
    await pass(0)
    expect(content).toMatchObject({ text: 'from home', files: [{ token: 't1' }], bcc: ['boss@example.org'] })
  })

  it('does not put an old text over what is being typed', async () => {
    desk.drafts.set(7, { body: 'old', public: true, uploads: [], updated_at: '2030-01-01T00:00:00Z' })
    const { content } = open()
    content.text = 'new'
    await pass(500)
    expect(content.text).toBe('new')
    expect(desk.drafts.get(7)?.body).toBe('new')
  })

  it('leaves nothing behind after sending', async () => {
    const { content, clear } = open()
    await pass(0)
    content.text = 'done'
    await pass(400)
    clear()
    await pass(0)
    expect(localStorage.getItem(key)).toBeNull()
    expect(desk.drafts.has(7)).toBe(false)
  })

  it('saves the last words when the ticket is left', async () => {
    const { content } = open()
    await pass(0)
    content.text = 'going'
    scope.stop()
    await pass(0)
    expect(desk.drafts.get(7)?.body).toBe('going')
  })
})

describe('newer_draft', () => {
  const local = { html: '', text: 'local', public: true, files: [], bcc: [], saved_at: '2026-02-01T00:00:00Z' }
  const remote = (updated_at: string) => ({ body: 'remote', public: true, uploads: [], updated_at })

  it('takes the newer copy', () => {
    expect(newer_draft(local, remote('2026-01-01T00:00:00Z'))?.text).toBe('local')
    expect(newer_draft(local, remote('2026-03-01T00:00:00Z'))?.text).toBe('remote')
    expect(newer_draft(null, null)).toBeNull()
  })

  it('makes plain text safe to edit as HTML', () => {
    expect(newer_draft(null, { ...remote('2026-01-01T00:00:00Z'), body: 'a < b\nc' })?.html).toBe('a &lt; b<br>c')
  })
})
