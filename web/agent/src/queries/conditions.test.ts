// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Condition, Ticket } from '@pult/shared/api'
import { describe, expect, it } from 'vitest'
import { fake_ticket } from '../../tests/fake/tickets'
import { matches } from './conditions'

const me = 7
const ticket = (more: Partial<Ticket>): Ticket => ({ ...fake_ticket(2).ticket, ...more })
const one = (field: string, operator: string, value: string): Condition => ({ field, operator, value })
const all = (...conditions: Condition[]) => ({ all: conditions, any: [] })

describe('matches', () => {
  it.each<[Condition, Partial<Ticket>, boolean | null]>([
    [one('status', 'less_than', 'solved'), { status: 'hold' }, true],
    [one('status', 'less_than', 'solved'), { status: 'closed' }, false],
    [one('priority', 'greater_than', 'normal'), { priority: null }, false],
    [one('priority', 'is', ''), { priority: null }, true],
    [one('assignee_id', 'is', 'current_user'), { assignee_id: me }, true],
    [one('assignee_id', 'is', ''), { assignee_id: null }, true],
    [one('assignee_id', 'is_not', ''), { assignee_id: null }, false],
    [one('assignee_id', 'is', 'requester_id'), { assignee_id: 3, requester_id: 3 }, true],
    [one('group_id', 'is', '31'), { group_id: 31 }, true],
    [one('group_id', 'is', 'current_groups'), { group_id: 31 }, null],
    [one('current_tags', 'includes', 'vip refund'), { tags: ['refund'] }, true],
    [one('current_tags', 'not_includes', 'vip'), { tags: ['refund'] }, true],
    [one('updated_at', 'greater_than', '24'), {}, null]
  ])('%o', (condition, fields, expected) => {
    expect(matches(all(condition), ticket(fields), me)).toBe(expected)
  })

  it('wants all of one list and any of the other', () => {
    const conditions = {
      all: [one('status', 'less_than', 'solved')],
      any: [one('priority', 'is', 'urgent'), one('current_tags', 'includes', 'vip')]
    }
    expect(matches(conditions, ticket({ status: 'open', priority: 'urgent', tags: [] }), me)).toBe(true)
    expect(matches(conditions, ticket({ status: 'open', priority: 'low', tags: [] }), me)).toBe(false)
    expect(matches(conditions, ticket({ status: 'solved', priority: 'urgent', tags: [] }), me)).toBe(false)
  })

  it('says that it does not know only when that decides', () => {
    const conditions = { all: [one('status', 'is', 'open'), one('SOLVED', 'greater_than', '4')], any: [] }
    expect(matches(conditions, ticket({ status: 'open' }), me)).toBeNull()
    expect(matches(conditions, ticket({ status: 'hold' }), me)).toBe(false)
  })
})
