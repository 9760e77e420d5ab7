// SPDX-License-Identifier: AGPL-3.0-or-later
// What the administration reads and writes of categories, sections and articles.
import type { Article, Guide, HelpCategory, HelpSection, HelpTranslation, Id, KnowledgeItem } from '@pult/shared/api'
import { every_page } from '../api/every_page'
import { request } from '../api/client'

export type Kind = 'category' | 'section' | 'article'
export const many: Record<Kind, string> = { category: 'categories', section: 'sections', article: 'articles' }
const path_of = (kind: Kind, id: Id) => `help_center/${many[kind]}/${id}`

export interface Knowledge {
  categories: HelpCategory[]
  sections: HelpSection[]
  articles: Article[]
  locales: string[]
}

export async function load_knowledge(): Promise<Knowledge> {
  const [categories, sections, articles, { locales }] = await Promise.all([
    every_page<HelpCategory>('help_center/categories', 'categories'),
    every_page<HelpSection>('help_center/sections', 'sections'),
    every_page<Article>('help_center/articles', 'articles'),
    request<{ locales: string[] }>('help_center/locales')
  ])
  return { categories, sections, articles, locales }
}

export const load_texts = (kind: Kind, id: Id) =>
  every_page<HelpTranslation>(`${path_of(kind, id)}/translations`, 'translations')

/** What may be written of an item beside its texts. */
export interface Place {
  category_id?: Id
  section_id?: Id
  position?: number
  user_segment_id?: number | null
  promoted?: boolean
  label_names?: string[]
}

export interface Text {
  locale: string
  title: string
  body: string
  draft: boolean
  outdated?: boolean
}

const parents: Record<Kind, (place: Place) => string> = {
  category: () => '',
  section: (place) => `categories/${place.category_id}/`,
  article: (place) => `sections/${place.section_id}/`
}

/** The first of the texts is the source. */
export const create_item = (kind: Kind, place: Place, translations: Text[]) =>
  request<Record<string, { id: Id }>>(`help_center/${parents[kind](place)}${many[kind]}`, {
    method: 'POST',
    body: { [kind]: { ...place, locale: translations[0]!.locale, translations } }
  })

export const update_item = (kind: Kind, id: Id, place: Place) =>
  request(path_of(kind, id), { method: 'PUT', body: { [kind]: place } })

export const delete_item = (kind: Kind, id: Id) => request(path_of(kind, id), { method: 'DELETE' })
export const restore_article = (id: Id) => request(`${path_of('article', id)}/restore`, { method: 'PUT', body: {} })

export function save_text(kind: Kind, id: Id, { locale, ...translation }: Text, is_new: boolean) {
  const path = `${path_of(kind, id)}/translations`
  return is_new
    ? request(path, { method: 'POST', body: { translation: { locale, ...translation } } })
    : request(`${path}/${locale}`, { method: 'PUT', body: { translation } })
}

export const delete_text = (id: Id) => request(`help_center/translations/${id}`, { method: 'DELETE' })

/** Puts one of its neighbours' list elsewhere; only those that stand elsewhere then are written. */
export async function move_item(kind: Kind, rows: KnowledgeItem[], from: number, to: number) {
  const order = [...rows]
  order.splice(to, 0, ...order.splice(from, 1))
  for (const [position, row] of order.entries()) {
    if (row.position !== position) await update_item(kind, row.id, { position })
  }
}

export type GuideText = Pick<Guide, 'conditions' | 'checklist_template_id'>

export const load_guides = () => every_page<Guide>('help_center/guides', 'guides')

/** An article without conditions stands beside no ticket. */
export async function save_guide(article: Id, guide: GuideText, before: Guide | undefined) {
  const path = `${path_of('article', article)}/guide`
  const is_tied = guide.conditions.all.length + guide.conditions.any.length > 0
  if (is_tied) await request(path, { method: 'PUT', body: { guide } })
  else if (before) await request(path, { method: 'DELETE' })
}
