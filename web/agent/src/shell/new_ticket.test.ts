// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeEach, expect, it } from 'vitest'
import { effectScope } from 'vue'
import type { Ticket, User } from '@pult/shared/api'
import { use_new_ticket } from './new_ticket'

const open = (source: Ticket | null = null) => effectScope().run(() => use_new_ticket(source))!
const jana = { id: 5, name: 'Jana', email: 'jana@example.com' } as User
const written = { subject: 'Lamp', html: '<p>Hello</p>', text: 'Hello', address: 'jana@example.com' }

beforeEach(() => localStorage.clear())

it('is there again with everything after the dialog or the tab was closed', () => {
  const first = open().draft
  Object.assign(first, written, { requester: jana, group: '3', files: [{ token: 't1', name: 'a.pdf', size: 1 }] })
  first.cc.push('boss@example.org')
  first.bcc = ['law@example.org']
  const again = open()
  expect(again.draft).toMatchObject({ ...written, group: '3', cc: ['boss@example.org'], bcc: ['law@example.org'] })
  expect(again.is_complete.value).toBe(true)
  expect(again.change()).toMatchObject({ requester_id: 5, comment: { uploads: ['t1'] } })
})

it('names copies for a mail only', () => {
  const { draft, change } = open()
  Object.assign(draft, written, { cc: ['boss@example.org'], bcc: ['law@example.org'] })
  expect(change()).toMatchObject({
    requester: { email: 'jana@example.com' },
    comment: { public: true, bcc: ['law@example.org'] },
    email_ccs: [{ user_email: 'boss@example.org', action: 'put' }]
  })
  draft.by_mail = false
  expect(change().email_ccs).toBeUndefined()
  expect(change().comment).toEqual({ html_body: '<p>Hello</p>', public: false, uploads: [] })
})

it('is gone once made, and can be taken back once discarded', () => {
  const { draft, forget } = open()
  Object.assign(draft, written)
  const put_back = forget()
  draft.text = 'the editor empties itself'
  expect(open().is_kept.value).toBe(false)
  put_back()
  expect(open().draft.subject).toBe('Lamp')
})

it('keeps nothing that nobody has written, and follow-ups apart', () => {
  const source = { id: 7, subject: 'Old lamp', requester_id: 0, group_id: 3 } as unknown as Ticket
  const follow_up = open(source)
  expect(follow_up.draft).toMatchObject({ subject: 'Old lamp', group: '3' })
  expect(follow_up.is_kept.value).toBe(false)
  follow_up.draft.text = 'again'
  expect(open().draft.text).toBe('')
  expect(open(source).draft.text).toBe('again')
})
