// SPDX-License-Identifier: AGPL-3.0-or-later
import type {
  CursorMeta,
  CustomObject,
  CustomObjectField,
  CustomObjectRecord,
  Id,
  NameRule,
  Ticket
} from '@pult/shared/api'
import { request } from '../api/client'
import { every_page } from '../api/every_page'

export type ObjectForm = Pick<CustomObject, 'key' | 'title' | 'title_pluralized' | 'description'>
export type RecordForm = Pick<CustomObjectRecord, 'name' | 'external_id' | 'custom_object_fields'>

interface RecordPage {
  custom_object_records: CustomObjectRecord[]
  meta: CursorMeta
}

const base = 'custom_objects'
const standard_name_title = 'Name'
export const object_keys = {
  all: ['custom_objects'] as const,
  fields: (key: string) => ['custom_objects', key, 'fields'] as const,
  name_rule: (key: string) => ['custom_objects', key, 'name_rule'] as const,
  records: (key: string) => ['custom_objects', key, 'records'] as const
}

export const custom_objects = () => every_page<CustomObject>(base, 'custom_objects')
export const create_object = (custom_object: ObjectForm) =>
  request<{ custom_object: CustomObject }>(base, { method: 'POST', body: { custom_object } })
export const update_object = (key: string, custom_object: Partial<ObjectForm>) =>
  request<{ custom_object: CustomObject }>(`${base}/${key}`, { method: 'PATCH', body: { custom_object } })
export const delete_object = (key: string) => request<void>(`${base}/${key}`, { method: 'DELETE' })

export const object_fields = (key: string) =>
  every_page<CustomObjectField>(`${base}/${key}/fields`, 'custom_object_fields')

/** What the names of records are called, where somebody has said so. */
export const own_name_title = (field: CustomObjectField | undefined) =>
  field && field.title !== standard_name_title ? field.title : ''
const name_path = (key: string) => `${base}/${key}/fields/standard::name`
export const name_field = (key: string) =>
  request<{ custom_object_field: CustomObjectField }>(name_path(key)).then((reply) => reply.custom_object_field)
export const save_name_field = (key: string, custom_object_field: { title: string; properties: NameRule }) =>
  request<unknown>(name_path(key), { method: 'PATCH', body: { custom_object_field } })

export const records = (key: string, words: string, after: string | null) =>
  request<RecordPage>(`${base}/${key}/records${words ? '/search' : ''}`, {
    query: { query: words, sort: 'name', 'page[size]': 50, 'page[after]': after }
  })
export const complete_records = (key: string, name: string) =>
  request<RecordPage>(`${base}/${key}/records/autocomplete`, { query: { name, 'page[size]': 8 } }).then(
    (reply) => reply.custom_object_records
  )
export const load_record = (key: string, id: string) =>
  request<{ custom_object_record: CustomObjectRecord }>(`${base}/${key}/records/${id}`).then(
    (reply) => reply.custom_object_record
  )
export const save_record = (key: string, id: string | null, custom_object_record: Partial<RecordForm>) =>
  request<unknown>(`${base}/${key}/records${id ? `/${id}` : ''}`, {
    method: id ? 'PATCH' : 'POST',
    body: { custom_object_record }
  })
/** Tickets whose field points at the record, the latest first. */
export const tickets_about = (key: string, id: string, field_id: Id) =>
  request<{ tickets: Ticket[] }>(`zen:custom_object:${key}/${id}/relationship_fields/${field_id}/zen:ticket`, {
    query: { 'page[size]': 5, sort: '-updated_at' }
  }).then((reply) => reply.tickets)
export const delete_record = (key: string, id: string) =>
  request<void>(`${base}/${key}/records/${id}`, { method: 'DELETE' })
