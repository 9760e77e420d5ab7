// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest'
import { next_condition } from '../../inbox/condition_fields'
import { sla_conditions, type Definition } from './sla_conditions'

const definition = (value: string, list: [string, string][] = []): Definition => ({
  value,
  title: value,
  operators: [{ value: 'is', title: 'Is' }],
  values: { list: list.map(([one, title]) => ({ value: one, title })) }
})

const fields = sla_conditions(
  [
    definition('exact_created_at'),
    definition('via_id', [['0', 'Web form'], ['4', 'Email'], ['29', 'Chat']]),
    definition('assignee_id', [['', '-'], ['current_user', '(current user)'], ['7', 'Jana']]),
    definition('ticket_type_id', [['', '-'], ['incident', 'Incident']]),
    definition('current_tags')
  ],
  [],
  [],
  (key) => key
)
const values = (field: string) => fields.find((one) => one.field === field)?.options?.map((one) => one.value)

it('offers what a policy can ask, and leaves out who is looking', () => {
  expect(fields.map((one) => one.field)).toEqual(['ticket_type_id', 'current_tags', 'assignee_id', 'via_id'])
  expect(values('assignee_id')).toEqual(['', '7'])
  expect(values('via_id')).toEqual(['0', '4'])
  expect(fields[0]!.options![1]!.label).toBe('type.incident')
  expect(values('current_tags')).toBeUndefined()
})

it('begins a row with what can be asked', () => {
  expect(next_condition(fields)).toEqual({ field: 'ticket_type_id', operator: 'is', value: '' })
  expect(next_condition([]).field).toBe('status')
})
