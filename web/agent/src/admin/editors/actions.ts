// SPDX-License-Identifier: AGPL-3.0-or-later
// What a macro can do to a ticket, as the editor of macros offers it.
import type { MacroAction, TicketField } from '@pult/shared/api'

export type ActionKind =
  | 'status'
  | 'priority'
  | 'type'
  | 'assignee'
  | 'group'
  | 'tags'
  | 'text'
  | 'long'
  | 'mode'
  | 'option'
  | 'yes_no'
  /** It says all by being there. */
  | 'none'

export interface ActionField {
  field: string
  kind: ActionKind
  label: { key: string } | { text: string }
  options?: { value: string; label: string }[]
}

const plain = (field: string, kind: ActionKind): ActionField => ({
  field,
  kind,
  label: { key: `admin_action.${field}` }
})

const built_in: ActionField[] = [
  plain('comment_value', 'long'),
  plain('comment_mode_is_public', 'mode'),
  plain('status', 'status'),
  plain('priority', 'priority'),
  plain('type', 'type'),
  plain('assignee_id', 'assignee'),
  plain('group_id', 'group'),
  plain('current_tags', 'tags'),
  plain('remove_tags', 'tags'),
  plain('set_tags', 'tags'),
  plain('subject', 'text')
]

function of_custom_field(field: TicketField): ActionField[] {
  const base = { field: `custom_fields_${field.id}`, label: { text: field.title } }
  const options = field.custom_field_options?.map(({ value, name }) => ({ value, label: name }))
  if (field.type === 'tagger') return [{ ...base, kind: 'option', options }]
  if (field.type === 'checkbox') return [{ ...base, kind: 'yes_no' }]
  return field.type === 'text' ? [{ ...base, kind: 'text' }] : []
}

export const action_fields = (custom: TicketField[], offers: ActionField[] = built_in): ActionField[] => [
  ...offers,
  ...custom.filter((field) => field.active && field.removable).flatMap(of_custom_field)
]

const first_value: Partial<Record<ActionKind, string>> = {
  status: 'pending',
  priority: 'normal',
  type: 'question',
  assignee: 'current_user',
  mode: 'true',
  yes_no: 'true'
}

export const new_action = (field: ActionField): MacroAction => ({
  field: field.field,
  value: first_value[field.kind] ?? field.options?.[0]?.value ?? ''
})

/** A comment can name the channels it is for, ["channel:all", text]; the editor shows its text. */
export const text_of = ({ value }: MacroAction) => (Array.isArray(value) ? (value.at(-1) ?? '') : value)
