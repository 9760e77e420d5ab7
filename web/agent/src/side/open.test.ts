// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeEach, expect, it } from 'vitest'
import type { Comment, Ticket } from '@pult/shared/api'
import { clear_side_draft, side_draft } from './draft'
import { forward_aside, open_side, start_side } from './open'

const ticket = { id: 7, subject: 'Lamp' } as Ticket
const comment = { body: 'whole', visible_body: 'a <b> & c\nd', attachments: [{ id: 3 }, { id: 4 }] } as Comment

beforeEach(() => {
  clear_side_draft(7, null)
  open_side.value = null
})

it('forwards a comment as a quote, with its files', () => {
  forward_aside(ticket, comment)
  expect(open_side.value).toEqual({ ticket_id: 7, id: null })
  expect(side_draft(7, null)).toMatchObject({
    subject: 'Lamp',
    html: '<p></p><blockquote><p>a &lt;b&gt; &amp; c<br>d</p></blockquote>',
    along: [3, 4]
  })
})

it('adds a second comment to what is written, each file once', () => {
  side_draft(7, null).html = '<p>Dear Sir</p>'
  side_draft(7, null).subject = 'Mine'
  forward_aside(ticket, comment)
  forward_aside(ticket, comment)
  const draft = side_draft(7, null)
  expect(draft.html.startsWith('<p>Dear Sir</p>')).toBe(true)
  expect(draft).toMatchObject({ subject: 'Mine', along: [3, 4] })
})

it('keeps what is written in each until it is sent', () => {
  start_side(7)
  side_draft(7, null).text = 'new'
  side_draft(7, '12').text = 'answer'
  expect([side_draft(7, null).text, side_draft(7, '12').text]).toEqual(['new', 'answer'])
  clear_side_draft(7, '12')
  expect(side_draft(7, '12').text).toBe('')
  expect(side_draft(7, null).text).toBe('new')
})
