// SPDX-License-Identifier: AGPL-3.0-or-later
// What else the desk lets a view ask, beside what is asked most. The desk says which fields, operators and values there
// are; its own titles are English, so what we know is called by the catalogues.
import type { ConditionDefinition } from '@pult/shared/api'
import type { ConditionField, ValueKind } from './condition_fields'

interface Choice {
  value: string
  label: string
}

/** In the order in which they are offered. */
const known: Record<string, ValueKind> = {
  custom_status_id: 'option',
  organization_id: 'option',
  brand_id: 'option',
  ticket_form_id: 'option',
  via_id: 'option',
  recipient: 'text',
  subject_includes_word: 'text',
  ticket_is_public: 'option',
  snoozed: 'yes_no',
  requester_role: 'option',
  locale_id: 'option',
  satisfaction_score: 'option',
  OPEN: 'hours',
  PENDING: 'hours',
  HOLD: 'hours',
  SOLVED: 'hours',
  assigned_at: 'hours',
  requester_updated_at: 'hours',
  assignee_updated_at: 'hours',
  due_date: 'hours',
  until_due_date: 'hours',
  sla_next_breach_at: 'hours',
  until_sla_next_breach_at: 'hours'
}

/** Fields whose values are words of the desk's own, by the beginning of their keys. */
const named_values: Record<string, string> = {
  via_id: 'via',
  ticket_is_public: 'visibility',
  requester_role: 'role',
  satisfaction_score: 'score'
}
/** Channels that a ticket of this desk can come from. */
const channels = new Set(['0', '4', '5'])
const none = '__NULL__'

type Translate = (key: string) => string

function options_of({ subject, values }: ConditionDefinition, t: Translate): Choice[] {
  const prefix = named_values[subject]
  return values
    .filter(({ value }) => subject !== 'via_id' || channels.has(value))
    .map(({ value, title }) => ({
      value: value === none ? '' : value,
      label: value === none ? t('ticket.none') : prefix ? t(`condition.${prefix}_${value}`) : title
    }))
}

/** Of hours one asks for more or less far more often than for exactly so many. */
const rarely = (operator: string) => Number(operator.startsWith('is'))
const operators_of = ({ operators }: ConditionDefinition) =>
  operators.map((one) => one.value).sort((one, other) => {
    const is_amount = operators.some(({ value }) => value === 'less_than_business_hours')
    return is_amount ? rarely(one) - rarely(other) : 0
  })

export function more_conditions(definitions: readonly ConditionDefinition[], organizations: Choice[], t: Translate) {
  return Object.entries(known).flatMap(([subject, kind]): ConditionField[] => {
    const definition = definitions.find((one) => one.subject === subject)
    if (!definition) return []
    const base = { field: subject, label: { key: `condition.${subject}` }, operators: operators_of(definition), kind }
    if (kind !== 'option') return [base]
    const options =
      subject === 'organization_id'
        ? [{ value: '', label: t('ticket.none') }, ...organizations]
        : options_of(definition, t)
    // One brand or one form is nothing to choose from.
    return options.filter((one) => one.value !== '').length > 1 ? [{ ...base, options }] : []
  })
}

/** What is asked most can be asked in more ways, too: in hours of business. */
export const with_operators = (fields: ConditionField[], definitions: readonly ConditionDefinition[]) =>
  fields.map((field) => {
    const definition = definitions.find((one) => one.subject === field.field)
    return field.kind === 'hours' && definition
      ? { ...field, operators: operators_of(definition) }
      : field
  })
