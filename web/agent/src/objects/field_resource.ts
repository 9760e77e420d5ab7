// SPDX-License-Identifier: AGPL-3.0-or-later
import { TextCursorInput } from '@lucide/vue'
import { text_in, type Resource } from '../admin/resource'
import { person_fields, tag_of_check } from '../admin/resources'

/** The fields of one custom object: those of people, without tags, in an order that people give them. */
export function object_field_resource(key: string): Resource {
  const { subtitle, defaults, fields, write } = person_fields('user', TextCursorInput)
  return {
    id: `custom_objects/${key}/fields`,
    icon: TextCursorInput,
    section: 'tickets',
    path: `custom_objects/${key}/fields`,
    one: 'custom_object_field',
    many: 'custom_object_fields',
    title: (row) => text_in(row, 'title'),
    subtitle,
    defaults,
    fields: fields.filter((field) => field !== tag_of_check),
    order: 'custom_object_field_ids',
    verb: 'PATCH',
    write: (form) => {
      const { tag: _tag, ...body } = write!(form)
      return body
    }
  }
}
