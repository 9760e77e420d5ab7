// SPDX-License-Identifier: AGPL-3.0-or-later
// What an SLA policy can ask of a ticket: what is asked most, what views can ask, and the desk's own fields.
import type { ConditionDefinition, TicketField } from '@pult/shared/api'
import { custom_conditions, type ConditionField } from '../../inbox/condition_fields'
import { more_conditions } from '../../inbox/more_conditions'
import { field_keys } from '../../sla/reason'
import type { Choice } from '../sources'

/** As the desk describes them. */
export interface Definition {
  value: string
  title: string
  operators: { value: string; title: string }[]
  values: { list: { value: string; title: string }[] }
}

type Translate = (key: string) => string

function asked_most(definitions: readonly Definition[], t: Translate): ConditionField[] {
  const name = (field: string, value: string, title: string) => {
    if (value === '') return t('ticket.none')
    return field === 'ticket_type_id' ? t(`type.${value}`) : title
  }
  return Object.entries(field_keys).flatMap(([field, key]): ConditionField[] => {
    const definition = definitions.find((one) => one.value === field)
    if (!definition) return []
    const base = { field, label: { key }, operators: definition.operators.map((one) => one.value) }
    if (field === 'current_tags') return [{ ...base, kind: 'tags' }]
    // Who is looking is nobody when a clock is set.
    const options = definition.values.list
      .filter(({ value }) => field !== 'assignee_id' || value === '' || /^\d+$/.test(value))
      .map(({ value, title }) => ({ value, label: name(field, value, title) }))
    return [{ ...base, kind: 'option', options }]
  })
}

export function sla_conditions(
  definitions: readonly Definition[],
  custom: TicketField[],
  organizations: Choice[],
  t: Translate
): ConditionField[] {
  const as_of_views = definitions.map(
    ({ value, values, ...others }) => ({ ...others, subject: value, values: values.list }) as ConditionDefinition
  )
  return [
    ...asked_most(definitions, t),
    ...more_conditions(as_of_views, organizations, t),
    ...custom_conditions(custom)
  ]
}
