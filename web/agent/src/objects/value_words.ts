// SPDX-License-Identifier: AGPL-3.0-or-later
import type { CustomObjectField, FieldValue } from '@pult/shared/api'
import { format_list } from '../i18n/format'

/** A value as people read it; "" for none. */
export function value_words(
  field: CustomObjectField,
  value: FieldValue | undefined,
  yes_no: (value: boolean) => string
): string {
  if (value === null || value === undefined || value === '') return ''
  if (typeof value === 'boolean') return yes_no(value)
  const name = (one: string) => {
    const found = field.custom_field_options?.find((option) => option.value === one)
    return found?.name.split('::').join(' › ') ?? one
  }
  if (Array.isArray(value)) return format_list(value.map(name))
  if (field.type === 'date') return String(value).slice(0, 10)
  return field.custom_field_options ? name(String(value)) : String(value)
}
