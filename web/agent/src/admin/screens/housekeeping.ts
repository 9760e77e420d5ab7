// SPDX-License-Identifier: AGPL-3.0-or-later
// What the desk found wrong with itself.
import { request } from '../../api/client'
import type { Id, Timestamp } from '@pult/shared/api'
import { format_date } from '../../i18n/format'

export interface Finding {
  id: Id
  kind: string
  state: 'open' | 'fixing' | 'fixed' | 'undoing' | 'dismissed'
  confidence: number
  evidence: string
  facts: Record<string, unknown>
  subject: { type: string; id: string; title: string }
  fix: { action: string; description: string; with: Record<string, unknown> } | null
}
export interface FindingGroup {
  kind: string
  open_count: number
  findings: Finding[]
}
export interface Report {
  report: { id: Id; state: 'queued' | 'working' | 'completed' | 'failed'; finished_at: Timestamp | null } | null
  open_count: number
  groups: FindingGroup[]
}

export type Act = 'fix' | 'undo' | 'dismiss' | 'restore'

export const load_report = () => request<Report>('housekeeping/report')
export const ask_for_report = () => request<unknown>('housekeeping/reports', { method: 'POST' })
export const act_on = (id: Id, act: Act) =>
  request<{ finding: Finding }>(`housekeeping/findings/${id}/${act}`, { method: 'POST' })

/** Names of pages of the administration where a thing can be seen. */
const pages: Record<string, string> = {
  tag: 'tags',
  macro: 'macros',
  view: 'views',
  ticket_field: 'ticket_fields',
  user_field: 'user_fields',
  organization_field: 'organization_fields',
  ticket_form: 'ticket_forms',
  custom_status: 'custom_statuses',
  webhook: 'webhooks',
  group: 'groups',
  mailbox: 'mailboxes',
  user: 'people',
  brand: 'brands',
  dynamic_content: 'dynamic_content',
  article: 'knowledge'
}
export const place_of = ({ subject }: Finding) => (pages[subject.type] ? `/admin/${pages[subject.type]}` : null)

/** The facts as a sentence takes them. `what` names the kind of thing in the reader's language. */
export function facts_of(finding: Finding, what: (kind: string) => string): Record<string, unknown> {
  const { since, what: kind, ...rest } = finding.facts
  return {
    how: '',
    ...rest,
    ...(since ? { since: format_date(String(since)) } : {}),
    ...(kind ? { what: what(String(kind)) } : {})
  }
}
