// SPDX-License-Identifier: AGPL-3.0-or-later
import { lazy_words } from '../i18n/lazy_words'

export const load_notify_words = lazy_words({
  en: () => import('@pult/shared/i18n/notify/en.json'),
  ru: () => import('@pult/shared/i18n/notify/ru.json'),
  cs: () => import('@pult/shared/i18n/notify/cs.json'),
  lt: () => import('@pult/shared/i18n/notify/lt.json'),
  ro: () => import('@pult/shared/i18n/notify/ro.json')
})
