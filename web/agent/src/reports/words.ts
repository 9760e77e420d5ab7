// SPDX-License-Identifier: AGPL-3.0-or-later
// The words of figures are loaded with them.
import { lazy_words } from '../i18n/lazy_words'

export const load_report_words = lazy_words({
  en: () => import('@pult/shared/i18n/reports/en.json'),
  ru: () => import('@pult/shared/i18n/reports/ru.json'),
  cs: () => import('@pult/shared/i18n/reports/cs.json'),
  lt: () => import('@pult/shared/i18n/reports/lt.json'),
  ro: () => import('@pult/shared/i18n/reports/ro.json')
})
