// SPDX-License-Identifier: AGPL-3.0-or-later
// The clocks of a ticket, kept fresh by the socket.
import { useQuery } from '@tanstack/vue-query'
import { computed, onUnmounted, toValue, type MaybeRefOrGetter } from 'vue'
import type { Id } from '@pult/shared/api'
import { request } from '../api/client'
import { on_ticket_event } from '../live/live'
import { query_client } from '../queries/client'
import type { Clock } from './clock'

/** The name under which the socket tells that they have changed. */
const key = (ticket: Id) => ['slas', ticket] as const

export function use_clocks(ticket: MaybeRefOrGetter<Id>) {
  onUnmounted(
    on_ticket_event((message) => {
      if (message.ticket_id !== toValue(ticket)) return
      void query_client.invalidateQueries({ queryKey: key(message.ticket_id) })
    })
  )
  const query = useQuery({
    queryKey: computed(() => key(toValue(ticket))),
    queryFn: () => request<{ slas: Clock[] }>(`tickets/${toValue(ticket)}/slas`).then((reply) => reply.slas)
  })
  return computed(() => query.data.value ?? [])
}
