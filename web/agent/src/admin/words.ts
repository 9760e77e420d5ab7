// SPDX-License-Identifier: AGPL-3.0-or-later
// The words of the administration are loaded with its pages: agents never pay for them.
import { lazy_words } from '../i18n/lazy_words'

export const load_admin_words = lazy_words({
  en: () => import('@pult/shared/i18n/admin/en.json'),
  ru: () => import('@pult/shared/i18n/admin/ru.json'),
  cs: () => import('@pult/shared/i18n/admin/cs.json'),
  lt: () => import('@pult/shared/i18n/admin/lt.json'),
  ro: () => import('@pult/shared/i18n/admin/ro.json')
})
