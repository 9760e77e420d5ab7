// SPDX-License-Identifier: AGPL-3.0-or-later
// Comes after the list that one works on, with its own words.
import { defineAsyncComponent } from 'vue'

export default defineAsyncComponent(async () => {
  const [bell, { load_notify_words }] = await Promise.all([import('./NotificationBell.vue'), import('./words')])
  await load_notify_words()
  return bell
})
