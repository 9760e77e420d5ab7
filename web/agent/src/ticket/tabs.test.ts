// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeEach, expect, it } from 'vitest'
import { fake_ticket } from '../../tests/fake/tickets'
import { close_draft_tab, close_tab, is_kept, keep_open, note_opened, recent_tickets, tabs } from './tabs'

const ticket = (id: number, subject = `Ticket ${id}`) => ({ ...fake_ticket(2).ticket, id, subject })
const ids = (list: readonly { id: number }[]) => list.map((one) => one.id)

beforeEach(() => {
  for (const tab of [...tabs.value]) close_tab(tab.id)
})

it('keeps what is asked to stay open, in its order', () => {
  for (const id of [3, 1, 2]) keep_open(ticket(id))
  keep_open(ticket(1))
  expect(ids(tabs.value)).toEqual([3, 1, 2])
  close_tab(1)
  expect(ids(tabs.value)).toEqual([3, 2])
  expect(is_kept(1)).toBe(false)
})

it('lets a tab that was opened for a draft go with the draft, unless it was kept since', () => {
  keep_open(ticket(1), true)
  keep_open(ticket(2), true)
  keep_open(ticket(2))
  keep_open(ticket(3))
  for (const id of [1, 2, 3]) close_draft_tab(id)
  expect(ids(tabs.value)).toEqual([2, 3])
})

it('lists the last opened first, once', () => {
  for (const id of [1, 2, 1, 3]) note_opened(ticket(id))
  expect(ids(recent_tickets.value).slice(0, 3)).toEqual([3, 1, 2])
})

it('names a tab as its ticket is named now', () => {
  keep_open(ticket(1))
  note_opened(ticket(1, 'Renamed'))
  expect(tabs.value[0]?.subject).toBe('Renamed')
})
