// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { come_to, company_at, go_from, note_writing, place, store_lookers } from './company'

beforeEach(() => {
  vi.useFakeTimers()
  store_lookers(null)
  come_to(7)
})
afterEach(() => vi.useRealTimers())

it('says where one looks, and that one writes until one pauses', () => {
  expect(place.value).toEqual({ type: 'looking', ticket_id: 7, writes: false })
  note_writing()
  expect(place.value.writes).toBe(true)
  vi.advanceTimersByTime(5_000)
  note_writing()
  vi.advanceTimersByTime(7_000)
  expect(place.value.writes).toBe(true)
  vi.advanceTimersByTime(1_000)
  expect(place.value.writes).toBe(false)
})

it('says the same only once', () => {
  note_writing()
  const said = place.value
  note_writing()
  expect(place.value).toBe(said)
})

it('takes nothing that was written along to the next ticket, whichever of them closes or opens first', () => {
  note_writing()
  come_to(8)
  go_from(7)
  expect(place.value).toEqual({ type: 'looking', ticket_id: 8, writes: false })
  go_from(8)
  expect(place.value.ticket_id).toBeNull()
})

it('knows the others at this ticket, those first who write', () => {
  const lookers = [
    { user_id: 3, writes: false },
    { user_id: 4, writes: true }
  ]
  store_lookers({ type: 'lookers', ticket_id: 7, lookers })
  expect(company_at(7).map((one) => one.user_id)).toEqual([4, 3])
  expect(company_at(8)).toEqual([])
  come_to(8)
  come_to(7)
  expect(company_at(7)).toEqual([])
})
