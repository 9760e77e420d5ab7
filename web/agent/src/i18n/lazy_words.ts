// SPDX-License-Identifier: AGPL-3.0-or-later
// Words of a part of the screen that not everybody opens: a catalogue of their own, fetched with that part.
import { watch } from 'vue'
import { current_locale, i18n, type Locale } from './index'

type Loaders = Record<Locale, () => Promise<{ default: object }>>

/** What it gives resolves when the part can be shown in the language of now, and follows it from then on. */
export function lazy_words(loaders: Loaders): () => Promise<void> {
  const loaded = new Set<Locale>()
  let is_watching = false

  async function load(locale: Locale) {
    if (loaded.has(locale)) return
    const words = await loaders[locale]()
    i18n.global.mergeLocaleMessage(locale, words.default as Record<string, never>)
    loaded.add(locale)
  }

  return async () => {
    await Promise.all([load('en'), load(current_locale())])
    if (is_watching) return
    is_watching = true
    watch(i18n.global.locale, () => void load(current_locale()))
  }
}
