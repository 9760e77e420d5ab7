// SPDX-License-Identifier: AGPL-3.0-or-later
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import type { Id } from '@pult/shared/api'
import { on_ticket_event } from '../live/live'
import { user_name } from '../people/store'
import { current_user_id } from '../session/session'

/** Comments of others that came in while a draft was being written, until the agent has acknowledged them. */
export function use_news(ticket_id: Id, is_writing: Ref<boolean>) {
  const author_ids = ref<Id[]>([])
  const stop = on_ticket_event((message) => {
    const is_news = message.ticket_id === ticket_id && message.comment && message.actor_id !== current_user_id.value
    if (is_news && is_writing.value) author_ids.value.push(message.actor_id)
  })
  onScopeDispose(stop)
  // What is written next is written by somebody who has seen them.
  watch(is_writing, (writing) => writing || (author_ids.value = []))
  return {
    count: computed(() => author_ids.value.length),
    last_name: computed(() => user_name(author_ids.value.at(-1)) || '?'),
    acknowledge: () => (author_ids.value = [])
  }
}
