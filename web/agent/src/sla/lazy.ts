// SPDX-License-Identifier: AGPL-3.0-or-later
// The parts and their words come together, after what they stand in.
import { defineAsyncComponent } from 'vue'

const words = () => import('./words').then(({ load_sla_words }) => load_sla_words())

export const LazySlaPanel = defineAsyncComponent(
  async () => (await Promise.all([import('./SlaPanel.vue'), words()]))[0]
)
export const LazyNextClock = defineAsyncComponent(
  async () => (await Promise.all([import('./NextClock.vue'), words()]))[0]
)
export const LazyDueMark = defineAsyncComponent(
  async () => (await Promise.all([import('./DueMark.vue'), words()]))[0]
)
export const LazySlaBoard = defineAsyncComponent(
  async () => (await Promise.all([import('./SlaBoardPart.vue'), words()]))[0]
)
