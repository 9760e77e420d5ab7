// SPDX-License-Identifier: AGPL-3.0-or-later
import { beforeAll, describe, expect, it } from 'vitest'
import { keys, query_client } from '../queries/client'
import { reason_text } from './reason'
import { load_sla_words } from './words'

beforeAll(async () => {
  await load_sla_words()
  query_client.setQueryData(keys.groups, [{ id: 3, name: 'Technical' }])
})

describe('a reason', () => {
  it('is said in words', () => {
    expect(reason_text({ key: 'target', params: { minutes: 90 } })).toBe('Target: 1 hr 30 min.')
    expect(reason_text({ key: 'priority', params: { priority: 'urgent' } })).toContain('Urgent')
    expect(reason_text({ key: 'counts', params: { metric: 'agent_work_time', at: '2026-11-22T10:00:00Z' } })).toMatch(
      /new or open\. Began .*2026/
    )
  })

  it('names why another policy was passed over', () => {
    const failed = { title: 'VIP', reason: 'condition', field: 'group_id', operator: 'is', value: '3' }
    const said = 'Not by “VIP”: Group is “Technical” does not hold.'
    expect(reason_text({ key: 'passed_over', params: failed })).toBe(said)
    expect(reason_text({ key: 'passed_over', params: { title: 'VIP', reason: 'any' } })).toContain('alternatives')
  })

  it('that is not known yet says nothing', () => {
    expect(reason_text({ key: 'moon_phase', params: {} })).toBe('')
  })
})
