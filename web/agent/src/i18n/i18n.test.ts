// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, describe, expect, it } from 'vitest'
import { format_bytes, format_number } from './format'
import { set_locale, translate, type Locale } from './index'

afterAll(() => set_locale('en'))

describe('plurals', () => {
  it.each<[Locale, [number, string][]]>([
    [
      'en',
      [
        [1, '1 result'],
        [5, '5 results']
      ]
    ],
    [
      'ru',
      [
        [1, '1 результат'],
        [2, '2 результата'],
        [5, '5 результатов'],
        [21, '21 результат']
      ]
    ],
    [
      'cs',
      [
        [1, '1 výsledek'],
        [2, '2 výsledky'],
        [5, '5 výsledků']
      ]
    ],
    [
      'lt',
      [
        [1, '1 rezultatas'],
        [2, '2 rezultatai'],
        [11, '11 rezultatų'],
        [21, '21 rezultatas']
      ]
    ],
    [
      'ro',
      [
        [1, '1 rezultat'],
        [2, '2 rezultate'],
        [20, '20 de rezultate'],
        [101, '101 rezultate']
      ]
    ]
  ])('are right in %s', async (locale, cases) => {
    await set_locale(locale)
    for (const [count, text] of cases) expect(translate('search.count', { count })).toBe(text)
    expect(document.documentElement.lang).toBe(locale)
  })
})

it('writes numbers and sizes the way the language does', async () => {
  await set_locale('cs')
  expect(format_number(1234.5).replace(/\s/g, ' ')).toBe('1 234,5')
  expect(format_bytes(2_500_000).replace(/\s/g, ' ')).toBe('2,5 MB')
})
