// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest'
import { body_of, form_of, set_at, value_at, type Resource } from './resource'
import { resources } from './resources'
import { tag_of } from './editors/tag_of'
import { new_action, text_of } from './editors/actions'

const by_id = (id: string) => resources.find((one) => one.id === id) as Resource

describe('values of a form', () => {
  it('stand in members of members', () => {
    const form = { configuration: { ticket_access: 'all' } }
    expect(value_at(form, 'configuration.ticket_access')).toBe('all')
    set_at(form, 'configuration.ticket_merge', true)
    expect(form).toEqual({ configuration: { ticket_access: 'all', ticket_merge: true } })
    expect(value_at({}, 'configuration.ticket_access')).toBeUndefined()
  })

  it('do not change the stored row before it is saved', () => {
    const row = { id: 1, title: 'Colour', type: 'tagger', custom_field_options: [{ name: 'Red', value: 'red' }] }
    const form = form_of(by_id('ticket_fields'), row)
    ;(form.custom_field_options as { name: string }[])[0]!.name = 'Blue'
    expect(row.custom_field_options[0]!.name).toBe('Red')
  })
})

describe('what is sent', () => {
  it('has only what the type of a field knows', () => {
    const fields = by_id('ticket_fields')
    const form = { type: 'text', title: 'A', custom_field_options: [], regexp_for_validation: null, tag: null }
    expect(body_of(fields, form, true)).toEqual({ type: 'text', title: 'A' })
    expect(body_of(fields, { ...form, type: 'checkbox', tag: 'vip' }, true)).toMatchObject({ tag: 'vip' })
  })

  it('leaves alone what can not be changed later', () => {
    const form = { key: 'size', type: 'text', title: 'Size' }
    expect(body_of(by_id('user_fields'), form, false)).toEqual({ title: 'Size' })
  })

  it('names the default language of a text', () => {
    const variants = [{ locale_id: 3 }, { locale_id: 8, default: true }]
    expect(body_of(by_id('dynamic_content'), { name: 'x', variants }, true)).toMatchObject({ default_locale_id: 8 })
  })
})

describe('the editors', () => {
  it('make a tag of a name', () => {
    expect(tag_of('  Order arrived, Late ')).toBe('order_arrived_late')
  })

  it('show the text of a comment that names its channel', () => {
    expect(text_of({ field: 'comment_value', value: ['channel:all', 'Hello'] })).toBe('Hello')
    const status = new_action({ field: 'status', kind: 'status', label: { key: 'x' } })
    expect(status).toEqual({ field: 'status', value: 'pending' })
  })
})

it('every resource has words for its fields, and defaults for the required ones', () => {
  for (const resource of resources) {
    for (const field of resource.fields) {
      if (field.required && !field.is_shown) expect(value_at(resource.defaults, field.name), field.name).toBeDefined()
    }
  }
})
