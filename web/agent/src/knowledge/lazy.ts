// SPDX-License-Identifier: AGPL-3.0-or-later
// What shows articles comes together with its words, when somebody wants it.
import { defineAsyncComponent } from 'vue'

const words = () => import('./words').then(({ load_knowledge_words }) => load_knowledge_words())

export const load_knowledge_screen = async () => (await Promise.all([import('./KnowledgeScreen.vue'), words()]))[0]
export const LazyTicketGuides = defineAsyncComponent(
  async () => (await Promise.all([import('./TicketGuides.vue'), words()]))[0]
)
export const LazyArticleDialog = defineAsyncComponent(
  async () => (await Promise.all([import('./ArticleDialog.vue'), words()]))[0]
)
