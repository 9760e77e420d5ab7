// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest'
import { next_condition, with_field } from '../../inbox/condition_fields'
import { tier_of, type CustomerTier } from '../../people/tiers'
import { automatic_changes } from '../../ticket/why'
import { mail_conditions } from './mail_conditions'
import { verdict_of, type FilterVerdict } from './preview'

const verdict = (fields: Partial<FilterVerdict>): FilterVerdict => ({
  id: 1,
  title: 'x',
  active: true,
  fits: true,
  acts: false,
  conditions: { all: [], any: [] },
  actions: [],
  ...fields
})

describe('filters of mail', () => {
  it('begin with the subject, and ask for headers by name', () => {
    const fields = mail_conditions([], [], (locale) => locale)
    expect(next_condition(fields)).toEqual({ field: 'subject', operator: 'includes', value: '' })
    const header = fields.find((one) => one.has_name)!
    expect(with_field(header).field).toBe('header:')
  })

  it('say why they do or do not act', () => {
    expect(verdict_of(verdict({ acts: true }))).toBe('acts')
    expect(verdict_of(verdict({ active: false }))).toBe('inactive')
    expect(verdict_of(verdict({}))).toBe('stopped')
    expect(verdict_of(verdict({ fits: false }))).toBe('other')
  })
})

const tier = (tag: string): CustomerTier => ({ tag, name: tag, priority: null, set_tag: null, group_id: null })

it('knows the tier of a customer by the first tag that fits', () => {
  const tiers = [tier('gold'), tier('silver')]
  expect(tier_of(tiers, { tags: ['silver'] }, { tags: ['gold'] })?.tag).toBe('gold')
  expect(tier_of(tiers, { tags: ['silver'] }, undefined)?.tag).toBe('silver')
  expect(tier_of(tiers, { tags: [] }, { tags: ['bronze'] })).toBeNull()
})

it('tells each thing that the desk has set by itself', () => {
  const event = {
    id: 7,
    type: 'AutomaticChange',
    rule: 'customer_tier' as const,
    title: 'Gold',
    reason: 'tag',
    why: [],
    changes: [
      { field_name: 'priority', value: 'urgent' },
      { field_name: 'tags', value: 'vip' }
    ]
  }
  const audit = { id: 3, ticket_id: 1, created_at: '2026-01-01T00:00:00Z', author_id: 2, events: [event] }
  expect(automatic_changes([audit]).map((line) => [line.title, line.field_name, line.value])).toEqual([
    ['Gold', 'priority', 'urgent'],
    ['Gold', 'tags', 'vip']
  ])
})
