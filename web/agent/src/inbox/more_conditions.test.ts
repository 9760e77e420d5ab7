// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest'
import type { ConditionDefinition } from '@pult/shared/api'
import { built_in_conditions } from './condition_fields'
import { more_conditions, with_operators } from './more_conditions'

const of = (subject: string, operators: string[], values: [string, string][] = []): ConditionDefinition => ({
  subject,
  operators: operators.map((value) => ({ value })),
  values: values.map(([value, title]) => ({ value, title }))
})
const t = (key: string) => key

it('offers what the desk knows, called by the catalogues, in an order of its own', () => {
  const found = more_conditions(
    [
      of('SOLVED', ['less_than', 'greater_than_business_hours']),
      of('something_new', ['is']),
      of('via_id', ['is', 'is_not'], [
        ['0', 'Web form'],
        ['4', 'Email'],
        ['74', 'WhatsApp']
      ]),
      of('brand_id', ['is'], [['1', 'Only one']])
    ],
    [],
    t
  )
  expect(found.map((one) => one.field)).toEqual(['via_id', 'SOLVED'])
  expect(found[0]).toMatchObject({
    label: { key: 'condition.via_id' },
    options: [
      { value: '0', label: 'condition.via_0' },
      { value: '4', label: 'condition.via_4' }
    ]
  })
  expect(found[1]).toMatchObject({ kind: 'hours', operators: ['less_than', 'greater_than_business_hours'] })
})

it('says none where the desk says so', () => {
  const organization = of('organization_id', ['is'], [['__NULL__', '-']])
  const [found] = more_conditions(
    [organization],
    [
      { value: '7', label: 'Acme' },
      { value: '8', label: 'Brick' }
    ],
    t
  )
  expect(found!.options!.map((one) => one.value)).toEqual(['', '7', '8'])
})

it('asks hours in business hours where the desk can', () => {
  const fields = with_operators(built_in_conditions, [of('NEW', ['is', 'less_than_business_hours'])])
  expect(fields.find((one) => one.field === 'NEW')!.operators).toEqual(['less_than_business_hours', 'is'])
  expect(fields.find((one) => one.field === 'updated_at')!.operators).toEqual(['less_than', 'greater_than'])
})
