// SPDX-License-Identifier: AGPL-3.0-or-later
import { defineAsyncComponent } from 'vue'

export const LazyTimerChip = defineAsyncComponent(async () => {
  const [chip, { load_work_words }] = await Promise.all([import('./TimerChip.vue'), import('./words')])
  await load_work_words()
  return chip
})
