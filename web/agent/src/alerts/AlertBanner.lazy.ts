// SPDX-License-Identifier: AGPL-3.0-or-later
// Comes after the list that one works on, with its own words.
import { defineAsyncComponent } from 'vue'

export default defineAsyncComponent(async () => {
  const [banner, { load_alert_words }] = await Promise.all([import('./AlertBanner.vue'), import('./words')])
  await load_alert_words()
  return banner
})
