// SPDX-License-Identifier: AGPL-3.0-or-later
// What a field offers while one types: looked up a moment after the last key, walked with the arrow keys.
import { useDebounceFn } from '@vueuse/core'
import { ref, shallowRef, useId } from 'vue'

export interface Offer {
  key: string
  label: string
  hint?: string
}

const pause_ms = 150

export function use_offers<T extends Offer>(look_up: (words: string) => Promise<T[]> | T[], shortest = 2) {
  const list_id = useId()
  const offers = shallowRef<T[]>([])
  const active = ref(-1)
  let asked = ''

  function show(found: T[], first_active = false) {
    offers.value = found
    active.value = first_active && found.length > 0 ? 0 : -1
  }

  const ask_later = useDebounceFn(async (words: string) => {
    if (words !== asked) return
    const found = await Promise.resolve(look_up(words)).catch(() => [])
    // Typed on meanwhile, or chosen.
    if (words === asked) show(found)
  }, pause_ms)

  function ask(text: string) {
    asked = text.trim()
    if (asked.length < shortest) return close()
    void ask_later(asked)
  }

  function close() {
    asked = ''
    show([])
  }

  function move(by: 1 | -1) {
    const total = offers.value.length
    if (total > 0) active.value = (Math.max(active.value, by > 0 ? -1 : 0) + by + total) % total
  }

  return {
    list_id,
    offers,
    active,
    ask,
    close,
    move,
    show,
    current: (): T | undefined => offers.value[active.value],
    /** What the input says of its list to screen readers. */
    attributes: () => ({
      role: 'combobox',
      'aria-autocomplete': 'list' as const,
      autocomplete: 'off',
      'aria-expanded': offers.value.length > 0,
      'aria-controls': list_id,
      'aria-activedescendant': active.value >= 0 ? `${list_id}-${active.value}` : undefined
    })
  }
}
