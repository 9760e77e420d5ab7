// SPDX-License-Identifier: AGPL-3.0-or-later
import { ref } from 'vue'
import { useRouter } from 'vue-router'
import type { Id } from '@pult/shared/api'
import { translate } from '../i18n'
import { show_failure, show_toast } from '../ui/toast'
import { take_next } from './next_ticket'

/** Goes to the ticket that most needs an answer. */
export function use_next_ticket() {
  const router = useRouter()
  const is_taking = ref(false)

  async function take(but: Id | null) {
    if (is_taking.value) return
    is_taking.value = true
    try {
      const id = await take_next(but)
      if (id === null) show_toast(translate('inbox.nothing_next'))
      else await router.push(`/views/mine/${id}`)
    } catch (error) {
      show_failure(error)
    } finally {
      is_taking.value = false
    }
  }

  return { take, is_taking }
}
