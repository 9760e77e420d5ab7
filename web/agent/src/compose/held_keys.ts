// SPDX-License-Identifier: AGPL-3.0-or-later
// What is typed between "reply" and the moment the editor has the focus: kept from the shortcuts, then written.

/** Longer than the editor ever takes to load; afterwards the keys are everybody's again. */
const longest_wait_ms = 5000

export interface HeldKeys {
  hold: () => void
  /** Lets the keys go and gives what was typed meanwhile. */
  release: () => string
}

const takes_text = (target: EventTarget | null) =>
  target instanceof Element && target.closest('input, textarea, select, [contenteditable="true"]') !== null

export function use_held_keys(): HeldKeys {
  let typed = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  function take(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || takes_text(event.target)) return
    if (event.key.length !== 1) return
    event.preventDefault()
    event.stopImmediatePropagation()
    typed += event.key
  }

  function release(): string {
    clearTimeout(timer)
    window.removeEventListener('keydown', take, true)
    const text = typed
    typed = ''
    return text
  }

  function hold() {
    release()
    window.addEventListener('keydown', take, true)
    timer = setTimeout(release, longest_wait_ms)
  }

  return { hold, release }
}
