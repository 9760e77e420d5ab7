// SPDX-License-Identifier: AGPL-3.0-or-later
import { current_locale } from '../../i18n'
import { regional_locale } from '../../i18n/format'

const noon_of_a_sunday_ms = Date.UTC(2024, 0, 7, 12)
const day_ms = 86_400_000

/** 0 is Sunday. */
export function weekday_name(day: number): string {
  const name = new Intl.DateTimeFormat(current_locale(), { weekday: 'long', timeZone: 'UTC' }).format(
    noon_of_a_sunday_ms + day * day_ms
  )
  return name.charAt(0).toLocaleUpperCase(current_locale()) + name.slice(1)
}

/** The day a week begins with where the reader lives; Monday where the browser does not know. */
export function first_weekday(): number {
  const locale = new Intl.Locale(regional_locale()) as Intl.Locale & { getWeekInfo?: () => { firstDay: number } }
  return locale.getWeekInfo ? locale.getWeekInfo().firstDay % 7 : 1
}
