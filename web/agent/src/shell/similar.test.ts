// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest'
import type { Ticket } from '@pult/shared/api'
import { likeness, similar_tickets } from './similar'

const ticket = (id: number, subject: string, status = 'open') => ({ id, subject, status }) as Ticket

it('likes other endings, cases and accents, and not other words', () => {
  expect(likeness('Parcel is late', 'My PARCELS')).toBe(1)
  expect(likeness('Где моя посылка', 'Посылку не привезли')).toBeGreaterThan(0)
  expect(likeness('Žádost o vrácení', 'zadost o vraceni')).toBe(1)
  expect(likeness('Parcel is late', 'Invoice is wrong')).toBe(0)
  expect(likeness('', 'anything')).toBe(0)
  expect(likeness('to do it', 'to do it')).toBe(0)
})

it('shows unsolved ones, the likest and newest first', () => {
  const tickets = [
    ticket(1, 'Where is my parcel 4711?'),
    ticket(2, 'Parcel 4711 arrived wet'),
    ticket(3, 'Parcel 4711', 'solved'),
    ticket(4, 'Invoice for March'),
    ticket(5, 'Parcel 4711')
  ]
  expect(similar_tickets('parcel 4711', tickets).map((one) => one.id)).toEqual([5, 2, 1])
  expect(similar_tickets('Invoice', tickets).map((one) => one.id)).toEqual([4])
  expect(similar_tickets('', tickets)).toEqual([])
})
