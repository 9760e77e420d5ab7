// SPDX-License-Identifier: AGPL-3.0-or-later
import { lazy_words } from '../i18n/lazy_words'

export const load_privacy_words = lazy_words({
  en: () => import('@pult/shared/i18n/privacy/en.json'),
  ru: () => import('@pult/shared/i18n/privacy/ru.json'),
  cs: () => import('@pult/shared/i18n/privacy/cs.json'),
  lt: () => import('@pult/shared/i18n/privacy/lt.json'),
  ro: () => import('@pult/shared/i18n/privacy/ro.json')
})
