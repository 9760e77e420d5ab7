// SPDX-License-Identifier: AGPL-3.0-or-later
// What an administrator sets up, described: one screen (ResourceScreen) lists and edits them all.
import type { Component } from 'vue'
import type { SourceName } from './sources'

export type Form = Record<string, unknown>
export interface Row extends Form {
  id: number | string
}

export type FieldKind =
  | 'text'
  | 'url'
  | 'email'
  | 'long'
  | 'number'
  | 'check'
  | 'colour'
  /** One of `choices` or of `from`. */
  | 'choice'
  /** Several of `choices` or of `from`. */
  | 'many'
  /** Words separated by spaces: tags, domains, subscriptions. */
  | 'words'
  /** Made by a component: `editor`. */
  | 'special'

export interface Field {
  /** Where the value stands in the object; "configuration.ticket_access" goes into members. */
  name: string
  kind: FieldKind
  required?: boolean
  /** Can be set when the thing is made, and never again. */
  only_new?: boolean
  /** Their words are admin_choice.{last part of the name}_{choice}. */
  choices?: readonly string[]
  /** After the choices, if there are any. */
  from?: SourceName
  /** "" stands for none. */
  none?: boolean
  is_shown?: (form: Form) => boolean
  editor?: Component
}

export interface Resource {
  id: string
  icon: Component
  section: 'people' | 'channels' | 'tickets' | 'work' | 'system'
  /** "webhooks", "dynamic_content/items". */
  path: string
  one: string
  many: string
  title: (row: Row) => string
  subtitle?: (row: Row) => string
  is_active?: (row: Row) => boolean
  /** Rows the desk cannot do without. */
  is_fixed?: (row: Row) => boolean
  defaults: Form
  fields: Field[]
  cannot_add?: boolean
  cannot_delete?: boolean
  /** The rows have an order that counts: `path`/reorder takes their ids under this name. */
  order?: string
  /** Between the object of the API and the form. */
  read?: (row: Row) => Form
  write?: (form: Form) => Form
  /** What changes a stored thing; PUT. */
  verb?: 'PATCH'
  /** Below the fields of a stored thing. */
  extra?: Component
}

export function value_at(form: Form, name: string): unknown {
  return name.split('.').reduce<unknown>((value, part) => (value as Form | undefined)?.[part], form)
}

export function set_at(form: Form, name: string, value: unknown) {
  const parts = name.split('.')
  const last = parts.pop()!
  let target = form
  for (const part of parts) target = (target[part] ??= {}) as Form
  target[last] = value
}

export const text_in = (row: Row, name: string) => String(row[name] ?? '')

export const short_name = (name: string) => name.split('.').at(-1)!
export const label_key = (field: Field) => `admin_field.${short_name(field.name)}`
export const help_key = (resource: Resource, field: Field) => `admin_help.${resource.one}_${short_name(field.name)}`
export const choice_key = (field: Field, choice: string) => `admin_choice.${short_name(field.name)}_${choice}`

/** What the form changes: new things whole, stored things only what can be changed. */
export function body_of(resource: Resource, form: Form, is_new: boolean): Form {
  const whole = resource.write ? resource.write(form) : form
  if (is_new) return whole
  const fixed = new Set(resource.fields.filter((field) => field.only_new).map((field) => field.name))
  return Object.fromEntries(Object.entries(whole).filter(([name]) => !fixed.has(name)))
}

/** Rows of a query are proxies, which structuredClone refuses; they are JSON by origin. */
export const copy_of = <T>(value: T): T => JSON.parse(JSON.stringify(value ?? null)) as T

/** The values of the fields of a stored row, copied so that the form can change them. */
export function form_of(resource: Resource, row: Row): Form {
  if (resource.read) return resource.read(row)
  const form: Form = {}
  for (const field of resource.fields) set_at(form, field.name, copy_of(value_at(row, field.name)))
  return form
}
