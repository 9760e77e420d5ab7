// SPDX-License-Identifier: AGPL-3.0-or-later
// What a macro would change of a ticket, to be shown before and sent with the reply.
import type { Macro, MacroResult, Ticket } from '@pult/shared/api'
import type { TicketFields } from '../queries/update'

const plain_fields = ['status', 'priority', 'type', 'assignee_id', 'group_id', 'subject', 'custom_status_id'] as const
type PlainField = (typeof plain_fields)[number]

export interface MacroChange {
  field: PlainField | 'tags' | 'custom_field'
  /** Of a custom field. */
  id?: number
  before: unknown
  after: unknown
}

/** Fields that are named ids come as numbers or as digits. */
const same = (one: unknown, other: unknown) => String(one ?? '') === String(other ?? '')

const normal = (field: PlainField, value: unknown) =>
  field.endsWith('_id') && value !== null && value !== '' ? Number(value) : value === '' ? null : value

function custom_values(result: MacroResult): { id: number; value: unknown }[] {
  const given = result.ticket['custom_fields'] ?? result.ticket['fields'] ?? []
  if (Array.isArray(given)) return given as { id: number; value: unknown }[]
  const { id, value } = given as { id?: number; value?: unknown }
  return id === undefined ? [] : [{ id, value }]
}

export function changes_of(ticket: Ticket, result: MacroResult): MacroChange[] {
  const changes: MacroChange[] = plain_fields
    .filter((field) => field in result.ticket)
    .map((field) => ({ field, before: ticket[field] ?? null, after: normal(field, result.ticket[field]) }))
    .filter((change) => !same(change.before, change.after))
  const tags = result.ticket['tags']
  if (Array.isArray(tags) && [...tags].sort().join() !== [...ticket.tags].sort().join()) {
    changes.push({ field: 'tags', before: ticket.tags, after: tags })
  }
  for (const { id, value } of custom_values(result)) {
    const before = ticket.custom_fields?.find((one) => one.id === Number(id))?.value ?? null
    if (!same(before, value)) changes.push({ field: 'custom_field', id: Number(id), before, after: value })
  }
  return changes
}

export function fields_of(changes: MacroChange[]): TicketFields {
  const fields: TicketFields = {}
  const custom = changes.filter((change) => change.field === 'custom_field')
  for (const change of changes)
    if (change.field !== 'custom_field') Object.assign(fields, { [change.field]: change.after })
  if (custom.length > 0) fields.custom_fields = custom.map(({ id, after }) => ({ id: id!, value: after }))
  return fields
}

export interface MacroText {
  html: string
  is_public: boolean | null
}

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')

export function text_of(result: MacroResult): MacroText | null {
  const comment = (result.ticket['comment'] as MacroResult['comment']) ?? result.comment
  const html =
    comment?.html_body ||
    (comment?.body ?? '')
      .split('\n')
      .map((line) => `<p>${escaped(line)}</p>`)
      .join('')
  const has_text = (comment?.html_body || comment?.body || '').trim() !== ''
  return has_text ? { html, is_public: comment?.public ?? null } : null
}

/** "Shipping::Damaged::Ask for a photo" stands under Shipping, Damaged. */
export function split_title(title: string): { category: string; name: string } {
  const parts = title.split('::')
  return { category: parts.slice(0, -1).join(' › '), name: parts.at(-1) ?? title }
}

const used_key = 'pult.macros'

function uses(): Record<string, number> {
  try {
    return JSON.parse(localStorage.getItem(used_key) ?? '{}') as Record<string, number>
  } catch {
    return {}
  }
}

export function note_use(macro: Macro) {
  const all = uses()
  localStorage.setItem(used_key, JSON.stringify({ ...all, [macro.id]: (all[macro.id] ?? 0) + 1 }))
}

/** What this agent uses most comes first. */
export function by_use(macros: Macro[]): Macro[] {
  const all = uses()
  return [...macros].sort((one, other) => (all[other.id] ?? 0) - (all[one.id] ?? 0) || one.position - other.position)
}
