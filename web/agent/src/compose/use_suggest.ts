// SPDX-License-Identifier: AGPL-3.0-or-later
// Completions under the cursor of the editor.
import type { Editor } from '@tiptap/core'
import { computed, ref, shallowRef } from 'vue'
import type { Offer } from '../ui/offers'
import { find_trigger, type SuggestKind, type Trigger } from './suggest'

export interface SuggestOffer extends Offer {
  kind: SuggestKind
  /** What is put in place of what was typed; nothing where the choice opens something else. */
  text: string
  id?: number
}

export type Suggester = (trigger: Trigger) => Promise<SuggestOffer[]> | SuggestOffer[]

const list_height_px = 260

export function use_suggest(
  editor: () => Editor | undefined,
  allowed: () => ReadonlySet<SuggestKind>,
  look_up: Suggester,
  on_choice: (offer: SuggestOffer) => void
) {
  const offers = shallowRef<SuggestOffer[]>([])
  const active = ref(0)
  const place = ref<Record<string, string>>({})
  const trigger = shallowRef<Trigger | null>(null)
  let dismissed = ''

  function text_before(): string {
    const selection = editor()?.state.selection
    if (!selection?.empty) return ''
    const { $from } = selection
    return $from.parent.textBetween(0, $from.parentOffset, undefined, '￼')
  }

  function close() {
    trigger.value = null
    offers.value = []
  }

  /** Called after every change; asks only when there is something to complete. */
  async function update() {
    const text = text_before()
    const found = text === dismissed ? null : find_trigger(text, allowed())
    if (!found) return close()
    trigger.value = found
    const list = await Promise.resolve(look_up(found)).catch(() => [])
    if (trigger.value !== found) return
    offers.value = list
    active.value = 0
    set_place(found)
  }

  function set_place(found: Trigger) {
    const current = editor()
    if (!current) return
    const at = current.view.coordsAtPos(current.state.selection.from - found.length)
    const left = `${Math.min(at.left, window.innerWidth - 300)}px`
    const is_low = at.bottom + list_height_px > window.innerHeight
    place.value = is_low
      ? { left, bottom: `${window.innerHeight - at.top + 4}px` }
      : { left, top: `${at.bottom + 4}px` }
  }

  function choose(offer: SuggestOffer | undefined) {
    const current = editor()
    const found = trigger.value
    if (!offer || !found || !current) return
    const to = current.state.selection.from
    const chain = current.chain().focus().deleteRange({ from: to - found.length, to })
    if (offer.text) chain.insertContent({ type: 'text', text: offer.text })
    chain.run()
    close()
    on_choice(offer)
  }

  /** True when the list has taken the key. */
  function handle_key(event: KeyboardEvent): boolean {
    const total = offers.value.length
    if (total === 0) return false
    if (event.key === 'ArrowDown') active.value = (active.value + 1) % total
    else if (event.key === 'ArrowUp') active.value = (active.value - 1 + total) % total
    else if (event.key === 'Enter' || event.key === 'Tab') choose(offers.value[active.value])
    else if (event.key === 'Escape') {
      dismissed = text_before()
      close()
    } else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }

  return { offers, active, place, update, choose, close, handle_key, is_open: computed(() => offers.value.length > 0) }
}
