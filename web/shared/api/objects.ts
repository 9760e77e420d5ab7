// SPDX-License-Identifier: AGPL-3.0-or-later
// Shapes of custom objects.
import type { FieldValue, Id, Timestamp } from './types'

/** What may be done with records. */
export type RecordScope = 'read' | 'create' | 'update' | 'delete'

export interface CustomObject {
  url: string
  key: string
  title: string
  raw_title: string
  title_pluralized: string
  raw_title_pluralized: string
  description: string
  raw_description: string
  scopes: RecordScope[]
  created_by_user_id: string
  updated_by_user_id: string
  created_at: Timestamp
  updated_at: Timestamp
}

export interface CustomObjectField {
  url: string
  /** null of standard fields. */
  id: Id | null
  type: string
  key: string
  title: string
  description: string
  position: number
  active: boolean
  system: boolean
  regexp_for_validation: string | null
  relationship_target_type?: string
  custom_field_options?: { id?: Id; name: string; raw_name?: string; value: string; default?: boolean }[]
  /** How records get their names. */
  properties?: NameRule
}

export interface NameRule {
  is_unique: boolean
  autonumbering_enabled: boolean
  autonumbering_prefix?: string
  autonumbering_padding?: number
  autonumbering_next_sequence?: number
}

export interface CustomObjectRecord {
  url: string
  id: string
  name: string
  custom_object_key: string
  custom_object_fields: Record<string, FieldValue>
  external_id: string | null
  created_by_user_id: string
  updated_by_user_id: string
  created_at: Timestamp
  updated_at: Timestamp
}
