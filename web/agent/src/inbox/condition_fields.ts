// SPDX-License-Identifier: AGPL-3.0-or-later
// What a view can ask of a ticket, as the editor of views offers it.
import type { Condition, TicketField } from '@pult/shared/api'

export type ValueKind =
  | 'status'
  | 'priority'
  | 'type'
  | 'assignee'
  | 'group'
  | 'tags'
  | 'text'
  | 'hours'
  | 'number'
  | 'date'
  | 'option'
  | 'yes_no'

export interface ConditionField {
  field: string
  /** A key of the catalogues, or the title of a field that people made. */
  label: { key: string } | { text: string }
  operators: string[]
  kind: ValueKind
  options?: { value: string; label: string }[]
  /** The field is a beginning that people add a name to: "header:" and X-Priority. */
  has_name?: boolean
  /** Where the words of its operators are, when they are others than those of views. */
  operator_words?: string
}

const equal = ['is', 'is_not']
const ordered = [...equal, 'less_than', 'greater_than']
const has = ['includes', 'not_includes']
const filled = ['present', 'not_present']
const amounts = ['is', 'less_than', 'less_than_equal', 'greater_than', 'greater_than_equal', ...filled]
const days = ['within_previous_n_days', 'within_next_n_days']
/** These ask for nothing to compare with. */
export const needs_value = (operator: string) => !filled.includes(operator)
/** A date is compared with a date, or with a number of days. */
export const counts_days = (operator: string) => days.includes(operator)

const plain = (field: string, kind: ValueKind, operators: string[], key = `column.${kind}`): ConditionField => ({
  field,
  kind,
  operators,
  label: { key }
})

export const built_in_conditions: ConditionField[] = [
  plain('status', 'status', ordered),
  plain('priority', 'priority', ordered),
  plain('type', 'type', equal),
  plain('assignee_id', 'assignee', equal),
  plain('group_id', 'group', equal),
  plain('current_tags', 'tags', has),
  plain('description_includes_word', 'text', has, 'view_editor.words'),
  plain('updated_at', 'hours', ['less_than', 'greater_than'], 'view_editor.hours_since_update'),
  plain('NEW', 'hours', ['less_than', 'greater_than'], 'view_editor.hours_since_creation')
]

function of_custom_field(field: TicketField): ConditionField[] {
  const base = { field: `custom_fields_${field.id}`, label: { text: field.title } }
  const options = field.custom_field_options?.map(({ value, name }) => ({ value, label: name }))
  if (field.type === 'tagger') return [{ ...base, kind: 'option', operators: [...equal, ...filled], options }]
  if (field.type === 'multiselect') return [{ ...base, kind: 'option', operators: [...has, ...filled], options }]
  if (field.type === 'checkbox') return [{ ...base, kind: 'yes_no', operators: ['is'] }]
  const is_text = field.type === 'text' || field.type === 'regexp'
  if (is_text) return [{ ...base, kind: 'text', operators: [...equal, ...filled] }]
  if (field.type === 'date') return [{ ...base, kind: 'date', operators: [...amounts, ...days] }]
  const is_number = field.type === 'integer' || field.type === 'decimal'
  if (is_number) return [{ ...base, kind: 'number', operators: amounts }]
  return []
}

export const custom_conditions = (custom: TicketField[]): ConditionField[] =>
  custom.filter((field) => field.active && field.removable).flatMap(of_custom_field)

export const new_condition = (): Condition => ({ field: 'status', operator: 'less_than', value: 'solved' })

/** Another row: what is asked most, where it can be asked. */
export const next_condition = (fields: readonly ConditionField[]): Condition =>
  fields[0] && !fields.some((one) => one.field === 'status') ? with_field(fields[0]) : new_condition()

/** Every view must say something the server has an index for. */
const anchors = new Set(['status', 'type', 'group_id', 'assignee_id', 'requester_id'])
export const is_anchored = (all: Condition[]) => all.some((condition) => anchors.has(condition.field))

const first_value: Partial<Record<ValueKind, string>> = { status: 'open', hours: '24', yes_no: 'true' }

/** Another field: an operator and a value that suit it. */
export function with_field(field: ConditionField): Condition {
  return {
    field: field.field,
    operator: field.operators[0]!,
    value: first_value[field.kind] ?? field.options?.[0]?.value ?? ''
  }
}
