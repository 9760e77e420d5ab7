// SPDX-License-Identifier: AGPL-3.0-or-later
// Shapes of categories, sections and articles.
import type { Id } from './types'
import type { Conditions } from './workspace'

export interface KnowledgeLanguage {
  locale: string
  draft: boolean
  outdated: boolean
}

/** What a category, a section and an article have in common. */
export interface KnowledgeItem {
  id: Id
  position: number
  name: string
  locale: string
  source_locale: string
  languages: KnowledgeLanguage[]
}

export interface HelpCategory extends KnowledgeItem {
  description: string
}

export interface HelpSection extends KnowledgeItem {
  description: string
  category_id: Id
  parent_section_id: Id | null
}

export interface Article extends KnowledgeItem {
  title: string
  body: string
  draft: boolean
  section_id: Id
  promoted: boolean
  /** null everybody, 1 who is signed in, 2 agents. */
  user_segment_id: number | null
  label_names: string[]
}

export interface ArticleResult extends Article {
  /** Escaped, with <mark> around what fits. */
  snippet: string
}

export interface HelpTranslation {
  id: Id
  locale: string
  title: string
  body: string
  draft: boolean
  outdated: boolean
}

/** To which tickets an article is tied. */
export interface Guide {
  article_id: Id
  conditions: Conditions
  checklist_template_id: Id | null
  broken: boolean
}

export interface TicketGuide {
  article_id: Id
  title: string
  locale: string
  internal: boolean
  checklist_template_id: Id | null
}
