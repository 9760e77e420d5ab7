// SPDX-License-Identifier: AGPL-3.0-or-later
// A list that one has gone back to stays at the ticket that was on top until its reader moves: its rows get their
// height only when they are drawn, and a list that was out of sight may be fetched anew and come in another order.
import { useEventListener } from '@vueuse/core'
import { nextTick } from 'vue'
import type { Id } from '@pult/shared/api'

const moves: (keyof WindowEventMap)[] = ['wheel', 'touchmove', 'pointerdown', 'keydown']

export function use_held_place(
  top_id: Id | null | undefined,
  index_of: (id: Id) => number,
  scroll_to: (index: number) => void
) {
  let held = top_id ?? null
  const let_go = () => (held = null)
  useEventListener(window, moves, let_go, { capture: true, passive: true })

  /** False when there is no place to go back to, or its ticket is not in the list. */
  async function restore(): Promise<boolean> {
    if (held === null) return false
    // The index is looked up when the list is drawn: rows may have come before it meanwhile.
    await nextTick()
    const index = held === null ? -1 : index_of(held)
    if (index >= 0) scroll_to(index)
    return index >= 0
  }

  return { restore }
}
