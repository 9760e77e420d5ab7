// SPDX-License-Identifier: AGPL-3.0-or-later
// ICU messages in vue-i18n: the catalogues are the same that the server reads with ICU4C.
import { IntlMessageFormat } from 'intl-messageformat'
import { createI18n, type MessageCompiler } from 'vue-i18n'
import en from '@pult/shared/i18n/en.json'

export const locales = ['en', 'ru', 'cs', 'lt', 'ro'] as const
export type Locale = (typeof locales)[number]

/** Every language in its own words, as the language choice shows it. */
export const locale_names: Record<Locale, string> = {
  en: 'English',
  ru: 'Русский',
  cs: 'Čeština',
  lt: 'Lietuvių',
  ro: 'Română'
}

const storage_key = 'pult.locale'
type Catalogue = typeof en
type Values = Record<string, string | number>

const loaders: Record<Exclude<Locale, 'en'>, () => Promise<{ default: unknown }>> = {
  ru: () => import('@pult/shared/i18n/ru.json'),
  cs: () => import('@pult/shared/i18n/cs.json'),
  lt: () => import('@pult/shared/i18n/lt.json'),
  ro: () => import('@pult/shared/i18n/ro.json')
}

type Compiled = ReturnType<MessageCompiler>

function compile_message(message: string, locale: string): Compiled {
  // Braces and apostrophes are all that ICU reads in a message; most have none.
  if (!/[{}']/.test(message)) return () => message
  const format = new IntlMessageFormat(message, locale, undefined, { ignoreTag: true })
  return (context: { values: unknown }) => format.format(context.values as Values) as string
}

/** vue-i18n asks at each use; to read a message is dear, so each is read once. */
const compiled = new Map<string, Compiled>()

const compile: MessageCompiler = (message, { locale }) => {
  const key = `${locale} ${message as string}`
  let found = compiled.get(key)
  if (!found) compiled.set(key, (found = compile_message(message as string, locale)))
  return found
}

export const i18n = createI18n({
  legacy: false,
  locale: 'en',
  fallbackLocale: 'en',
  messageCompiler: compile,
  messages: { en } as Record<string, Catalogue>
})

/** For code outside components (toasts, titles). */
export const translate = (key: string, values: Values = {}) => i18n.global.t(key, values)

export const has_message = (key: string) => i18n.global.te(key, 'en')

export const current_locale = (): Locale => i18n.global.locale.value as Locale

/** The stored choice, else the browser's first language that we have. */
export function preferred_locale(): Locale {
  const wanted = [localStorage.getItem(storage_key) ?? '', ...navigator.languages]
  for (const tag of wanted) {
    const language = tag.slice(0, 2).toLowerCase()
    const found = locales.find((locale) => locale === language)
    if (found) return found
  }
  return 'en'
}

export async function set_locale(locale: Locale) {
  if (locale !== 'en' && !i18n.global.availableLocales.includes(locale)) {
    const loaded = await loaders[locale]()
    i18n.global.setLocaleMessage(locale, loaded.default as Catalogue)
  }
  i18n.global.locale.value = locale
  document.documentElement.lang = locale
  localStorage.setItem(storage_key, locale)
}
