// SPDX-License-Identifier: AGPL-3.0-or-later
// Comments and the other changes of a ticket in one line of time; runs of changes are folded.
import type { Audit, AuditEvent, Comment, Id, Timestamp } from '@pult/shared/api'
import { is_told, is_work } from './work_text'

export interface ChangeLine {
  audit_id: Id
  author_id: Id
  created_at: Timestamp
  /** What made a change that nobody made: rule_of. */
  rule?: string
  events: AuditEvent[]
}

const known_rules = new Set(['auto_close', 'pending_reminder', 'pending_solve', 'ownership_timeout'])

/** The rule of time that made a change (event.rule_…). */
export function rule_of({ via }: Audit): string | undefined {
  const rel = via?.channel === 'rule' ? via.source?.rel : null
  return rel && known_rules.has(rel) ? rel : undefined
}

export type TimelineItem =
  { kind: 'comment'; key: string; comment: Comment } | { kind: 'changes'; key: string; lines: ChangeLine[] }

const shown_fields = new Set([
  'status',
  'assignee_id',
  'group_id',
  'priority',
  'type',
  'tags',
  'subject',
  'requester_id',
  'snoozed_until',
  'sla_breach',
  'reminder'
])

/** Each of these is about another thing; of other fields the last change holds. */
const is_additive = ({ field_name = '' }: AuditEvent) =>
  field_name === 'tags' || field_name === 'sla_breach' || is_work(field_name)

/** Custom fields are named by their ids. */
const is_custom = (field: string) => /^\d+$/.test(field)
const is_shown = (event: AuditEvent) => {
  const field = event.field_name ?? ''
  if (is_work(field)) return is_told(event)
  return event.type === 'Change' && (shown_fields.has(field) || is_custom(field))
}

export function change_lines(audits: Audit[]): ChangeLine[] {
  return audits
    .map((audit) => ({
      audit_id: audit.id,
      author_id: audit.author_id,
      created_at: audit.created_at,
      rule: rule_of(audit),
      events: audit.events.filter(is_shown)
    }))
    .filter((line) => line.events.length > 0)
}

const same_moment_ms = 10 * 60_000

const belongs_to = (line: ChangeLine, former: ChangeLine) =>
  line.author_id === former.author_id &&
  line.rule === former.rule &&
  Date.parse(line.created_at) - Date.parse(former.created_at) < same_moment_ms

/** What one person changed in one go reads as one line; of several changes of a field the last one holds. */
function join_lines(lines: ChangeLine[]): ChangeLine[] {
  const joined: ChangeLine[] = []
  for (const line of lines) {
    const former = joined.at(-1)
    if (!former || !belongs_to(line, former)) {
      joined.push(line)
      continue
    }
    const fields = new Set(line.events.map((event) => event.field_name))
    const kept = former.events.filter((event) => is_additive(event) || !fields.has(event.field_name))
    joined[joined.length - 1] = { ...former, events: [...kept, ...line.events] }
  }
  return joined
}

/** `since`: changes before the first comment that is loaded wait until their comments are. */
export function build_timeline(comments: Comment[], audits: Audit[], since: Timestamp | null): TimelineItem[] {
  const lines = change_lines(audits)
    .filter((line) => since === null || line.created_at >= since)
    .sort((one, other) => one.created_at.localeCompare(other.created_at) || one.audit_id - other.audit_id)
  const items: TimelineItem[] = []
  let next = 0
  const take_until = (comment: Comment | null) => {
    const run: ChangeLine[] = []
    while (next < lines.length) {
      const line = lines[next]!
      const before = !comment || line.created_at < comment.created_at || line.audit_id < comment.audit_id
      if (!before) break
      run.push(line)
      next += 1
    }
    if (run.length > 0) items.push({ kind: 'changes', key: `a${run[0]!.audit_id}`, lines: join_lines(run) })
  }
  for (const comment of comments) {
    take_until(comment)
    items.push({ kind: 'comment', key: `c${comment.id}`, comment })
  }
  take_until(null)
  return items
}

export const tags_of = (value: unknown): string[] => {
  if (Array.isArray(value)) return value.map(String)
  return typeof value === 'string' && value ? value.split(/\s+/) : []
}
