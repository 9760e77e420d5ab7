// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeEach, describe, expect, it } from 'vitest'
import { FakeDesk } from '../../tests/fake/desk'
import { install_fake_desk } from '../../tests/fake/install'
import { parse_error } from '../api/error'
import { ticket } from '../api/tickets'
import { current_user, is_expired, load_session, sign_in } from './session'

let desk: FakeDesk

beforeEach(() => {
  desk = install_fake_desk(new FakeDesk(8))
})

describe('the session', () => {
  it('knows who is signed in', async () => {
    expect(await load_session()).toBe(true)
    expect(current_user.value?.name).toBe('Jana Dvořáková')
  })

  it('refuses a wrong password with the reason', async () => {
    await expect(sign_in('jana@desk.example', 'guess')).rejects.toMatchObject({ status: 401 })
  })

  it('lets a request wait for the new sign-in and then go through', async () => {
    await load_session()
    desk.signed_in = false
    const waiting = ticket(2)
    await expect.poll(() => is_expired.value).toBe(true)
    await sign_in('jana@desk.example', desk.password)
    expect((await waiting).ticket.id).toBe(2)
    expect(is_expired.value).toBe(false)
  })
})

describe('parse_error', () => {
  it.each([
    ['{"error":"RecordNotFound","description":"Not found"}', 'RecordNotFound', 'Not found'],
    ['{"error":{"title":"Forbidden","message":"No"}}', 'Forbidden', 'No'],
    [
      '{"error":"RecordInvalid","description":"d","details":{"name":[{"description":"Name: is taken"}]}}',
      'RecordInvalid',
      'Name: is taken'
    ],
    ['<html>', 'HTTP 502', 'HTTP 502']
  ])('reads %s', (text, code, message) => {
    expect(parse_error(502, text, null)).toMatchObject({ code, message })
  })
})
