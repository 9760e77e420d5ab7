// SPDX-License-Identifier: AGPL-3.0-or-later
// How long something is still, or already over.
import { format_duration } from '../work/duration'

const hour_s = 3600
const day_s = 24 * hour_s
const two = (value: number) => String(value).padStart(2, '0')

/** "12:05" while seconds matter, then "3 hr 20 min", then days by their hours. */
export function span_text(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000)
  if (seconds < hour_s) return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`
  // Minutes of a day are noise.
  return format_duration(seconds >= day_s ? Math.round(seconds / hour_s) * hour_s : seconds)
}
