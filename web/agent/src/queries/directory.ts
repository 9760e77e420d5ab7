// SPDX-License-Identifier: AGPL-3.0-or-later
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import type { Id } from '@pult/shared/api'
import * as api from '../api/people'
import { remember } from '../people/store'
import { keys } from './client'

const fresh_ms = 5 * 60_000

export function use_groups() {
  const query = useQuery({ queryKey: keys.groups, queryFn: api.groups, staleTime: fresh_ms })
  const groups = computed(() => query.data.value ?? [])
  const group_name = (id: Id | null) => groups.value.find((group) => group.id === id)?.name ?? ''
  return { groups, group_name }
}

export function use_agents() {
  const query = useQuery({
    queryKey: keys.agents,
    queryFn: async () => {
      const users = await api.agents()
      remember({ users })
      return users
    },
    staleTime: fresh_ms
  })
  return { agents: computed(() => query.data.value ?? []) }
}
