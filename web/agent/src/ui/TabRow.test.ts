// SPDX-License-Identifier: AGPL-3.0-or-later
import { mount, type VueWrapper } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it } from 'vitest'
import TabRow from './TabRow.vue'

const tabs = ['one', 'two', 'three'].map((value) => ({ value, label: value.toUpperCase() }))
let row: VueWrapper
beforeEach(() => {
  row = mount(TabRow, {
    attachTo: document.body,
    props: {
      tabs,
      label: 'Numbers',
      shows: 'part',
      mark: (value: string) => `tab-${value}`,
      modelValue: 'one',
      'onUpdate:modelValue': (modelValue: string) => row.setProps({ modelValue })
    }
  })
})
afterEach(() => row.unmount())

const chosen = () => row.findAll('[aria-selected="true"]').map((one) => one.text())
const reached = () => row.findAll('[tabindex="0"]').map((one) => one.text())

it.each([
  ['the next', ['right'], 'TWO'],
  ['the one before the first is the last', ['left'], 'THREE'],
  ['the one after the last is the first', ['end', 'right'], 'ONE'],
  ['the last', ['end'], 'THREE'],
  ['the first', ['end', 'home'], 'ONE']
])('keys choose %s', async (_what, keys, wanted) => {
  for (const key of keys) await row.find('[role=tablist]').trigger(`keydown.${key}`)
  expect(chosen()).toEqual([wanted])
  expect(reached()).toEqual([wanted])
  expect(document.activeElement?.textContent).toBe(wanted)
})

it('a click chooses, and each tab names what it shows', async () => {
  await row.find('[data-testid=tab-two]').trigger('click')
  expect(chosen()).toEqual(['TWO'])
  expect(row.findAll('[role=tab]').map((tab) => tab.attributes('aria-controls'))).toEqual(['part', 'part', 'part'])
  expect(row.find('[role=tablist]').attributes('aria-label')).toBe('Numbers')
})
