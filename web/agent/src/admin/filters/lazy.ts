// SPDX-License-Identifier: AGPL-3.0-or-later
import { load_condition_words } from '../../inbox/condition_words'
import { load_filter_words } from './words'

export const load_filter_screen = async () =>
  (await Promise.all([import('./MailFilterScreen.vue'), load_filter_words(), load_condition_words()]))[0]

export const load_priority_screen = async () =>
  (await Promise.all([import('./PriorityScreen.vue'), load_filter_words()]))[0]
