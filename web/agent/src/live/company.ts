// SPDX-License-Identifier: AGPL-3.0-or-later
// Which ticket is open here and whether somebody writes in it, for the server; and who else has it open.
import { useDocumentVisibility } from '@vueuse/core'
import { computed, shallowRef } from 'vue'
import type { Id, LiveMessage } from '@pult/shared/api'
import { current_user_id } from '../session/session'

interface Place {
  type: 'looking'
  ticket_id: Id | null
  writes: boolean
}
type Lookers = Extract<LiveMessage, { type: 'lookers' }>

/** Whoever types nothing for so long thinks, reads, or has gone. */
const pause_ms = 8_000

const open_ticket = shallowRef<Id | null>(null)
const writes = shallowRef(false)
const visibility = useDocumentVisibility()
const told = shallowRef<Lookers | null>(null)
let pause: ReturnType<typeof setTimeout> | undefined

/** What the server is told. Nobody looks at a ticket in a tab that is out of sight. */
export const place = computed<Place>((before) => {
  const ticket_id = visibility.value === 'visible' ? open_ticket.value : null
  const now: Place = { type: 'looking', ticket_id, writes: ticket_id !== null && writes.value }
  return before?.ticket_id === now.ticket_id && before.writes === now.writes ? before : now
})

export function come_to(ticket_id: Id) {
  stop_writing()
  told.value = null
  open_ticket.value = ticket_id
}

/** Another ticket may have been opened before this one is closed. */
export function go_from(ticket_id: Id) {
  if (open_ticket.value !== ticket_id) return
  stop_writing()
  open_ticket.value = null
}

export function note_writing() {
  writes.value = true
  clearTimeout(pause)
  pause = setTimeout(stop_writing, pause_ms)
}

export function stop_writing() {
  clearTimeout(pause)
  writes.value = false
}

export const store_lookers = (message: Lookers | null) => (told.value = message)

/** Colleagues at a ticket, those first who write. */
export function company_at(ticket_id: Id) {
  if (told.value?.ticket_id !== ticket_id) return []
  return told.value.lookers
    .filter((one) => one.user_id !== current_user_id.value)
    .sort((one, other) => Number(other.writes) - Number(one.writes))
}
