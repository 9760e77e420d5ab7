// SPDX-License-Identifier: AGPL-3.0-or-later
import { defineAsyncComponent } from 'vue'

/** The panel and its words come together, after the ticket. */
export const LazyWorkSection = defineAsyncComponent(async () => {
  const [panel, { load_work_words }] = await Promise.all([import('./WorkSection.vue'), import('./words')])
  await load_work_words()
  return panel
})
