// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Article, ArticleResult, Id, TicketGuide } from '@pult/shared/api'
import { request } from '../api/client'

export const knowledge_key = ['knowledge'] as const

/** Articles that fit a ticket, and the language that its customer reads. */
export const suggested_articles = (ticket_id: Id) =>
  request<{ articles: ArticleResult[]; locale: string }>(`tickets/${ticket_id}/suggested_articles`)

export async function search_articles(words: string, prefer_locale: string, drafts = false): Promise<ArticleResult[]> {
  const query = { query: words, unfinished: true, prefer_locale, drafts, per_page: 30 }
  return (await request<{ results: ArticleResult[] }>('help_center/articles/search', { query })).results
}

export const article_in = async (id: Id, locale: string): Promise<Article> =>
  (await request<{ article: Article }>(`help_center/${locale}/articles/${id}`)).article

/** Titles of what says how tickets like this one are handled. */
export const guides_of_ticket = async (ticket_id: Id): Promise<TicketGuide[]> =>
  (await request<{ guides: TicketGuide[] }>(`tickets/${ticket_id}/guides`)).guides
