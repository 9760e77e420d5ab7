// SPDX-License-Identifier: AGPL-3.0-or-later
import type { FieldValue, TicketForm } from '@pult/shared/api'
import { describe, expect, it } from 'vitest'
import { fake_fields, fake_forms } from '../../tests/fake/workspace'
import { missing_fields, shown_fields } from './form_rules'

const form = fake_forms[0]!
const values = (entries: Record<number, FieldValue>) =>
  new Map(Object.entries(entries).map(([id, value]) => [Number(id), value]))
const titles = (entries: Record<number, FieldValue>, one: TicketForm | undefined = form) =>
  shown_fields(fake_fields, one, values(entries), 'open').map(({ field }) => field.title)

describe('shown_fields', () => {
  it('hides what a condition names until it holds', () => {
    expect(titles({})).toEqual(['Product', 'Bought on'])
    expect(titles({ 41: 'coffee' })).toEqual(['Product', 'Bought on'])
    expect(titles({ 41: 'grinder' })).toEqual(['Product', 'Serial number', 'Warranty', 'Bought on'])
  })

  it('shows every active field of a desk without forms, none of the built-in ones', () => {
    const found = shown_fields(fake_fields, undefined, values({}), 'open')
    expect(found.map(({ field }) => field.id)).toEqual([41, 42, 43, 44])
  })

  it('follows chains, and no chain whose beginning is hidden', () => {
    const chained: TicketForm = {
      ...form,
      agent_conditions: [
        ...form.agent_conditions,
        { parent_field_id: 43, value: true, child_fields: [{ id: 44, is_required: true }] }
      ]
    }
    expect(titles({ 41: 'grinder', 43: true }, chained)).toContain('Bought on')
    expect(titles({ 41: 'coffee', 43: true }, chained)).not.toContain('Bought on')
  })
})

describe('what is required', () => {
  const required = (status: 'open' | 'solved', entries: Record<number, FieldValue>) =>
    missing_fields(shown_fields(fake_fields, form, values(entries), status), values(entries)).map(
      ({ title }) => title
    )

  it('depends on the status', () => {
    expect(required('open', { 41: 'grinder' })).toEqual([])
    expect(required('solved', { 41: 'grinder' })).toEqual(['Serial number'])
    expect(required('solved', { 41: 'grinder', 42: 'A-7' })).toEqual([])
    expect(required('solved', { 41: 'coffee' })).toEqual([])
  })

  it('counts a field that every solved ticket needs', () => {
    const fields = fake_fields.map((field) => (field.id === 44 ? { ...field, required: true } : field))
    const shown = shown_fields(fields, form, values({}), 'solved')
    expect(missing_fields(shown, values({})).map(({ id }) => id)).toEqual([44])
  })
})
