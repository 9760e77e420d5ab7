// SPDX-License-Identifier: AGPL-3.0-or-later
import { load_filter_words } from '../admin/filters/words'

export const load_suspended_page = async () =>
  (await Promise.all([import('./SuspendedPage.vue'), load_filter_words()]))[0]
