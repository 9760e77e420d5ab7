// SPDX-License-Identifier: AGPL-3.0-or-later
// The words of service levels are loaded with the first part that speaks of them.
import { lazy_words } from '../i18n/lazy_words'

export const load_sla_words = lazy_words({
  en: () => import('@pult/shared/i18n/sla/en.json'),
  ru: () => import('@pult/shared/i18n/sla/ru.json'),
  cs: () => import('@pult/shared/i18n/sla/cs.json'),
  lt: () => import('@pult/shared/i18n/sla/lt.json'),
  ro: () => import('@pult/shared/i18n/sla/ro.json')
})
