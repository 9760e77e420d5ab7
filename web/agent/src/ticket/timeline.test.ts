// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest'
import type { Audit } from '@pult/shared/api'
import { fake_comment } from '../../tests/fake/tickets'
import { build_timeline, rule_of, tags_of } from './timeline'

const minute_ms = 60_000
const comment = (id: number, minute: number, audit_id: number) =>
  fake_comment(id, 1, 'text', minute * minute_ms, { audit_id })
const audit = (id: number, minute: number, field_name: string, type = 'Change', author_id = id): Audit => ({
  id,
  ticket_id: 1,
  created_at: new Date(minute * minute_ms).toISOString().replace(/\.\d+Z/, 'Z'),
  author_id,
  events: [{ id: id * 10, type, field_name, value: 'open', previous_value: 'new' }]
})

const shape = (items: ReturnType<typeof build_timeline>) =>
  items.map((item) =>
    item.kind === 'comment' ? `c${item.comment.id}` : item.lines.map((line) => line.audit_id).join('+')
  )

it('puts changes between the comments they happened between and joins runs', () => {
  const items = build_timeline(
    [comment(1, 0, 10), comment(2, 10, 40)],
    [audit(20, 3, 'status'), audit(30, 4, 'group_id'), audit(50, 12, 'priority')],
    null
  )
  expect(shape(items)).toEqual(['c1', '20+30', 'c2', '50'])
})

it('shows a change that came with a comment below it', () => {
  expect(shape(build_timeline([comment(1, 0, 10)], [audit(10, 0, 'status')], null))).toEqual(['c1', '10'])
})

it('leaves out what nobody needs to read', () => {
  const items = build_timeline(
    [comment(1, 0, 10)],
    [audit(11, 1, 'status', 'Create'), audit(12, 1, 'custom_field')],
    null
  )
  expect(shape(items)).toEqual(['c1'])
})

it('waits with changes older than the first loaded comment', () => {
  const first = comment(5, 10, 50)
  expect(shape(build_timeline([first], [audit(20, 3, 'status'), audit(60, 11, 'status')], first.created_at))).toEqual([
    'c5',
    '60'
  ])
})

it('joins what one person changed in one go, the last word on a field holding', () => {
  const audits = [
    audit(20, 1, 'status', 'Change', 7),
    audit(30, 2, 'group_id', 'Change', 7),
    audit(40, 3, 'status', 'Change', 7),
    audit(50, 30, 'type', 'Change', 7)
  ]
  const [run] = build_timeline([], audits, null)
  const fields = run?.kind === 'changes' ? run.lines.map((line) => line.events.map((event) => event.field_name)) : []
  expect(fields).toEqual([['group_id', 'status'], ['type']])
})

it('reads tags as a list and as words', () => {
  expect(tags_of(['vip', 'refund'])).toEqual(['vip', 'refund'])
  expect(tags_of('vip refund')).toEqual(['vip', 'refund'])
  expect(tags_of(null)).toEqual([])
})

it('names the rule that made a change, and joins no other with it', () => {
  const by_rule = (id: number, rel: string | null) => ({
    ...audit(id, id, 'status', 'Change', -1),
    via: { channel: 'rule', source: { rel } }
  })
  expect(rule_of(by_rule(1, 'auto_close'))).toBe('auto_close')
  expect(rule_of(by_rule(1, 'merge'))).toBeUndefined()
  expect(rule_of(by_rule(1, null))).toBeUndefined()
  const by_person = { channel: 'web', source: { rel: 'auto_close' } }
  expect(rule_of({ ...by_rule(1, 'auto_close'), via: by_person })).toBeUndefined()
  const items = build_timeline([comment(1, 0, 1)], [by_rule(2, 'pending_solve'), by_rule(3, 'auto_close')], null)
  expect(shape(items)).toEqual(['c1', '2+3'])
})
