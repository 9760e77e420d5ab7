// SPDX-License-Identifier: AGPL-3.0-or-later
// The words of what a condition can ask are loaded with the editor of views.
import { lazy_words } from '../i18n/lazy_words'

export const load_condition_words = lazy_words({
  en: () => import('@pult/shared/i18n/conditions/en.json'),
  ru: () => import('@pult/shared/i18n/conditions/ru.json'),
  cs: () => import('@pult/shared/i18n/conditions/cs.json'),
  lt: () => import('@pult/shared/i18n/conditions/lt.json'),
  ro: () => import('@pult/shared/i18n/conditions/ro.json')
})
