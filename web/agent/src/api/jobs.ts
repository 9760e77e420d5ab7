// SPDX-License-Identifier: AGPL-3.0-or-later
// Changes of many tickets: the server makes a job of them and tells by the socket how far it is (live/jobs.ts).
import type { Id, JobStatus, TicketChange } from '@pult/shared/api'
import { request } from './client'

const most_at_once = 100

export type JobReply = { job_status: JobStatus }

export const chunks = <T>(items: T[], size = most_at_once): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))

export const update_many = (ids: Id[], ticket: TicketChange) =>
  request<JobReply>('tickets/update_many', { method: 'PUT', query: { ids: ids.join(',') }, body: { ticket } })

export const destroy_many = (ids: Id[]) =>
  request<JobReply>('tickets/destroy_many', { method: 'DELETE', query: { ids: ids.join(',') } })

export const mark_many_as_spam = (ids: Id[]) =>
  request<JobReply>('tickets/mark_many_as_spam', { method: 'PUT', query: { ids: ids.join(',') } })

export const restore_many = (ids: Id[]) =>
  request<unknown>('deleted_tickets/restore_many', { method: 'PUT', query: { ids: ids.join(',') } })

export interface MergeTexts {
  target_comment: string
  source_comment: string
  target_comment_is_public: boolean
  source_comment_is_public: boolean
}

export const merge_tickets = (target_id: Id, ids: Id[], texts: MergeTexts) =>
  request<JobReply>(`tickets/${target_id}/merge`, { method: 'POST', body: { ids, ...texts } })

export const job_status = (id: string) =>
  request<JobReply>(`job_statuses/${id}`).then((reply) => reply.job_status)

export const undo_job = (id: string) => request<JobReply>(`job_statuses/${id}/undo`, { method: 'POST' })

/** All tickets of a view as they were at a moment. `count` is null for more than the server changes at once. */
export interface ViewSelection {
  view_id: Id
  count: number | null
  as_of: string
}

export const select_view = (view_id: Id) =>
  request<{ selection: ViewSelection }>(`views/${view_id}/selection`).then((reply) => reply.selection)

export const update_selection = ({ view_id, as_of }: ViewSelection, ticket: TicketChange) =>
  request<JobReply>(`views/${view_id}/tickets/update_many`, { method: 'PUT', query: { as_of }, body: { ticket } })

export const destroy_selection = ({ view_id, as_of }: ViewSelection) =>
  request<JobReply>(`views/${view_id}/tickets/destroy_many`, { method: 'DELETE', query: { as_of } })
