// SPDX-License-Identifier: AGPL-3.0-or-later
// The words of articles are loaded with what shows them.
import { lazy_words } from '../i18n/lazy_words'

export const load_knowledge_words = lazy_words({
  en: () => import('@pult/shared/i18n/knowledge/en.json'),
  ru: () => import('@pult/shared/i18n/knowledge/ru.json'),
  cs: () => import('@pult/shared/i18n/knowledge/cs.json'),
  lt: () => import('@pult/shared/i18n/knowledge/lt.json'),
  ro: () => import('@pult/shared/i18n/knowledge/ro.json')
})
