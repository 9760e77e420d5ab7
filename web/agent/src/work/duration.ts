// SPDX-License-Identifier: AGPL-3.0-or-later
// Lengths of time as people write and read them.
import { current_locale } from '../i18n'

const formats = new Map<string, Intl.NumberFormat>()

function part(value: number, unit: 'hour' | 'minute' | 'second'): string {
  const key = `${current_locale()}${unit}`
  let format = formats.get(key)
  if (!format) {
    format = new Intl.NumberFormat(current_locale(), { style: 'unit', unit, unitDisplay: 'short' })
    formats.set(key, format)
  }
  return format.format(value)
}

/** "1 hr 20 min"; seconds only where there is nothing larger. */
export function format_duration(seconds: number): string {
  if (seconds < 60) return part(Math.round(seconds), 'second')
  const minutes = Math.round(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  return [hours > 0 ? part(hours, 'hour') : '', rest > 0 ? part(rest, 'minute') : ''].filter(Boolean).join(' ')
}

const two = (value: number) => String(value).padStart(2, '0')

/** "0:07:45", which does not change its width while it runs. */
export function clock_text(seconds: number): string {
  const whole = Math.floor(seconds)
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
}

const units: Record<string, number> = { h: 3600, ч: 3600, m: 60, м: 60, s: 1, с: 1 }

/** "90", "1:30", "1h 30m", "1.5h" in seconds; plain numbers are minutes. Null for anything else. */
export function parse_duration(text: string): number | null {
  const words = text.trim().toLowerCase().replace(/,/g, '.')
  const clock = /^(\d{1,3}):([0-5]\d)(?::([0-5]\d))?$/.exec(words)
  if (clock) return Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0)
  if (/^\d+(\.\d+)?$/.test(words)) return Math.round(Number(words) * 60)
  if (!/^(\d+(\.\d+)?\s*[a-zа-яёěščřžýáíéūųėįšţțăâî]+\.?\s*)+$/.test(words)) return null
  let sum = 0
  for (const [, number, name] of words.matchAll(/(\d+(?:\.\d+)?)\s*([^\d\s.]+)/g)) {
    const unit = units[name![0]!] ?? (name!.startsWith('val') ? 3600 : undefined)
    if (!unit) return null
    sum += Number(number) * unit
  }
  return Math.round(sum)
}
