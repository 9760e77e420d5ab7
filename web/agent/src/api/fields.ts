// SPDX-License-Identifier: AGPL-3.0-or-later
import type { CustomStatus, Macro, MacroResult, Id, PersonField, TicketField, TicketForm } from '@pult/shared/api'
import { request } from './client'

const whole = { per_page: 100 }

export const ticket_fields = () =>
  request<{ ticket_fields: TicketField[] }>('ticket_fields', { query: whole }).then((reply) => reply.ticket_fields)

export const ticket_forms = () =>
  request<{ ticket_forms: TicketForm[] }>('ticket_forms', { query: whole }).then((reply) => reply.ticket_forms)

export const custom_statuses = () =>
  request<{ custom_statuses: CustomStatus[] }>('custom_statuses').then((reply) => reply.custom_statuses)

export const user_fields = () =>
  request<{ user_fields: PersonField[] }>('user_fields', { query: whole }).then((reply) => reply.user_fields)

export const organization_fields = () =>
  request<{ organization_fields: PersonField[] }>('organization_fields', { query: whole }).then(
    (reply) => reply.organization_fields
  )

export const macros = () =>
  request<{ macros: Macro[] }>('macros/active', { query: whole }).then((reply) => reply.macros)

/** Computes only; nothing is written. */
export const preview_macro = (ticket_id: Id, macro_id: Id) =>
  request<{ result: MacroResult }>(`tickets/${ticket_id}/macros/${macro_id}/apply`).then((reply) => reply.result)
