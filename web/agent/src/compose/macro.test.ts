// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Ticket } from '@pult/shared/api'
import { describe, expect, it } from 'vitest'
import { fake_ticket } from '../../tests/fake/tickets'
import { changes_of, fields_of, split_title, text_of } from './macro'

const ticket: Ticket = {
  ...fake_ticket(2).ticket,
  status: 'open',
  priority: null,
  assignee_id: 4,
  tags: ['vip'],
  custom_fields: [{ id: 9, value: 'old' }]
}

describe('changes_of', () => {
  it('names only what would differ, whatever the form of the value', () => {
    const result = { ticket: { status: 'open', priority: '', assignee_id: '4', group_id: '32', tags: ['vip'] } }
    expect(changes_of(ticket, result)).toEqual([{ field: 'group_id', before: ticket.group_id, after: 32 }])
  })

  it('shows tags and custom fields', () => {
    const result = {
      ticket: {
        tags: ['vip', 'photo'],
        custom_fields: [
          { id: 9, value: 'new' },
          { id: 8, value: null }
        ]
      }
    }
    const changes = changes_of(ticket, result)
    expect(changes.map(({ field, after }) => [field, after])).toEqual([
      ['tags', ['vip', 'photo']],
      ['custom_field', 'new']
    ])
    expect(fields_of(changes)).toEqual({ tags: ['vip', 'photo'], custom_fields: [{ id: 9, value: 'new' }] })
  })

  it('takes a single field, too', () => {
    expect(changes_of(ticket, { ticket: { fields: { id: 9, value: 'x' } } })).toHaveLength(1)
  })
})

describe('text_of', () => {
  it('prefers rich text and makes paragraphs of plain text', () => {
    expect(text_of({ ticket: { comment: { html_body: '<p>a</p>', body: 'a', public: false } } })).toEqual({
      html: '<p>a</p>',
      is_public: false
    })
    expect(text_of({ ticket: {}, comment: { body: 'a <b>\nc' } })?.html).toBe('<p>a &lt;b></p><p>c</p>')
  })

  it('is nothing for a macro without words', () => expect(text_of({ ticket: { comment: { body: ' ' } } })).toBeNull())
})

it('splits titles', () => {
  expect(split_title('Shipping::Damaged::Photo')).toEqual({ category: 'Shipping › Damaged', name: 'Photo' })
  expect(split_title('Photo')).toEqual({ category: '', name: 'Photo' })
})
