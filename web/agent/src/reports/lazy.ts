// SPDX-License-Identifier: AGPL-3.0-or-later
// Figures and their words come together, after the live part.
import { defineAsyncComponent } from 'vue'
import { load_report_words } from './words'

export const LazyFigures = defineAsyncComponent(
  async () => (await Promise.all([import('./FiguresPart.vue'), load_report_words()]))[0]
)
