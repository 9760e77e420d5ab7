// SPDX-License-Identifier: AGPL-3.0-or-later
import { ref } from 'vue'
import { translate } from '../i18n'
import { query_client } from '../queries/client'
import { describe_error } from '../ui/toast'

/** Saves a form: the error stays in the form, success reloads what the form was about. */
export function use_save(query_key: readonly unknown[], done: () => void) {
  const is_busy = ref(false)
  const error = ref('')
  async function save(work: () => Promise<unknown>) {
    if (is_busy.value) return
    is_busy.value = true
    error.value = ''
    try {
      await work()
      await query_client.invalidateQueries({ queryKey: query_key })
      done()
    } catch (reason) {
      error.value = translate('error.not_saved', { reason: describe_error(reason) })
    } finally {
      is_busy.value = false
    }
  }
  return { is_busy, error, save }
}
