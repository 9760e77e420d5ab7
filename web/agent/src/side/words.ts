// SPDX-License-Identifier: AGPL-3.0-or-later
// The words of side conversations are loaded with their panel.
import { lazy_words } from '../i18n/lazy_words'

export const load_side_words = lazy_words({
  en: () => import('@pult/shared/i18n/side/en.json'),
  ru: () => import('@pult/shared/i18n/side/ru.json'),
  cs: () => import('@pult/shared/i18n/side/cs.json'),
  lt: () => import('@pult/shared/i18n/side/lt.json'),
  ro: () => import('@pult/shared/i18n/side/ro.json')
})
