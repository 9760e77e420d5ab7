// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { JobStatus } from '@pult/shared/api'
import { ask_for_jobs, finish, note_job } from './jobs'

let last_id = 0
const job = (more: Partial<JobStatus> = {}): JobStatus => ({
  id: `V3-${last_id}`,
  status: 'queued',
  total: 3,
  progress: null,
  message: null,
  results: null,
  ...more
})
let asked = 0
let answer: () => JobStatus

beforeEach(() => {
  vi.useFakeTimers()
  last_id += 1
  asked = 0
  answer = () => job({ status: 'completed', progress: 3, results: [{ id: 1, success: true }] })
  vi.stubGlobal('fetch', async () => {
    asked += 1
    return new Response(JSON.stringify({ job_status: answer() }))
  })
})
afterEach(() => vi.useRealTimers())

it('follows what the socket tells and asks only for the results', async () => {
  const seen: (number | null)[] = []
  const done = finish({ job_status: job() }, (one) => seen.push(one.progress))
  note_job(job({ status: 'working', progress: 2 }))
  note_job(job({ status: 'completed', progress: 3 }))
  expect((await done).results).toHaveLength(1)
  expect([seen, asked]).toEqual([[2, 3], 1])
})

it('knows a job that ended before its name was known', async () => {
  note_job(job({ status: 'completed', progress: 3 }))
  expect((await finish({ job_status: job() })).status).toBe('completed')
})

it('asks after a gap in the connection, and when nothing is heard', async () => {
  answer = () => job({ status: 'working', progress: 1 })
  const done = finish({ job_status: job() })
  ask_for_jobs()
  await vi.advanceTimersByTimeAsync(9_000)
  expect(asked).toBe(1)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(asked).toBe(2)
  answer = () => job({ status: 'completed', progress: 3, results: [] })
  await vi.advanceTimersByTimeAsync(10_000)
  expect((await done).progress).toBe(3)
})

it('fails when the job was stopped', async () => {
  const done = finish({ job_status: job() })
  note_job(job({ status: 'killed', message: 'Killed' }))
  await expect(done).rejects.toThrow('Killed')
})
