// SPDX-License-Identifier: AGPL-3.0-or-later
// Single-key shortcuts that work on every keyboard layout. The newest scope wins; a scope may leave a key to the one
// below it.
import { onScopeDispose } from 'vue'
import { single_key_shortcuts } from '../session/preferences'

/** Key, with "Shift+" where that matters, or two keys in a row ("g m"), to what it does. */
export type Keymap = Record<string, () => void>

const scopes: Keymap[] = []
const sequence_ms = 1_200
let prefix = ''
let prefix_at_ms = 0

const code_punctuation: Record<string, string> = { Period: '.', Slash: '/', Comma: ',' }

/** The letter printed on the key: what it types when that is Latin, else its place on the keyboard. */
export function key_name(event: Pick<KeyboardEvent, 'key' | 'code'>): string {
  if (event.key.length > 1) return event.key
  if (event.key.codePointAt(0)! < 0x80) return event.key.toLowerCase()
  return event.code.startsWith('Key') ? event.code.slice(3).toLowerCase() : (code_punctuation[event.code] ?? '')
}

function is_typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

/** An open dialog, menu or list owns the keyboard. */
const overlay_is_open = () =>
  document.querySelector('[role="dialog"][data-state="open"], [role="menu"], [role="alertdialog"]') !== null

function find_action(name: string): (() => void) | undefined {
  for (let index = scopes.length - 1; index >= 0; index -= 1) {
    const action = scopes[index]![name]
    if (action) return action
  }
  return undefined
}

export function handle_key(event: KeyboardEvent) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
  if (is_typing(event.target) || overlay_is_open()) return
  const name = key_name(event)
  if (name.length === 1 && !single_key_shortcuts.value) return
  // Enter and arrows on a focused control belong to that control.
  const on_control = event.target instanceof HTMLElement && event.target.closest('button, a, [role="tab"]') !== null
  if (on_control && (name === 'Enter' || name === ' ')) return
  const in_sequence = prefix !== '' && event.timeStamp - prefix_at_ms < sequence_ms
  const shifted = event.shiftKey && /^[a-z]$/.test(name) ? find_action(`Shift+${name}`) : undefined
  const action = (in_sequence && find_action(`${prefix} ${name}`)) || shifted || find_action(name)
  prefix = name === 'g' ? 'g' : ''
  prefix_at_ms = event.timeStamp
  if (!action) return
  event.preventDefault()
  action()
}

let listening = false

export function use_shortcuts(keymap: Keymap) {
  if (!listening) document.addEventListener('keydown', handle_key)
  listening = true
  scopes.push(keymap)
  onScopeDispose(() => scopes.splice(scopes.indexOf(keymap), 1))
}
