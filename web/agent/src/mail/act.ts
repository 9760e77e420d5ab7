// SPDX-License-Identifier: AGPL-3.0-or-later
import { ref } from 'vue'
import { translate } from '../i18n'
import { query_client } from '../queries/client'
import { describe_error, show_toast } from '../ui/toast'

/** Runs a change of a mail list, then reloads that list; one at a time. */
export function use_action(query_key: readonly unknown[]) {
  const is_busy = ref(false)
  async function run(work: () => Promise<unknown>, done: string) {
    if (is_busy.value) return
    is_busy.value = true
    try {
      await work()
      show_toast(done)
    } catch (error) {
      show_toast(translate('error.not_saved', { reason: describe_error(error) }), 'error')
    } finally {
      is_busy.value = false
      await query_client.invalidateQueries({ queryKey: query_key })
    }
  }
  return { is_busy, run }
}
