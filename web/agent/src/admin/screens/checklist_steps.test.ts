// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest'
import { steps_of, type Facts } from './checklist_steps'

const fresh: Facts = {
  agents: 1,
  groups: 0,
  mailboxes: [],
  schedules: 0,
  rules: 0,
  custom_fields: 0,
  macros: 0,
  own_views: 0,
  tickets: 0,
  sent: []
}
const state = (facts: Partial<Facts>, id: string) =>
  steps_of({ ...fresh, ...facts }).find((step) => step.id === id)?.state

describe('the checklist', () => {
  it('has everything left on a fresh desk', () => {
    expect(new Set(steps_of(fresh).map((step) => step.state))).toEqual(new Set(['open']))
  })

  it('tells a mailbox that works from one that does not', () => {
    expect(state({ mailboxes: ['off'] }, 'mailbox')).toBe('open')
    expect(state({ mailboxes: ['ok', 'off'] }, 'mailbox')).toBe('done')
    expect(state({ mailboxes: ['ok', 'error'] }, 'mailbox')).toBe('trouble')
  })

  it('asks for hours, and for a rule of either kind', () => {
    expect(state({ schedules: 1 }, 'hours')).toBe('done')
    expect(state({ rules: 1 }, 'rules')).toBe('done')
    expect(state({ rules: 1 }, 'hours')).toBe('open')
  })

  it('takes an answer for sent only when a server took it', () => {
    expect(state({ sent: ['kept', 'queued'] }, 'answer')).toBe('open')
    expect(state({ sent: ['failed'] }, 'answer')).toBe('trouble')
    expect(state({ sent: ['failed', 'sent'] }, 'answer')).toBe('done')
  })
})
