// SPDX-License-Identifier: AGPL-3.0-or-later
// Lets the timer of an open ticket run: while the window is seen and somebody is at the keyboard.
import { useDocumentVisibility, useEventListener } from '@vueuse/core'
import { computed, onScopeDispose, watch } from 'vue'
import type { Id } from '@pult/shared/api'
import { use_time_settings } from './queries'
import { timer_of } from './timer'

const signs_of_life = ['keydown', 'pointermove', 'wheel', 'pointerdown'] as const

/** Whether a timer runs at this desk. */
export function count_time(ticket_id: Id) {
  const settings = use_time_settings()
  const visibility = useDocumentVisibility()
  const is_wanted = computed(() => settings.data.value?.timer === true)
  const timer = timer_of(ticket_id)
  for (const event of signs_of_life) {
    useEventListener(window, event, () => timer.touch(Date.now()), { passive: true })
  }
  watch(
    [is_wanted, visibility],
    () => {
      if (is_wanted.value && visibility.value === 'visible') timer.start(Date.now())
      else timer.pause(Date.now())
    },
    { immediate: true }
  )
  onScopeDispose(() => timer.pause(Date.now()))
  return is_wanted
}
