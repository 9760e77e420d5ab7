// SPDX-License-Identifier: AGPL-3.0-or-later
// What an SLA policy can ask of a ticket.
import type { TicketField } from '@pult/shared/api'
import { custom_conditions, type ConditionField } from '../../inbox/condition_fields'
import { field_keys } from '../../sla/reason'
import type { Choice } from '../sources'

/** As the desk describes them; its own titles are English. */
export interface Definition {
  value: string
  title: string
  operators: { value: string }[]
  values: { list: { value: string; title: string }[] }
}

/** Channels that a ticket of this desk can come from. */
const channels = new Set(['0', '4', '5'])

type Translate = (key: string) => string

function options_of({ value: field, values }: Definition, t: Translate): Choice[] {
  const name = (value: string, title: string) => {
    if (value === '') return t('ticket.none')
    if (field === 'ticket_type_id') return t(`type.${value}`)
    return field === 'via_id' ? t(`sla_filter.via_${value}`) : title
  }
  return values.list
    .filter(({ value }) => field !== 'via_id' || channels.has(value))
    .filter(({ value }) => field !== 'assignee_id' || value === '' || /^\d+$/.test(value))
    .map(({ value, title }) => ({ value, label: name(value, title) }))
}

export function sla_conditions(
  definitions: readonly Definition[],
  custom: TicketField[],
  organizations: Choice[],
  t: Translate
): ConditionField[] {
  const built_in = Object.entries(field_keys).flatMap(([name, key]): ConditionField[] => {
    const definition = definitions.find((one) => one.value === name)
    if (!definition) return []
    const operators = definition.operators.map((one) => one.value)
    const base = { field: name, label: { key }, operators }
    if (name === 'current_tags') return [{ ...base, kind: 'tags' }]
    const options = name === 'organization_id' ? organizations : options_of(definition, t)
    return [{ ...base, kind: 'option', options }]
  })
  return [...built_in, ...custom_conditions(custom)]
}
