// SPDX-License-Identifier: AGPL-3.0-or-later
// The times at which people want things to happen, in the time zone of this device.

export interface TimeChoice {
  id: 'in_an_hour' | 'this_evening' | 'tomorrow' | 'monday'
  at: Date
}

const evening = 18
const morning = 9
/** An evening that is nearly there is no choice of its own. */
const least_ahead_ms = 30 * 60_000

function day_at(now: Date, days: number, hour: number): Date {
  const at = new Date(now)
  at.setDate(at.getDate() + days)
  at.setHours(hour, 0, 0, 0)
  return at
}

export function time_choices(now: Date): TimeChoice[] {
  const days_to_monday = (8 - now.getDay()) % 7 || 7
  const choices: TimeChoice[] = [
    { id: 'in_an_hour', at: new Date(now.getTime() + 3_600_000) },
    { id: 'this_evening', at: day_at(now, 0, evening) },
    { id: 'tomorrow', at: day_at(now, 1, morning) },
    { id: 'monday', at: day_at(now, days_to_monday, morning) }
  ]
  return choices.filter(
    ({ id, at }) =>
      (id !== 'this_evening' || at.getTime() - now.getTime() > least_ahead_ms) &&
      (id !== 'monday' || days_to_monday > 1)
  )
}

/** As `<input type="datetime-local">` writes it. */
export function local_input(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`
}
