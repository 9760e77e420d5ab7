// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { single_key_shortcuts } from '../session/preferences'
import { key_name, use_shortcuts, type Keymap } from './keys'

const press = (key: string, code = '', target: EventTarget = document.body) =>
  target.dispatchEvent(new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true }))

const within = (keymap: Keymap) => {
  const own = effectScope()
  own.run(() => use_shortcuts(keymap))
  return own
}

afterEach(() => {
  single_key_shortcuts.value = true
  document.body.innerHTML = ''
})

describe('key_name', () => {
  it.each([
    ['j', 'KeyJ', 'j'],
    ['J', 'KeyJ', 'j'],
    ['о', 'KeyJ', 'j'],
    ['ю', 'Period', '.'],
    ['j', 'KeyC', 'j'],
    ['?', 'Digit7', '?'],
    ['Enter', 'Enter', 'Enter'],
    ['č', 'Digit4', '']
  ])('%s typed with %s means "%s"', (key, code, name) => {
    expect(key_name({ key, code })).toBe(name)
  })
})

describe('use_shortcuts', () => {
  it('runs the action of the newest scope and returns to the older one', () => {
    const older = vi.fn()
    const newer = vi.fn()
    const first = within({ r: older })
    const second = within({ r: newer })
    press('r', 'KeyR')
    second.stop()
    press('к', 'KeyR')
    first.stop()
    press('r', 'KeyR')
    expect([older.mock.calls.length, newer.mock.calls.length]).toEqual([1, 1])
  })

  it('understands a sequence of two keys and forgets the first one', () => {
    const go = vi.fn()
    const plain = vi.fn()
    const own = within({ 'g m': go, m: plain })
    press('g', 'KeyG')
    press('m', 'KeyM')
    press('m', 'KeyM')
    own.stop()
    expect([go.mock.calls.length, plain.mock.calls.length]).toEqual([1, 1])
  })

  it('leaves typing alone', () => {
    const action = vi.fn()
    const own = within({ r: action })
    const input = document.body.appendChild(document.createElement('input'))
    press('r', 'KeyR', input)
    own.stop()
    expect(action).not.toHaveBeenCalled()
  })

  it('keeps arrows but no letters when single keys are switched off', () => {
    single_key_shortcuts.value = false
    const letter = vi.fn()
    const arrow = vi.fn()
    const own = within({ j: letter, ArrowDown: arrow })
    press('j', 'KeyJ')
    press('ArrowDown', 'ArrowDown')
    own.stop()
    expect([letter.mock.calls.length, arrow.mock.calls.length]).toEqual([0, 1])
  })

  it('does nothing behind an open dialog', () => {
    const action = vi.fn()
    const own = within({ r: action })
    document.body.innerHTML = '<div role="dialog" data-state="open"></div>'
    press('r', 'KeyR')
    own.stop()
    expect(action).not.toHaveBeenCalled()
  })
})
