// SPDX-License-Identifier: AGPL-3.0-or-later
// Shapes of what a desk sets up for its agents: views, macros, fields, forms; and of work the server does later.
import type { Id, Organization, TicketStatus, Timestamp, User, Ticket } from './types'

export interface Condition {
  field: string
  operator: string
  value: string | string[] | null
}

/** Why the desk has acted by itself, to be said in the language of the reader. */
export interface RuleReason {
  key: string
  params: Record<string, string>
}

/** What a condition can be about, and how. */
export interface ConditionDefinition {
  subject: string
  operators: { value: string }[]
  values: { value: string; title: string }[]
}

export interface Conditions {
  all: Condition[]
  any: Condition[]
}

export interface ViewColumn {
  id: string | number
  title: string
}

export interface Restriction {
  type: 'Group' | 'User'
  id: Id
  ids?: Id[]
}

export interface View {
  id: Id
  title: string
  active: boolean
  position: number
  description: string | null
  default?: boolean
  execution: {
    group_by: string | null
    group_order: 'asc' | 'desc'
    sort_by: string | null
    sort_order: 'asc' | 'desc'
    columns: ViewColumn[]
  }
  conditions: Conditions
  restriction: Restriction | null
  key: string | null
}

export interface ViewChange {
  title: string
  description?: string | null
  all: Condition[]
  any: Condition[]
  output: {
    columns: (string | number)[]
    group_by: string | null
    group_order: 'asc' | 'desc'
    sort_by: string
    sort_order: 'asc' | 'desc'
  }
  restriction: { type: 'Group'; ids: Id[] } | { type: 'User'; id: Id } | null
}

export interface MacroAction {
  field: string
  value: string | string[]
}

export interface Macro {
  id: Id
  title: string
  active: boolean
  description: string | null
  actions: MacroAction[]
  position: number
}

/** What a macro would make of a ticket; nothing is written. */
export interface MacroResult {
  ticket: Record<string, unknown>
  comment?: { body?: string; html_body?: string; public?: boolean }
}

export interface FieldOption {
  id?: Id
  name: string
  value: string
  default?: boolean
}

export interface TicketField {
  id: Id
  type: string
  title: string
  description: string
  agent_description?: string | null
  position: number
  active: boolean
  required: boolean
  removable: boolean
  regexp_for_validation?: string | null
  relationship_target_type?: string
  tag?: string | null
  custom_field_options?: FieldOption[]
}

export interface PersonField {
  id: Id
  key: string
  type: string
  title: string
  description: string
  position: number
  active: boolean
  custom_field_options?: FieldOption[]
}

export interface RequiredOn {
  type: 'ALL_STATUSES' | 'NO_STATUSES' | 'SOME_STATUSES'
  statuses?: string[]
}

export interface FormCondition {
  parent_field_id: Id
  value: string | boolean
  child_fields: { id: Id; is_required: boolean; required_on_statuses?: RequiredOn }[]
}

export interface TicketForm {
  id: Id
  name: string
  active: boolean
  default: boolean
  position: number
  ticket_field_ids: Id[]
  agent_conditions: FormCondition[]
}

export interface CustomStatus {
  id: Id
  status_category: TicketStatus
  agent_label: string
  active: boolean
  default: boolean
}

export type FieldValue = string | boolean | number | string[] | null

export interface CustomFieldValue {
  id: Id
  /** A FieldValue, as far as the server is of our age. */
  value: unknown
}

export interface JobResult {
  /** Text of records of custom objects. */
  id?: Id | string
  index?: number
  success?: boolean
  error?: string
  details?: string
}

export interface JobStatus {
  id: string
  status: 'queued' | 'working' | 'completed' | 'failed' | 'killed'
  total: number | null
  progress: number | null
  message: string | null
  results: JobResult[] | null
}

/** What people may set; the desk itself notes where tickets were split or merged. */
export type LinkType = 'parent' | 'child' | 'depends_on' | 'blocks' | 'related'
export type NotedLinkType = LinkType | 'split_from' | 'split_into' | 'merged_into' | 'merged_from'

export interface TicketLink {
  type: NotedLinkType
  ticket_id: Id
  subject?: string | null
  status?: TicketStatus
}

export interface TraceStep {
  step: string
  result?: string | null
  detail?: string | null
  [more: string]: unknown
}

export interface TagCount {
  name: string
  count: number
}

export type SearchHit =
  | (Ticket & { result_type: 'ticket'; highlights?: Highlights })
  | (User & { result_type: 'user'; highlights?: Highlights })
  | (Organization & { result_type: 'organization'; highlights?: Highlights })
  | { id: Id; name: string; result_type: 'group'; highlights?: Highlights }

export interface Highlights {
  subject?: string | null
  body?: string | null
}

export type { Timestamp }
