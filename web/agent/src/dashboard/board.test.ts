// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest'
import { search_for, sum, widths } from './board'

const load = { new: 1, open: 6, pending: 0, hold: 1 }

describe('the dashboard', () => {
  it('adds up what is unsolved', () => {
    expect(sum(load)).toBe(8)
  })

  it('draws bars that can be compared, and nothing for nothing', () => {
    expect(widths(load, 16)).toEqual([
      { status: 'new', percent: 6 },
      { status: 'open', percent: 38 },
      { status: 'hold', percent: 6 }
    ])
    expect(widths({ ...load, new: 1 }, 1000)[0]!.percent).toBe(1)
    expect(widths({ new: 0, open: 0, pending: 0, hold: 0 }, 0)).toEqual([])
  })

  it('leads to the tickets behind a number', () => {
    expect(search_for({ assignee: 'none' })).toBe('type:ticket status<solved assignee:none')
    expect(search_for({ group: 3, status: 'open' })).toBe('type:ticket status:open group:3')
    expect(search_for({ group: null })).toBe('type:ticket status<solved group:none')
  })
})
