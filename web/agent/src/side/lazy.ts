// SPDX-License-Identifier: AGPL-3.0-or-later
// The parts and their words come together, after the ticket.
import { defineAsyncComponent } from 'vue'

const words = () => import('./words').then(({ load_side_words }) => load_side_words())

export const LazySideTalks = defineAsyncComponent(
  async () => (await Promise.all([import('./SideTalks.vue'), words()]))[0]
)
export const LazySideDialog = defineAsyncComponent(
  async () => (await Promise.all([import('./SideDialog.vue'), words()]))[0]
)
export const LazySideCount = defineAsyncComponent(
  async () => (await Promise.all([import('./SideCount.vue'), words()]))[0]
)
export const LazyContextLinks = defineAsyncComponent(
  async () => (await Promise.all([import('./ContextLinks.vue'), words()]))[0]
)
