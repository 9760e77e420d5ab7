// SPDX-License-Identifier: AGPL-3.0-or-later
// The words of the administration are loaded with its pages: agents never pay for them.
import { watch } from 'vue'
import { current_locale, i18n, type Locale } from '../i18n'

const loaders: Record<Locale, () => Promise<{ default: object }>> = {
  en: () => import('@pult/shared/i18n/admin/en.json'),
  ru: () => import('@pult/shared/i18n/admin/ru.json'),
  cs: () => import('@pult/shared/i18n/admin/cs.json'),
  lt: () => import('@pult/shared/i18n/admin/lt.json'),
  ro: () => import('@pult/shared/i18n/admin/ro.json')
}
const loaded = new Set<Locale>()

async function load(locale: Locale) {
  if (loaded.has(locale)) return
  const words = await loaders[locale]()
  i18n.global.mergeLocaleMessage(locale, words.default as Record<string, never>)
  loaded.add(locale)
}

let is_watching = false

/** Resolves when the administration can be shown in the language of now, and follows it from then on. */
export async function load_admin_words() {
  await Promise.all([load('en'), load(current_locale())])
  if (is_watching) return
  is_watching = true
  watch(i18n.global.locale, () => void load(current_locale()))
}
