// SPDX-License-Identifier: AGPL-3.0-or-later
// What is typed, and what of it is looked for: a moment after the last key.
import { refDebounced } from '@vueuse/core'
import { computed, ref, type Ref } from 'vue'

const pause_ms = 150

export function use_asked(words: Ref<string> = ref('')) {
  const asked = refDebounced(
    computed(() => words.value.trim()),
    pause_ms
  )
  return { words, asked }
}
