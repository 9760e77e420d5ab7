// SPDX-License-Identifier: AGPL-3.0-or-later
// For the few admins who open it.
import { defineAsyncComponent } from 'vue'

export default defineAsyncComponent(async () => {
  const [dialog, { load_privacy_words }] = await Promise.all([import('./PersonalData.vue'), import('./words')])
  await load_privacy_words()
  return dialog
})
