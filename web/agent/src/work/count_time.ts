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
  let is_left = false
  const is_seen = () => !is_left && is_wanted.value && visibility.value === 'visible'
  watch(
    [is_wanted, visibility],
    () => {
      if (is_seen()) timer.start(Date.now())
      else timer.pause(Date.now())
    },
    { immediate: true }
  )
  // A tab that is left pauses what it has in common with this one, where the ticket is still seen.
  watch(
    () => timer.is_running,
    (runs) => !runs && is_seen() && timer.start(Date.now())
  )
  useEventListener(window, 'pagehide', () => {
    is_left = true
    timer.pause(Date.now())
  })
  useEventListener(window, 'pageshow', () => {
    is_left = false
    if (is_seen()) timer.start(Date.now())
  })
  onScopeDispose(() => timer.pause(Date.now()))
  return is_wanted
}
