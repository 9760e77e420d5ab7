// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest'
import { ending_of, quoted, starting_with, with_field, with_value } from './complete'

describe('ending_of', () => {
  it.each([
    ['lamp st', { before: 'lamp ', sign: '', field: null, operator: '', value: 'st' }],
    ['lamp status:op', { before: 'lamp ', sign: '', field: 'status', operator: ':', value: 'op' }],
    ['-tags:vi', { before: '', sign: '-', field: 'tags', operator: ':', value: 'vi' }],
    ['created>=1w', { before: '', sign: '', field: 'created', operator: '>=', value: '1w' }],
    ['assignee:"Anna Ke', { before: '', sign: '', field: 'assignee', operator: ':', value: 'Anna Ke' }],
    ['lamp ', { before: 'lamp ', sign: '', field: null, operator: '', value: '' }],
    ['', { before: '', sign: '', field: null, operator: '', value: '' }]
  ])('%s', (text, expected) => expect(ending_of(text)).toEqual(expected))
})

it('puts the choice in the place of the word', () => {
  expect(with_field(ending_of('lamp sta'), 'status:')).toBe('lamp status:')
  expect(with_value(ending_of('lamp status:o'), 'open')).toBe('lamp status:open ')
  expect(with_value(ending_of('-assignee:"An'), 'Anna Keller')).toBe('-assignee:"Anna Keller" ')
})

it('quotes what has spaces', () => expect([quoted('me'), quoted('Anna Keller')]).toEqual(['me', '"Anna Keller"']))

it('offers fields by their beginning', () => {
  expect(starting_with('t')).toEqual(['tags:', 'ticket_type:', 'type:'])
  expect(starting_with('')).toEqual([])
})
