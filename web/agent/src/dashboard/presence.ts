// SPDX-License-Identifier: AGPL-3.0-or-later
// Which agents are at their desks; the socket keeps it fresh.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import type { AgentPresence, Id } from '@pult/shared/api'
import { request } from '../api/client'
import { keys, query_client } from '../queries/client'
import { current_user_id } from '../session/session'

export type ChosenState = AgentPresence['chosen']

const ask = () => request<{ presence: AgentPresence[] }>('presence').then((reply) => reply.presence)

export function use_presence() {
  const query = useQuery({ queryKey: keys.presence, queryFn: ask, retry: false })
  const by_id = computed(() => new Map((query.data.value ?? []).map((one) => [one.user_id, one])))
  const state_of = (id: Id) => by_id.value.get(id)?.state ?? 'offline'
  const chosen = computed<ChosenState>(() => by_id.value.get(current_user_id.value ?? 0)?.chosen ?? 'online')
  return { state_of, chosen }
}

export async function choose_presence(state: ChosenState) {
  const { presence } = await request<{ presence: AgentPresence[] }>('presence', {
    method: 'PUT',
    body: { presence: { state } }
  })
  query_client.setQueryData(keys.presence, presence)
}
