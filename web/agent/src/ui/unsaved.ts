// SPDX-License-Identifier: AGPL-3.0-or-later
// What was typed into a form is not lost by a slip: whoever leaves it is asked first.
import { useEventListener } from '@vueuse/core'
import { shallowRef } from 'vue'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'

/** Set while the question is on the screen; it takes the answer. */
export const leave_question = shallowRef<((leaves: boolean) => void) | null>(null)

export function ask_to_leave(): Promise<boolean> {
  leave_question.value?.(false)
  return new Promise((resolve) => {
    leave_question.value = (leaves) => {
      leave_question.value = null
      resolve(leaves)
    }
  })
}

const controls = 'input, select, textarea, [role=combobox], [contenteditable=true]'

/** What a form says, so that two looks at it can be compared. */
export function print_of(form: HTMLElement): string {
  const values = [...form.querySelectorAll<HTMLElement>(controls)].map((one) => {
    if (one instanceof HTMLInputElement && (one.type === 'checkbox' || one.type === 'radio')) return one.checked
    if ('value' in one) return one.value
    return one.textContent
  })
  return JSON.stringify(values)
}

/**
 * Guards a form of a page: its links, its way back and its end. The form as it was before the first key or click
 * counts as stored, because fields may come after their page.
 */
export function use_unsaved(form: () => HTMLElement | null | undefined) {
  let before: string | null = null
  const note = () => {
    const element = form()
    if (element) before ??= print_of(element)
  }
  const is_unsaved = () => {
    const element = form()
    return before !== null && !!element && print_of(element) !== before
  }
  const may_leave = async () => !is_unsaved() || (await ask_to_leave())
  for (const event of ['pointerdown', 'keydown'] as const)
    useEventListener(form, event, note, { capture: true, passive: true })
  useEventListener(window, 'beforeunload', (event) => {
    if (is_unsaved()) event.preventDefault()
  })
  onBeforeRouteLeave(may_leave)
  onBeforeRouteUpdate(may_leave)
  /** From now on what the form says counts as stored. */
  const forget = () => (before = null)
  return { may_leave, forget }
}
