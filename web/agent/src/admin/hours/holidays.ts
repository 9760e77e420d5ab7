// SPDX-License-Identifier: AGPL-3.0-or-later
import { request } from '../../api/client'

export interface Holiday {
  /** What the desk does not know yet has none. */
  id?: number
  name: string
  start_date: string
  end_date: string
}

export type HolidayProblem = 'name' | 'dates'

export function problem_of(holiday: Holiday): HolidayProblem | null {
  if (!holiday.name.trim()) return 'name'
  return !holiday.start_date || !holiday.end_date || holiday.end_date < holiday.start_date ? 'dates' : null
}

const path = (schedule: number) => `business_hours/schedules/${schedule}/holidays`
const is_same = (one: Holiday, other: Holiday) =>
  one.name === other.name && one.start_date === other.start_date && one.end_date === other.end_date

export const load_holidays = (schedule: number) =>
  request<{ holidays: Holiday[] }>(path(schedule)).then(({ holidays }) =>
    holidays.sort((one, other) => one.start_date.localeCompare(other.start_date))
  )

/** Makes `stored` what is `wanted`, step by step: after a failure the next try goes on where this one stopped. */
export async function save_holidays(schedule: number, stored: Holiday[], wanted: Holiday[]) {
  for (const holiday of wanted) {
    const { id, ...body } = holiday
    const known = stored.find((one) => id !== undefined && one.id === id)
    if (known && is_same(known, holiday)) continue
    const address = known ? `${path(schedule)}/${id}` : path(schedule)
    const reply = await request<{ holiday: Holiday }>(address, {
      method: known ? 'PUT' : 'POST',
      body: { holiday: body }
    })
    if (known) Object.assign(known, reply.holiday)
    else stored.push(reply.holiday)
    holiday.id = reply.holiday.id
  }
  for (const one of stored.filter((known) => !wanted.some(({ id }) => id === known.id))) {
    await request<void>(`${path(schedule)}/${one.id}`, { method: 'DELETE' })
    stored.splice(stored.indexOf(one), 1)
  }
}
