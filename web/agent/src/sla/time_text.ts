// SPDX-License-Identifier: AGPL-3.0-or-later
// How long something is still, or already over.
import { current_locale } from '../i18n'
import { format_duration } from '../work/duration'

const hour_s = 3600
const day_s = 24 * hour_s
const two = (value: number) => String(value).padStart(2, '0')

const days_text = (days: number) =>
  new Intl.NumberFormat(current_locale(), { style: 'unit', unit: 'day', unitDisplay: 'short' }).format(days)

/** "12:05" while seconds matter, then "3 hr 20 min", then "5 days 16 hr". */
export function span_text(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000)
  if (seconds < hour_s) return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`
  if (seconds < day_s) return format_duration(seconds)
  const hours = Math.round(seconds / hour_s)
  const rest = hours % 24
  return [days_text(Math.floor(hours / 24)), rest > 0 ? format_duration(rest * hour_s) : ''].filter(Boolean).join(' ')
}
