// SPDX-License-Identifier: AGPL-3.0-or-later
// Jobs of this person, as the socket tells of them: how far they are, and that they have ended.
import type { JobStatus } from '@pult/shared/api'
import { ApiError } from '../api/error'
import { job_status, type JobReply } from '../api/jobs'

/** After so long without a word the server is asked once: the socket may be away. */
const silence_limit_ms = 10_000
const most_remembered = 50

interface Follower {
  told: (job: JobStatus) => void
  ask: () => void
}
const followers = new Map<string, Follower>()
/** A short job may end before the answer that names it arrives. */
const ended = new Map<string, JobStatus>()

const is_over = (job: JobStatus) => job.status !== 'queued' && job.status !== 'working'

export function note_job(job: JobStatus) {
  if (is_over(job)) {
    ended.set(job.id, job)
    if (ended.size > most_remembered) ended.delete(ended.keys().next().value!)
  }
  followers.get(job.id)?.told(job)
}

/** After a gap in the connection. */
export function ask_for_jobs() {
  for (const follower of [...followers.values()]) follower.ask()
}

function until_over(id: string, on_progress?: (job: JobStatus) => void): Promise<JobStatus> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout>
    const leave = () => {
      clearTimeout(timer)
      followers.delete(id)
    }
    const told = (job: JobStatus) => {
      clearTimeout(timer)
      on_progress?.(job)
      if (!is_over(job)) return void (timer = setTimeout(ask, silence_limit_ms))
      leave()
      resolve(job)
    }
    const ask = () => {
      clearTimeout(timer)
      job_status(id).then(
        (job) => followers.has(id) && told(job),
        (error: unknown) => {
          if (error instanceof ApiError && error.status === 0) return void (timer = setTimeout(ask, silence_limit_ms))
          leave()
          reject(error instanceof Error ? error : new Error(String(error)))
        }
      )
    }
    followers.set(id, { told, ask })
    timer = setTimeout(ask, silence_limit_ms)
  })
}

/** Waits for the end of a job; what the socket tells has no results, so these are fetched. */
export async function finish({ job_status: job }: JobReply, on_progress?: (job: JobStatus) => void) {
  const last = is_over(job) ? job : (ended.get(job.id) ?? (await until_over(job.id, on_progress)))
  if (last.status !== 'completed') throw new ApiError(500, 'JobFailed', last.message ?? '')
  return last.results ? last : job_status(last.id)
}
