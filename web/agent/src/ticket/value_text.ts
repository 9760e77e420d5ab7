// SPDX-License-Identifier: AGPL-3.0-or-later
// Values of a ticket's fields in words.
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Id } from '@pult/shared/api'
import * as api from '../api/fields'
import { has_message } from '../i18n'
import { format_date_time, format_list } from '../i18n/format'
import { lookup_name } from '../objects/names'
import { user_name } from '../people/store'
import { keys } from '../queries/client'
import { use_groups } from '../queries/directory'

export function use_value_text() {
  const { t } = useI18n()
  const { group_name } = use_groups()
  const fields = useQuery({ queryKey: keys.ticket_fields, queryFn: api.ticket_fields, retry: false })
  const statuses = useQuery({ queryKey: keys.custom_statuses, queryFn: api.custom_statuses, retry: false })
  const by_id = computed(() => new Map((fields.data.value ?? []).map((field) => [field.id, field])))

  function custom_text(id: Id, value: unknown): string {
    if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no')
    const target = by_id.value.get(id)?.relationship_target_type
    if (target) {
      const found = lookup_name(target, String(value))
      return found === null ? t('ticket.gone') : (found ?? '…')
    }
    const options = by_id.value.get(id)?.custom_field_options
    const name = (one: unknown) =>
      options
        ?.find((option) => option.value === one)
        ?.name.split('::')
        .at(-1) ?? String(one)
    return Array.isArray(value) ? format_list(value.map(name)) : name(value)
  }

  function value_text(field: string, value: unknown): string {
    if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) {
      return t(field === 'assignee_id' ? 'ticket.unassigned' : 'ticket.none')
    }
    if (/^\d+$/.test(field)) return custom_text(Number(field), value)
    switch (field) {
      case 'assignee_id':
      case 'requester_id':
        return user_name(Number(value)) || `#${String(value)}`
      case 'group_id':
        return group_name(Number(value)) || `#${String(value)}`
      case 'sla_breach': {
        const metric = `sla_metric.${String(value)}`
        return has_message(metric) ? t(metric) : String(value)
      }
      case 'snoozed_until':
        return format_date_time(String(value))
      case 'custom_status_id':
        return statuses.data.value?.find((one) => one.id === Number(value))?.agent_label ?? `#${String(value)}`
      case 'status':
      case 'priority':
      case 'type':
        return t(`${field}.${String(value)}`)
      default:
        return Array.isArray(value) ? format_list(value.map(String)) : String(value)
    }
  }

  const field_title = (id: Id) => by_id.value.get(id)?.title ?? `#${id}`
  return { value_text, field_title }
}
