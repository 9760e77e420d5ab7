// SPDX-License-Identifier: AGPL-3.0-or-later
import { mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent } from 'vue'
import { use_offers, type Offer } from './offers'

const offer = (key: string): Offer => ({ key, label: key })
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function mounted(look_up: (words: string) => Promise<Offer[]>) {
  let made!: ReturnType<typeof use_offers<Offer>>
  mount(defineComponent({ setup: () => ((made = use_offers(look_up)), () => null) }))
  return made
}
const pass = () => vi.advanceTimersByTimeAsync(200)
const labels = (made: ReturnType<typeof mounted>) => made.offers.value.map((one) => one.label)

it('asks once for what was typed last', async () => {
  const look_up = vi.fn(async (words: string) => [offer(words)])
  const made = mounted(look_up)
  made.ask('an')
  made.ask('ann')
  await pass()
  expect(look_up.mock.calls).toEqual([['ann']])
  expect(labels(made)).toEqual(['ann'])
})

it('drops an answer that comes after the next question', async () => {
  const answers = new Map<string, (found: Offer[]) => void>()
  const made = mounted((words) => new Promise((resolve) => answers.set(words, resolve)))
  made.ask('an')
  await pass()
  made.ask('bo')
  await pass()
  answers.get('bo')!([offer('Bob')])
  answers.get('an')!([offer('Anna')])
  await pass()
  expect(labels(made)).toEqual(['Bob'])
})

it('offers nothing for too little, nor after it was closed', async () => {
  const made = mounted(async (words) => [offer(words)])
  made.ask('a')
  await pass()
  expect(labels(made)).toEqual([])
  made.ask('anna')
  made.close()
  await pass()
  expect(labels(made)).toEqual([])
})

it('is walked in a circle', () => {
  const made = mounted(async () => [])
  made.show([offer('a'), offer('b'), offer('c')])
  const walked = ([1, 1, 1, 1, -1, -1] as const).map((by) => (made.move(by), made.current()?.key))
  expect(walked).toEqual(['a', 'b', 'c', 'a', 'c', 'b'])
})
