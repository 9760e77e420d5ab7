// SPDX-License-Identifier: AGPL-3.0-or-later
// The languages of one item while they are edited.
import type { HelpTranslation, Id } from '@pult/shared/api'
import type { Text } from './admin_api'

export type LanguageState = 'missing' | 'draft' | 'outdated' | 'done'

export interface EditedText extends Text {
  /** Of what is stored; undefined for a language that is new. */
  id?: Id
  stored?: Text
}

export const edited = ({ id, locale, title, body, draft, outdated }: HelpTranslation): EditedText => {
  const text = { locale, title, body, draft, outdated }
  return { id, ...text, stored: text }
}

export const text_of = ({ locale, title, body, draft, outdated }: EditedText): Text => ({
  locale,
  title,
  body,
  draft,
  outdated
})

/** A language that nobody wrote in yet; a new one is a draft until it is said to be done. */
export const blank = (locale: string, draft: boolean): EditedText => ({ locale, title: '', body: '', draft })

const is_empty = (text: EditedText) => text.title.trim() === '' && text.body.trim() === ''

/** What has to be written: changed ones, and new ones that say something. */
export const changed = (texts: EditedText[]): EditedText[] =>
  texts.filter((text) => {
    if (!text.stored) return !is_empty(text)
    const { title, body, draft, outdated } = text.stored
    return text.title !== title || text.body !== body || text.draft !== draft || text.outdated !== outdated
  })

export function state_of(text: { draft: boolean; outdated?: boolean } | undefined): LanguageState {
  if (!text) return 'missing'
  if (text.draft) return 'draft'
  return text.outdated ? 'outdated' : 'done'
}

/** The source first, then those of the desk, then others that are there. */
export function languages_of(source: string, locales: string[], there: { locale: string }[]): string[] {
  return [...new Set([source, ...locales, ...there.map((one) => one.locale)])]
}

export const label_list = (words: string): string[] => [
  ...new Set(
    words
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '')
  )
]
