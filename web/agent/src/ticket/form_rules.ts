// SPDX-License-Identifier: AGPL-3.0-or-later
// Which custom fields a ticket shows, and which of them must be filled in: the form, its conditions and the status say.
import type { FieldValue, FormCondition, Id, TicketField, TicketForm, TicketStatus } from '@pult/shared/api'

export interface ShownField {
  field: TicketField
  is_required: boolean
}

export type Values = ReadonlyMap<Id, FieldValue>

export const is_blank = (value: FieldValue | undefined) =>
  value === undefined ||
  value === null ||
  value === '' ||
  value === false ||
  (Array.isArray(value) && value.length === 0)

/** A condition names an option by its tag; a checkbox by true or false, sometimes as a word. */
function holds({ parent_field_id, value }: FormCondition, values: Values): boolean {
  const given = values.get(parent_field_id)
  if (Array.isArray(given)) return given.includes(String(value))
  return String(given ?? (typeof value === 'boolean' ? false : '')) === String(value)
}

function is_required_on(child: FormCondition['child_fields'][number], status: TicketStatus): boolean {
  const on = child.required_on_statuses
  if (!on) return child.is_required
  if (on.type === 'ALL_STATUSES') return true
  return on.type === 'SOME_STATUSES' && (on.statuses ?? []).includes(status)
}

/** A field that some condition names is hidden until one of them holds; its parent must be shown itself. */
export function shown_fields(
  fields: readonly TicketField[],
  form: TicketForm | undefined,
  values: Values,
  status: TicketStatus
): ShownField[] {
  const custom = fields.filter((field) => field.removable && field.active)
  const order = form?.ticket_field_ids
  const listed = order
    ? custom
        .filter((field) => order.includes(field.id))
        .sort((one, other) => order.indexOf(one.id) - order.indexOf(other.id))
    : [...custom].sort((one, other) => one.position - other.position)
  const conditions = form?.agent_conditions ?? []
  const conditional = new Set(conditions.flatMap((condition) => condition.child_fields.map((child) => child.id)))
  const shown = new Map<Id, boolean>()
  for (const field of listed) if (!conditional.has(field.id)) shown.set(field.id, false)

  // Children may be parents in turn: as many rounds as bring something new.
  for (let size = -1; size !== shown.size;) {
    size = shown.size
    for (const condition of conditions) {
      if (!shown.has(condition.parent_field_id) || !holds(condition, values)) continue
      for (const child of condition.child_fields) {
        shown.set(child.id, (shown.get(child.id) ?? false) || is_required_on(child, status))
      }
    }
  }
  const solved = status === 'solved'
  return listed
    .filter((field) => shown.has(field.id))
    .map((field) => ({ field, is_required: shown.get(field.id)! || (solved && field.required) }))
}

/** Names of what is missing before the ticket may get this status. */
export const missing_fields = (shown: readonly ShownField[], values: Values): TicketField[] =>
  shown.filter(({ field, is_required }) => is_required && is_blank(values.get(field.id))).map(({ field }) => field)
