// SPDX-License-Identifier: AGPL-3.0-or-later
import { ref } from 'vue'
import { query_client } from '../queries/client'
import { provide_problems } from '../ui/problems'

/** Saves a form: the error stays in the form, at its fields too; success reloads what the form was about. */
export function use_save(query_key: readonly unknown[], done: () => void) {
  const is_busy = ref(false)
  const error = ref('')
  const problems = provide_problems()
  async function save(work: () => Promise<unknown>) {
    if (is_busy.value) return
    is_busy.value = true
    error.value = ''
    problems.clear()
    try {
      await work()
      await query_client.invalidateQueries({ queryKey: query_key })
      done()
    } catch (reason) {
      error.value = problems.sort_out(reason)
    } finally {
      is_busy.value = false
    }
  }
  return { is_busy, error, save }
}
