// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest'
import { find_trigger, mentioned_ids, type SuggestKind } from './suggest'

const all = new Set<SuggestKind>(['mention', 'emoji', 'macro'])

describe('find_trigger', () => {
  it.each([
    ['@', { kind: 'mention', words: '', length: 1 }],
    ['Ask @Ann', { kind: 'mention', words: 'Ann', length: 4 }],
    ['Ask @Žofie Nov', { kind: 'mention', words: 'Žofie Nov', length: 10 }],
    ['Ask @Ann Morgan about', null],
    ['ann@desk', null],
    ['Thanks :smi', { kind: 'emoji', words: 'smi', length: 4 }],
    ['at 10:30', null],
    ['see: this', null],
    ['Note:ab', null],
    ['/', { kind: 'macro', words: '', length: 1 }],
    ['/ask for', { kind: 'macro', words: 'ask for', length: 8 }],
    ['and/or', null],
    ['//', null]
  ])('%s', (text, expected) => {
    expect(find_trigger(text, all)).toEqual(expected)
  })

  it('completes only what is allowed', () => expect(find_trigger('@ann', new Set(['emoji']))).toBeNull())
})

it('knows who is still mentioned', () => {
  const offered = new Map([
    ['Ann Morgan', 3],
    ['Bob', 4]
  ])
  expect(mentioned_ids('Please look, @Ann Morgan', offered)).toEqual([3])
  expect(mentioned_ids('Please look', offered)).toEqual([])
})
