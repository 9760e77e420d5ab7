// SPDX-License-Identifier: AGPL-3.0-or-later
import type {
  Approval,
  Checklist,
  ChecklistItem,
  ChecklistTemplate,
  Id,
  NewApproval,
  TicketTime,
  TimeEntry,
  TimeEntryChange
} from '@pult/shared/api'
import { request } from '../api/client'

const lists = (ticket: Id) => `tickets/${ticket}/checklists`

export const checklists = (ticket: Id) =>
  request<{ checklists: Checklist[] }>(lists(ticket)).then((reply) => reply.checklists)

export const checklist_templates = () =>
  request<{ checklist_templates: ChecklistTemplate[] }>('checklist_templates', { query: { active: true } }).then(
    (reply) => reply.checklist_templates
  )

export const add_checklist = (ticket: Id, checklist: { template_id?: Id; name?: string; items?: string[] }) =>
  request<{ checklist: Checklist }>(lists(ticket), { method: 'POST', body: { checklist } }).then(
    (reply) => reply.checklist
  )

export const change_checklist = (ticket: Id, id: Id, checklist: { name?: string; position?: number }) =>
  request<unknown>(`${lists(ticket)}/${id}`, { method: 'PUT', body: { checklist } })

export const delete_checklist = (ticket: Id, id: Id) =>
  request<void>(`${lists(ticket)}/${id}`, { method: 'DELETE' })

export type ItemChange = Partial<Pick<ChecklistItem, 'text' | 'done' | 'assignee_id' | 'due_at' | 'position'>>

export const add_item = (ticket: Id, list: Id, text: string) =>
  request<unknown>(`${lists(ticket)}/${list}/items`, { method: 'POST', body: { item: { text } } })

export const change_item = (ticket: Id, list: Id, id: Id, item: ItemChange) =>
  request<unknown>(`${lists(ticket)}/${list}/items/${id}`, { method: 'PUT', body: { item } })

export const delete_item = (ticket: Id, list: Id, id: Id) =>
  request<void>(`${lists(ticket)}/${list}/items/${id}`, { method: 'DELETE' })

const entries = (ticket: Id) => `tickets/${ticket}/time_entries`

export const ticket_time = (ticket: Id) => request<TicketTime>(entries(ticket))

export const add_time = (ticket: Id, time_entry: TimeEntryChange) =>
  request<{ time_entry: TimeEntry }>(entries(ticket), { method: 'POST', body: { time_entry } })

export const change_time = (ticket: Id, id: Id, time_entry: TimeEntryChange) =>
  request<unknown>(`${entries(ticket)}/${id}`, { method: 'PUT', body: { time_entry } })

export const delete_time = (ticket: Id, id: Id) => request<void>(`${entries(ticket)}/${id}`, { method: 'DELETE' })

const questions = (ticket: Id) => `tickets/${ticket}/approvals`

export const approvals = (ticket: Id) =>
  request<{ approvals: Approval[] }>(questions(ticket)).then((reply) => reply.approvals)

export const ask_approval = (ticket: Id, approval: NewApproval) =>
  request<unknown>(questions(ticket), { method: 'POST', body: { approval } })

export const decide_approval = (ticket: Id, id: Id, decision: 'approved' | 'declined', reason: string) =>
  request<unknown>(`${questions(ticket)}/${id}/decide`, {
    method: 'PUT',
    body: { approval: { decision, reason } }
  })

export const withdraw_approval = (ticket: Id, id: Id) =>
  request<unknown>(`${questions(ticket)}/${id}/withdraw`, { method: 'PUT' })

export interface TimeSettings {
  timer: boolean
  billable: boolean
}

export const time_settings = () =>
  request<{ settings: { time_tracking: TimeSettings } }>('account/settings').then(
    (reply) => reply.settings.time_tracking
  )

export const save_time_settings = (time_tracking: Partial<TimeSettings>) =>
  request<unknown>('account/settings', { method: 'PUT', body: { settings: { time_tracking } } })
