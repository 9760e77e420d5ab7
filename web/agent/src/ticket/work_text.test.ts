// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest'
import { work_words } from './work_text'

const item = { id: 1, text: 'Call bank', done: false }

describe('the history of the work on a ticket', () => {
  it('tells of ticks', () => {
    expect(work_words('checklist_item', { ...item, done: true }, item)).toEqual([
      'event.item_done',
      { text: 'Call bank' }
    ])
    expect(work_words('checklist_item', item, { ...item, done: true })?.[0]).toBe('event.item_open')
    expect(work_words('checklist_item', { ...item, text: 'Call' }, item)).toBeNull()
    expect(work_words('checklist_item', item, null)).toBeNull()
  })

  it('tells of time', () => {
    expect(work_words('time_entry', { seconds: 1200 }, null)).toEqual(['event.time_logged', { time: '20 min' }])
    expect(work_words('time_entry', null, { seconds: 1200 })).toBeNull()
  })

  it('tells what was asked and answered', () => {
    const asked = { title: 'Refund', status: 'waiting' }
    expect(work_words('approval', asked, null)?.[0]).toBe('event.approval_asked')
    expect(work_words('approval', { ...asked, decision: 'approved' }, asked)?.[0]).toBe('event.approval_approved')
    expect(work_words('approval', { ...asked, decision: 'declined' }, asked)?.[0]).toBe('event.approval_declined')
    expect(work_words('approval', { ...asked, status: 'withdrawn' }, asked)?.[0]).toBe('event.approval_withdrawn')
  })
})
