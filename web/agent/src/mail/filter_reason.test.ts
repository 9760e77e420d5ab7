// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, expect, it } from 'vitest'
import { load_filter_words } from '../admin/filters/words'
import { set_locale } from '../i18n'
import { filter_reason_text } from './filter_reason'

beforeAll(load_filter_words)
afterAll(() => set_locale('en'))

const condition = (field: string, operator: string, value: string) =>
  filter_reason_text({ key: 'condition', params: { field, operator, value } })

it('says which condition held', () => {
  expect(condition('subject', 'includes', 'order')).toBe('Subject contains “order”')
  expect(condition('header:X-Shop', 'present', '')).toBe('Header X-Shop is there')
  expect(condition('sender_known', 'is', 'false')).toBe('Sender is known is No')
  expect(condition('language', 'is', 'cs')).toBe('Language is Czech')
})

it('says what of a mail is urgent', () => {
  expect(filter_reason_text({ key: 'word', params: { word: 'asap' } })).toContain('“asap”')
  expect(filter_reason_text({ key: 'header', params: { name: 'X-Priority', value: '1' } })).toContain('X-Priority: 1')
  expect(filter_reason_text({ key: 'filter', params: { title: 'Shop' } })).toContain('“Shop”')
})

it('says nothing of what is not known yet', () => {
  expect(filter_reason_text({ key: 'moon_phase', params: {} })).toBe('')
})

it('speaks the language of the reader', async () => {
  await set_locale('cs')
  await load_filter_words()
  expect(condition('subject', 'includes', 'order')).toMatch(/^Předmět .*“order”$/)
})
