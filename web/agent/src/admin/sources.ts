// SPDX-License-Identifier: AGPL-3.0-or-later
// The lists that fields of the administration choose from.
import { useQuery } from '@tanstack/vue-query'
import { computed, type ComputedRef } from 'vue'
import { load_all } from './load'

interface Source {
  path: string
  many: string
  label: string
  key?: string
  before?: string
}

export interface Choice {
  value: string
  label: string
}

const object_prefix = 'zen:custom_object:'

/** `key` is the member that names a row, with `before` in front of it. */
const sources = {
  groups: { path: 'groups', many: 'groups', label: 'name' },
  agents: { path: 'users?role[]=agent&role[]=admin', many: 'users', label: 'name' },
  brands: { path: 'brands', many: 'brands', label: 'name' },
  ticket_fields: { path: 'ticket_fields', many: 'ticket_fields', label: 'title' },
  ticket_forms: { path: 'ticket_forms', many: 'ticket_forms', label: 'name' },
  mailboxes: { path: 'mailboxes', many: 'mailboxes', label: 'address' },
  organizations: { path: 'organizations', many: 'organizations', label: 'name' },
  custom_roles: { path: 'custom_roles', many: 'custom_roles', label: 'name' },
  locales: { path: 'locales', many: 'locales', label: 'name' },
  sla_policies: { path: 'slas/policies', many: 'sla_policies', label: 'title' },
  alert_channels: { path: 'alert_channels', many: 'alert_channels', label: 'name' },
  lookup_objects: { path: 'custom_objects', many: 'custom_objects', label: 'title', key: 'key', before: object_prefix }
} as const
export type SourceName = keyof typeof sources

export function use_source(name: SourceName | undefined): ComputedRef<Choice[]> {
  if (!name) return computed(() => [])
  const { path, many, label, key = 'id', before = '' }: Source = sources[name]
  const query = useQuery({ queryKey: ['admin', 'source', name], queryFn: () => load_all(path, many) })
  return computed(() =>
    (query.data.value ?? [])
      .filter((row) => row.deleted !== true && row.is_deleted !== true)
      .map((row) => ({ value: before + String(row[key]), label: String(row[label]) }))
  )
}
