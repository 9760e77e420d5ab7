// SPDX-License-Identifier: AGPL-3.0-or-later
// Completions under the cursor of the editor.
import type { Editor } from '@tiptap/core'
import { ref, shallowRef } from 'vue'
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
const list_width_px = 300
const gap_px = 4

/** Under the word, or over it where there is no room below. */
function place_of(editor: Editor, found: Trigger): Record<string, string> {
  const at = editor.view.coordsAtPos(editor.state.selection.from - found.length)
  const left = `${Math.min(at.left, window.innerWidth - list_width_px)}px`
  const is_low = at.bottom + list_height_px > window.innerHeight
  return is_low
    ? { left, bottom: `${window.innerHeight - at.top + gap_px}px` }
    : { left, top: `${at.bottom + gap_px}px` }
}

function text_before(editor: Editor | undefined): string {
  const selection = editor?.state.selection
  if (!selection?.empty) return ''
  const { $from } = selection
  return $from.parent.textBetween(0, $from.parentOffset, undefined, '\uFFFC')
}

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

  function close() {
    trigger.value = null
    offers.value = []
  }

  /** Called after every change; asks only when there is something to complete. */
  async function update() {
    const text = text_before(editor())
    const found = text === dismissed ? null : find_trigger(text, allowed())
    if (!found) return close()
    trigger.value = found
    const list = await Promise.resolve(look_up(found)).catch(() => [])
    if (trigger.value !== found) return
    offers.value = list
    active.value = 0
    place.value = place_of(editor()!, found)
  }

  function choose(offer: SuggestOffer | undefined) {
    const current = editor()
    const found = trigger.value
    if (!offer || !found || !current) return
    const to = current.state.selection.from
    const chain = current
      .chain()
      .focus()
      .deleteRange({ from: to - found.length, to })
    if (offer.text) chain.insertContent({ type: 'text', text: offer.text })
    chain.run()
    close()
    on_choice(offer)
  }

  /** True when the list has taken the key. */
  function handle_key(event: KeyboardEvent): boolean {
    const total = offers.value.length
    if (total === 0) return false
    const step = { ArrowDown: 1, ArrowUp: total - 1 }[event.key]
    if (step !== undefined) active.value = (active.value + step) % total
    else if (event.key === 'Enter' || event.key === 'Tab') choose(offers.value[active.value])
    else if (event.key === 'Escape') {
      dismissed = text_before(editor())
      close()
    } else return false
    event.preventDefault()
    event.stopPropagation()
    return true
  }

  return { offers, active, place, update, choose, close, handle_key }
}
