// SPDX-License-Identifier: AGPL-3.0-or-later
import { ref } from 'vue'
import { show_failure } from './toast'

/** Runs one piece of work at a time; what fails is told, in a toast unless `fail` says otherwise. */
export function use_busy(fail: (error: unknown) => void = show_failure) {
  const is_busy = ref(false)
  async function run(work: () => Promise<unknown>): Promise<void> {
    if (is_busy.value) return
    is_busy.value = true
    try {
      await work()
    } catch (error) {
      fail(error)
    } finally {
      is_busy.value = false
    }
  }
  return { is_busy, run }
}
