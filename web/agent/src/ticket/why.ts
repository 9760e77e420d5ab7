// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Audit, TraceStep } from '@pult/shared/api'

export interface StepLine {
  name: string
  text: string
}

/** Steps differ in what they tell; whatever they tell is shown. */
export function step_lines(trace: readonly (TraceStep | string)[]): StepLine[] {
  return trace.map((entry) => {
    if (typeof entry === 'string') return { name: '', text: entry }
    const { step, ...facts } = entry
    const told = Object.entries(facts).filter(([, value]) => value !== null && value !== undefined && value !== '')
    const text = told.map(([key, value]) => {
      const words = typeof value === 'object' ? JSON.stringify(value) : String(value)
      return key === 'result' || key === 'detail' || key === 'decision' ? words : `${key}: ${words}`
    })
    return { name: String(step ?? ''), text: text.join(' · ') }
  })
}

/** What filters, urgent words and tiers of customers have decided, a line for each thing that they set. */
export const automatic_changes = (audits: readonly Audit[]) =>
  audits.flatMap((audit) =>
    audit.events
      .filter((event) => event.type === 'AutomaticChange')
      .flatMap((event) =>
        (event.changes ?? []).map((change, index) => ({
          key: `${audit.id}-${event.id}-${index}`,
          at: audit.created_at,
          rule: event.rule ?? 'mail_filter',
          title: event.title ?? '',
          reason: event.reason ?? '',
          why: event.why ?? [],
          ...change
        }))
      )
  )
