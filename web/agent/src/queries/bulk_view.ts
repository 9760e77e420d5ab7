// SPDX-License-Identifier: AGPL-3.0-or-later
// Changes of all tickets of a view, also of those that no list has loaded: the server knows which, and takes back.
import type { TicketChange } from '@pult/shared/api'
import { destroy_selection, undo_job, update_selection, type JobReply, type ViewSelection } from '../api/jobs'
import { translate } from '../i18n'
import { finish } from '../live/jobs'
import { change_toast, dismiss_toast, show_failure, show_toast } from '../ui/toast'
import { tell_failed } from './bulk'
import { query_client } from './client'

/** Runs the job with a message that says how far it is; gives its end, or nothing when it failed. */
async function run(work: Promise<JobReply>, total: number) {
  const words = (done: number) => translate('bulk.working', { done, total })
  const toast = show_toast(words(0), 'info', [], true)
  try {
    return await finish(await work, ({ progress }) => change_toast(toast, words(progress ?? 0)))
  } catch (error) {
    show_failure(error)
    return null
  } finally {
    dismiss_toast(toast)
    // Which tickets these were is not known here.
    void query_client.invalidateQueries()
  }
}

async function undo(id: string, total: number) {
  const job = await run(undo_job(id), total)
  if (job && !tell_failed(job)) show_toast(translate('bulk.undone'))
}

async function run_and_tell(work: Promise<JobReply>, expected: number, told: string) {
  const job = await run(work, expected)
  if (!job) return
  const total = job.total ?? 0
  const count = total - tell_failed(job)
  if (count === 0) return
  const take_back = { label: translate('common.undo'), run: () => void undo(job.id, total) }
  show_toast(translate(told, { count }), 'info', [take_back])
}

export const change_selection = (selection: ViewSelection, fields: TicketChange) =>
  run_and_tell(update_selection(selection, fields), selection.count ?? 0, 'bulk.changed')

export const delete_selection = (selection: ViewSelection) =>
  run_and_tell(destroy_selection(selection), selection.count ?? 0, 'bulk.deleted')
