// SPDX-License-Identifier: AGPL-3.0-or-later
import type { CustomStatus, Macro, MacroResult, Id, PersonField, TicketField, TicketForm } from '@pult/shared/api'
import { request } from './client'
import { every_page } from './every_page'

export const ticket_fields = () => every_page<TicketField>('ticket_fields', 'ticket_fields')

export const ticket_forms = () => every_page<TicketForm>('ticket_forms', 'ticket_forms')

export const custom_statuses = () => every_page<CustomStatus>('custom_statuses', 'custom_statuses')

export const user_fields = () => every_page<PersonField>('user_fields', 'user_fields')

export const organization_fields = () => every_page<PersonField>('organization_fields', 'organization_fields')

export const macros = () => every_page<Macro>('macros/active', 'macros')

/** Computes only; nothing is written. */
export const preview_macro = (ticket_id: Id, macro_id: Id) =>
  request<{ result: MacroResult }>(`tickets/${ticket_id}/macros/${macro_id}/apply`).then((reply) => reply.result)
