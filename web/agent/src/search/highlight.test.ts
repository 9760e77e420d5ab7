// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest'
import { pieces_of } from './highlight'

it('parts hits from the rest', () => {
  expect(pieces_of('a <mark>lamp</mark> &amp; a &lt;b&gt;')).toEqual([
    { text: 'a ', is_hit: false },
    { text: 'lamp', is_hit: true },
    { text: ' & a <b>', is_hit: false }
  ])
})

it('undoes one escaping only', () => expect(pieces_of('&amp;lt;')[0]!.text).toBe('&lt;'))

it('has nothing to say of nothing', () => expect(pieces_of('')).toEqual([]))
