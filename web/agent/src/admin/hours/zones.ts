// SPDX-License-Identifier: AGPL-3.0-or-later
// The time zones of the world, as the browser knows them.
import { regional_locale } from '../../i18n/format'
import { fold } from '../../ui/fold'

const names = (): string[] => ['UTC', ...Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC')]

export const own_zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone

export function is_zone(name: string): boolean {
  if (!name.includes('/') && name !== 'UTC') return false
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}

/** "14:30, GMT+2" there, at this moment. */
export const time_in = (zone: string, now = new Date()) =>
  new Intl.DateTimeFormat(regional_locale(), {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'shortOffset'
  }).format(now)

const most_found = 8

/** By any part of the name; those whose city begins so come first. */
export function find_zones(words: string): string[] {
  const wanted = fold(words).replace(/[\s_]+/g, '_')
  const place = (name: string) => {
    const folded = fold(name)
    if (folded.split('/').at(-1)!.startsWith(wanted)) return 0
    return folded.includes(wanted) ? 1 : 2
  }
  return names()
    .map((name) => ({ name, place: place(name) }))
    .filter((one) => one.place < 2)
    .sort((one, other) => one.place - other.place)
    .slice(0, most_found)
    .map((one) => one.name)
}
