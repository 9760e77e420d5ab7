// SPDX-License-Identifier: AGPL-3.0-or-later
// Why a clock is as it is, in the words of the reader: the server names the reason and its values.
import type { Group } from '@pult/shared/api'
import { has_message, translate } from '../i18n'
import { format_date_time } from '../i18n/format'
import { known_organization, user_name } from '../people/store'
import { keys, query_client } from '../queries/client'
import { format_duration } from '../work/duration'
import type { Reason } from './clock'

const word = (key: string, otherwise: string) => (has_message(key) ? translate(key) : otherwise)

/** What a filter asks most, as the rest of the screen calls it. */
export const field_keys: Record<string, string> = {
  group_id: 'column.group',
  ticket_type_id: 'column.type',
  current_tags: 'column.tags',
  assignee_id: 'column.assignee'
}

function value_text(field: string, value: string): string {
  if (value === '') return translate('ticket.none')
  const groups = () => query_client.getQueryData<Group[]>(keys.groups) ?? []
  switch (field) {
    case 'group_id':
      return groups().find((group) => String(group.id) === value)?.name ?? value
    case 'organization_id':
      return known_organization(Number(value))?.name ?? value
    case 'assignee_id':
      return user_name(Number(value)) || value
    case 'ticket_type_id':
      return word(`type.${value}`, value)
    case 'via_id':
      return word(`condition.via_${value}`, value)
    default:
      return value
  }
}

function passed_over({ title, reason, field, operator, value }: Record<string, string>): string {
  return translate(`sla_why.passed_over_${reason}`, {
    title: title ?? '',
    field: word(field_keys[field ?? ''] ?? `condition.${field}`, field ?? ''),
    operator: word(`operator.${operator}`, operator ?? ''),
    value: value_text(field ?? '', value ?? '')
  })
}

/** Empty for reasons that this build does not know. */
export function reason_text({ key, params }: Reason): string {
  const text = (name: string) => String(params[name] ?? '')
  if (key === 'passed_over') return passed_over(params as Record<string, string>)
  if (!has_message(`sla_why.${key}`)) return ''
  const words = translate(`sla_why.${key}`, {
    ...params,
    ...('at' in params ? { at: format_date_time(text('at')) } : {}),
    ...('minutes' in params ? { time: format_duration(Number(params.minutes) * 60) } : {}),
    ...('priority' in params ? { priority: word(`priority.${text('priority')}`, text('priority')) } : {})
  })
  const about = `sla_about.${text('metric')}`
  return key === 'counts' && has_message(about) ? `${translate(about)} ${words}` : words
}
