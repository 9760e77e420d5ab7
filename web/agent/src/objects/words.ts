// SPDX-License-Identifier: AGPL-3.0-or-later
// The words of custom objects are loaded with the first part that speaks of them.
import { lazy_words } from '../i18n/lazy_words'

export const load_object_words = lazy_words({
  en: () => import('@pult/shared/i18n/objects/en.json'),
  ru: () => import('@pult/shared/i18n/objects/ru.json'),
  cs: () => import('@pult/shared/i18n/objects/cs.json'),
  lt: () => import('@pult/shared/i18n/objects/lt.json'),
  ro: () => import('@pult/shared/i18n/objects/ro.json')
})
