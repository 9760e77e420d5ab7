// SPDX-License-Identifier: AGPL-3.0-or-later
// The dialog and its words come together, when an agent wants an article.
import { defineAsyncComponent } from 'vue'

export const LazyArticleDialog = defineAsyncComponent(async () => {
  const words = import('./words').then(({ load_knowledge_words }) => load_knowledge_words())
  return (await Promise.all([import('./ArticleDialog.vue'), words]))[0]
})
