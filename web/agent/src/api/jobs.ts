// SPDX-License-Identifier: AGPL-3.0-or-later
// Changes of many tickets: the server makes a job of them and tells how far it is.
import type { Id, JobStatus, TicketChange } from '@pult/shared/api'
import { ApiError } from './error'
import { request } from './client'

const most_at_once = 100
const first_pause_ms = 150
const longest_pause_ms = 2_000
const longest_wait_ms = 5 * 60_000

type JobReply = { job_status: JobStatus }

export const chunks = <T>(items: T[], size = most_at_once): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size))

export const update_many = (ids: Id[], ticket: TicketChange) =>
  request<JobReply>('tickets/update_many', { method: 'PUT', query: { ids: ids.join(',') }, body: { ticket } })

export const update_each = (tickets: (TicketChange & { id: Id })[]) =>
  request<JobReply>('tickets/update_many', { method: 'PUT', body: { tickets } })

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

const is_over = (job: JobStatus) => job.status !== 'queued' && job.status !== 'working'

/** Asks until the job has ended, less often the longer it takes. */
export async function finish({ job_status }: JobReply, on_progress?: (job: JobStatus) => void): Promise<JobStatus> {
  let job = job_status
  let pause_ms = first_pause_ms
  const give_up_at = Date.now() + longest_wait_ms
  while (!is_over(job)) {
    if (Date.now() > give_up_at) throw new ApiError(0, 'JobTimeout', job.message ?? '')
    await new Promise((resolve) => setTimeout(resolve, pause_ms))
    pause_ms = Math.min(pause_ms * 1.5, longest_pause_ms)
    job = (await request<JobReply>(`job_statuses/${job.id}`)).job_status
    on_progress?.(job)
  }
  if (job.status !== 'completed') throw new ApiError(500, 'JobFailed', job.message ?? '')
  return job
}
