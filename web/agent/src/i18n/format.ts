// SPDX-License-Identifier: AGPL-3.0-or-later
// Numbers and dates by Intl in the chosen language. Formatters are dear to make, so each is made once per language.
import { useNow } from '@vueuse/core'
import { current_locale } from './index'

const cache = new Map<string, unknown>()

/** The browser's own region of the chosen language (en-GB writes 14:30, en-US 2:30 PM). */
export function regional_locale(): string {
  const language = current_locale()
  return navigator.languages.find((tag) => tag.startsWith(`${language}-`)) ?? language
}

function cached<T>(kind: string, make: (locale: string) => T): T {
  const locale = regional_locale()
  const key = `${kind}:${locale}`
  let found = cache.get(key) as T | undefined
  if (!found) {
    found = make(locale)
    cache.set(key, found)
  }
  return found
}

/** Ticks once a minute, shared by all relative times on the screen. */
const now = useNow({ interval: 60_000 })

export const format_number = (value: number) =>
  cached('number', (locale) => new Intl.NumberFormat(locale)).format(value)

export const format_percent = (share: number) =>
  cached('percent', (locale) => new Intl.NumberFormat(locale, { style: 'percent' })).format(share)

export const format_date_time = (time: string) =>
  cached('full', (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' })).format(
    new Date(time)
  )

export const format_date = (time: string) =>
  cached('whole_date', (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })).format(new Date(time))

/** Short for lists: the hour today, the day this year, else the date. */
export function format_short_time(time: string): string {
  const date = new Date(time)
  const today = now.value
  if (date.toDateString() === today.toDateString()) {
    return cached('hour', (locale) => new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' })).format(
      date
    )
  }
  if (date.getFullYear() === today.getFullYear()) {
    return cached('day', (locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' })).format(date)
  }
  return cached('date', (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'short' })).format(date)
}

const told_for_s = 7 * 86_400
const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60]
]

/**
 * How long ago something happened, and when it is long ago, the day. A clock that runs behind the server's makes
 * nothing happen in the future.
 */
export function format_relative_time(time: string): string {
  const seconds = Math.min(Math.round((new Date(time).getTime() - now.value.getTime()) / 1000), 0)
  if (seconds <= -told_for_s) return format_short_time(time)
  const relative = cached('relative', (locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }))
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit)
  }
  return relative.format(0, 'minute')
}

const byte_units = ['byte', 'kilobyte', 'megabyte', 'gigabyte']

export function format_bytes(size: number): string {
  const power = size > 0 ? Math.min(Math.floor(Math.log(size) / Math.log(1000)), byte_units.length - 1) : 0
  const unit = byte_units[power]!
  // "136 bytes": the short form of the smallest unit has no plural.
  const unitDisplay = power === 0 ? 'long' : 'short'
  return cached(
    unit,
    (locale) => new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 })
  ).format(size / 1000 ** power)
}

export const format_list = (items: string[]) =>
  cached('list', (locale) => new Intl.ListFormat(locale, { type: 'conjunction' })).format(items)

/** "ro" in the reader's words. */
export function format_language(tag: string): string {
  try {
    return cached('language', (locale) => new Intl.DisplayNames(locale, { type: 'language' })).of(tag) ?? tag
  } catch {
    return tag
  }
}
