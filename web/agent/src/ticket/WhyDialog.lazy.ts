// SPDX-License-Identifier: AGPL-3.0-or-later
// With the words of what can have been the reason.
import { defineAsyncComponent } from 'vue'

export default defineAsyncComponent(async () => {
  const [dialog, { load_filter_words }] = await Promise.all([
    import('./WhyDialog.vue'),
    import('../admin/filters/words')
  ])
  await load_filter_words()
  return dialog
})
