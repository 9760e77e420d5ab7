// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest'
import { blank, changed, edited, label_list, languages_of, state_of } from './texts'

const stored = { id: 1, locale: 'en-us', title: 'Returns', body: '<p>x</p>', draft: false, outdated: false }

describe('texts', () => {
  it('are written only where they changed or say something new', () => {
    const kept = edited(stored)
    const rewritten = { ...edited({ ...stored, id: 2, locale: 'cs' }), body: '<p>y</p>' }
    const fresh = { ...blank('lt', true), title: 'Grąžinimas' }
    expect(changed([kept, rewritten, fresh, blank('ro', true)])).toEqual([rewritten, fresh])
    expect(changed([{ ...kept, outdated: true }])).toHaveLength(1)
  })

  it('have a state', () => {
    expect(state_of(undefined)).toBe('missing')
    expect(state_of({ draft: true, outdated: true })).toBe('draft')
    expect(state_of({ draft: false, outdated: true })).toBe('outdated')
    expect(state_of({ draft: false })).toBe('done')
  })

  it('stand with the source first and each once', () => {
    expect(languages_of('cs', ['en-us', 'cs'], [{ locale: 'de' }, { locale: 'cs' }])).toEqual(['cs', 'en-us', 'de'])
  })

  it('labels are words between commas', () => {
    expect(label_list(' refund, ,post office,refund')).toEqual(['refund', 'post office'])
  })
})
