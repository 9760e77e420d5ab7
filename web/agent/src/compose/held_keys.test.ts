// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, expect, test, vi } from 'vitest'
import { use_held_keys } from './held_keys'

const shortcut = vi.fn()
window.addEventListener('keydown', shortcut)

const press = (key: string, target: EventTarget = document.body, more: KeyboardEventInit = {}) =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }))

afterEach(() => {
  shortcut.mockClear()
  vi.useRealTimers()
})

test('keeps what is typed from the shortcuts and gives it back once', () => {
  const keys = use_held_keys()
  keys.hold()
  for (const key of 'Dear é') press(key)
  expect(shortcut).not.toHaveBeenCalled()
  expect(keys.release()).toBe('Dear é')
  press('e')
  expect(shortcut).toHaveBeenCalledOnce()
  expect(keys.release()).toBe('')
})

test('leaves commands and other fields alone', () => {
  const field = document.body.appendChild(document.createElement('input'))
  const keys = use_held_keys()
  keys.hold()
  press('k', document.body, { ctrlKey: true })
  press('Enter')
  press('a', field)
  expect(shortcut).toHaveBeenCalledTimes(3)
  expect(keys.release()).toBe('')
})

test('gives up after a while', () => {
  vi.useFakeTimers()
  const keys = use_held_keys()
  keys.hold()
  vi.advanceTimersByTime(6000)
  press('e')
  expect(shortcut).toHaveBeenCalledOnce()
})
