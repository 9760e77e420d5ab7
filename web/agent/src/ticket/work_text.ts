// SPDX-License-Identifier: AGPL-3.0-or-later
// Changes of checklists, time and approvals in the history of a ticket. Their values are JSON.
import type { AuditEvent } from '@pult/shared/api'
import { format_duration } from '../work/duration'

const fields = new Set(['checklist', 'checklist_item', 'time_entry', 'approval'])
export const is_work = (field: string) => fields.has(field)

type Facts = Record<string, unknown> | null

function facts_of(value: unknown): Facts {
  try {
    return typeof value === 'string' ? (JSON.parse(value) as Facts) : null
  } catch {
    return null
  }
}

type Words = [key: string, values: Record<string, string>]

/** Nothing for changes that only people who look closely care about: texts, places, corrections. */
export function work_words(field: string, now: Facts, before: Facts): Words | null {
  if (field === 'checklist') return now && !before ? ['event.checklist_added', { text: String(now.name) }] : null
  if (field === 'time_entry') {
    return now && !before ? ['event.time_logged', { time: format_duration(Number(now.seconds)) }] : null
  }
  if (field === 'checklist_item') {
    if (!now || !before || now.done === before.done) return null
    return [now.done ? 'event.item_done' : 'event.item_open', { text: String(now.text) }]
  }
  if (!now) return null
  const text = { text: String(now.title) }
  if (!before) return ['event.approval_asked', text]
  if (now.status === 'withdrawn') return ['event.approval_withdrawn', text]
  return [now.decision === 'approved' ? 'event.approval_approved' : 'event.approval_declined', text]
}

const words_of = (event: AuditEvent) =>
  work_words(event.field_name ?? '', facts_of(event.value), facts_of(event.previous_value))

export const is_told = (event: AuditEvent) => words_of(event) !== null

export const work_text = (event: AuditEvent): Words => words_of(event) ?? ['ticket.none', {}]
