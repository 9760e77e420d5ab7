// SPDX-License-Identifier: AGPL-3.0-or-later
// The words of the work beside a ticket are loaded with its panel.
import { lazy_words } from '../i18n/lazy_words'

export const load_work_words = lazy_words({
  en: () => import('@pult/shared/i18n/work/en.json'),
  ru: () => import('@pult/shared/i18n/work/ru.json'),
  cs: () => import('@pult/shared/i18n/work/cs.json'),
  lt: () => import('@pult/shared/i18n/work/lt.json'),
  ro: () => import('@pult/shared/i18n/work/ro.json')
})
