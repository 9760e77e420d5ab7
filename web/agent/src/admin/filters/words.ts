// SPDX-License-Identifier: AGPL-3.0-or-later
// The words of mail filters and of what gives a ticket its priority are loaded with their screens.
import { lazy_words } from '../../i18n/lazy_words'

export const load_filter_words = lazy_words({
  en: () => import('@pult/shared/i18n/filters/en.json'),
  ru: () => import('@pult/shared/i18n/filters/ru.json'),
  cs: () => import('@pult/shared/i18n/filters/cs.json'),
  lt: () => import('@pult/shared/i18n/filters/lt.json'),
  ro: () => import('@pult/shared/i18n/filters/ro.json')
})
