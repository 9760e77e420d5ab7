// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest'
import { local_input, time_choices } from './times'

const at = (now: string) => time_choices(new Date(now)).map(({ id, at: time }) => [id, local_input(time)])

describe('time_choices', () => {
  it('are all ahead of a Wednesday noon', () => {
    expect(at('2026-11-18T12:00:00')).toEqual([
      ['in_an_hour', '2026-11-18T13:00'],
      ['this_evening', '2026-11-18T18:00'],
      ['tomorrow', '2026-11-19T09:00'],
      ['monday', '2026-11-23T09:00']
    ])
  })

  it('leave out an evening that is over and a Monday that is tomorrow', () => {
    expect(at('2026-11-22T17:45:00').map(([id]) => id)).toEqual(['in_an_hour', 'tomorrow'])
  })

  it('mean the next Monday on a Monday, and pass over the end of a year', () => {
    expect(at('2026-12-28T08:00:00').at(-1)).toEqual(['monday', '2027-01-04T09:00'])
  })
})
