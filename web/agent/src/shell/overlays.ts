// SPDX-License-Identifier: AGPL-3.0-or-later
// Dialogs that are opened from anywhere and shown by the shell.
import { ref, shallowRef } from 'vue'
import type { Ticket, View } from '@pult/shared/api'

export const is_help_open = ref(false)
export const is_new_ticket_open = ref(false)
export const is_palette_open = ref(false)

/** The closed ticket that a new one follows. */
export const followed_up = shallowRef<Ticket | null>(null)

export function start_follow_up(ticket: Ticket) {
  followed_up.value = ticket
  is_new_ticket_open.value = true
}

/** `view` null: a new one. */
export const view_being_edited = shallowRef<{ view: View | null } | null>(null)
export const edit_view = (view: View | null) => (view_being_edited.value = { view })
