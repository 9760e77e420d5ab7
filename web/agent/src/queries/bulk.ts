// SPDX-License-Identifier: AGPL-3.0-or-later
// Changes of many tickets at once: shown at once, done by a job of the server, taken back on request.
import type { Id, JobStatus, Ticket, TicketChange } from '@pult/shared/api'
import * as jobs from '../api/jobs'
import { translate } from '../i18n'
import { finish } from '../live/jobs'
import { change_toast, dismiss_toast, show_failure, show_toast } from '../ui/toast'
import { keys, query_client } from './client'
import { change_ticket, forget_ticket } from './patch'

export type BulkFields = Pick<
  TicketChange,
  'status' | 'assignee_id' | 'group_id' | 'priority' | 'additional_tags' | 'remove_tags' | 'snoozed_until'
>

/** The ticket as it will be: what the server makes of the tags is foreseen here. */
export function with_fields(ticket: Ticket, { additional_tags, remove_tags, ...fields }: BulkFields): Ticket {
  const kept = ticket.tags.filter((tag) => !remove_tags?.includes(tag))
  const added = (additional_tags ?? []).filter((tag) => !kept.includes(tag))
  return { ...ticket, ...(fields as Partial<Ticket>), tags: [...kept, ...added] }
}

const failures_of = (job: JobStatus) => (job.results ?? []).filter((result) => result.success === false)

/** Says how many tickets a job left as they were. */
export function tell_failed(job: JobStatus): number {
  const count = failures_of(job).length
  if (count > 0) show_toast(translate('bulk.failed', { count }), 'error')
  return count
}

interface Parts {
  failed: Id[]
  job_ids: string[]
}

/** Work in parts the server takes, with one message that says how far it is. */
async function run_parts(items: Id[], work: (part: Id[]) => Promise<jobs.JobReply>): Promise<Parts> {
  const failed: Id[] = []
  const job_ids: string[] = []
  const toast = show_toast(translate('bulk.working', { done: 0, total: items.length }), 'info', [], true)
  let done = 0
  try {
    for (const part of jobs.chunks(items)) {
      const job = await finish(await work(part), ({ progress }) =>
        change_toast(toast, translate('bulk.working', { done: done + (progress ?? 0), total: items.length }))
      )
      done += part.length
      job_ids.push(job.id)
      for (const { id, index } of failures_of(job)) failed.push(Number(id ?? part[index ?? 0] ?? 0))
    }
  } finally {
    dismiss_toast(toast)
  }
  return { failed, job_ids }
}

function tell(count: number, failed: number, undo: () => void) {
  if (count > failed) {
    show_toast(translate('bulk.changed', { count: count - failed }), 'info', [
      { label: translate('common.undo'), run: undo }
    ])
  }
  if (failed > 0) show_toast(translate('bulk.failed', { count: failed }), 'error')
}

const refresh = (ids: Iterable<Id>) => {
  for (const id of ids) void query_client.invalidateQueries({ queryKey: keys.audits(id) })
}

export async function change_many(tickets: Ticket[], fields: BulkFields): Promise<void> {
  const before = new Map(tickets.map((ticket) => [ticket.id, ticket]))
  for (const id of before.keys()) change_ticket(id, (ticket) => with_fields(ticket, fields))
  const put_back = (ids: Iterable<Id>) => {
    for (const id of ids) change_ticket(id, (ticket) => ({ ...before.get(id)!, updated_at: ticket.updated_at }))
  }
  try {
    const { failed, job_ids } = await run_parts([...before.keys()], (part) => jobs.update_many(part, fields))
    put_back(failed.filter((id) => before.has(id)))
    tell(tickets.length, failed.length, () => void undo_change(job_ids, tickets))
  } catch (error) {
    put_back(before.keys())
    show_failure(error)
  }
  refresh(before.keys())
}

/** The server gives each ticket what it had, where nobody has set anything else since. */
async function undo_change(job_ids: string[], tickets: Ticket[]): Promise<void> {
  try {
    let failed = 0
    for (const id of job_ids) failed += tell_failed(await finish(await jobs.undo_job(id)))
    if (failed === 0) show_toast(translate('bulk.undone'))
  } catch (error) {
    show_failure(error)
  }
  void query_client.invalidateQueries({ queryKey: keys.views })
  refresh(tickets.map((ticket) => ticket.id))
}

async function take_away(ids: Id[], work: typeof jobs.destroy_many, told: string): Promise<void> {
  try {
    const { failed } = await run_parts(ids, work)
    const gone = ids.filter((id) => !failed.includes(id))
    for (const id of gone) forget_ticket(id)
    if (gone.length > 0) {
      const undo = { label: translate('common.undo'), run: () => void restore(gone) }
      show_toast(translate(told, { count: gone.length }), 'info', [undo])
    }
    if (failed.length > 0) show_toast(translate('bulk.failed', { count: failed.length }), 'error')
  } catch (error) {
    show_failure(error)
  }
}

export const delete_many = (ids: Id[]) => take_away(ids, jobs.destroy_many, 'bulk.deleted')
export const spam_many = (ids: Id[]) => take_away(ids, jobs.mark_many_as_spam, 'bulk.marked_as_spam')

async function restore(ids: Id[]): Promise<void> {
  try {
    for (const part of jobs.chunks(ids)) await jobs.restore_many(part)
    show_toast(translate('bulk.undone'))
  } catch (error) {
    show_failure(error)
  }
  void query_client.invalidateQueries({ queryKey: keys.views })
}

export async function merge_into(target: Id, ids: Id[], texts: jobs.MergeTexts): Promise<boolean> {
  try {
    await finish(await jobs.merge_tickets(target, ids, texts))
    show_toast(translate('merge.done', { count: ids.length, id: String(target) }))
  } catch (error) {
    show_failure(error)
    return false
  }
  for (const id of [target, ...ids]) {
    for (const key of [keys.ticket(id), keys.comments(id), keys.audits(id)]) {
      void query_client.invalidateQueries({ queryKey: key })
    }
  }
  return true
}
