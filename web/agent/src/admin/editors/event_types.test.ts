// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest'
import { parts_of, types_of, written_types } from './event_types'

it('takes a subscription apart and puts it together again', () => {
  const stored = ['zen:event-type:ticket.created', 'zen:event-type:user.created', 'conditional_ticket_events']
  const parts = parts_of(stored)
  expect(parts).toEqual({ usual: ['ticket.created', 'user.created'], others: ['conditional_ticket_events'] })
  expect(types_of(parts.usual, parts.others)).toEqual(stored)
})

it('knows short names', () => {
  expect(written_types('ticket.brand_changed, zen:event-type:user.merged')).toEqual([
    'zen:event-type:ticket.brand_changed',
    'zen:event-type:user.merged'
  ])
})
