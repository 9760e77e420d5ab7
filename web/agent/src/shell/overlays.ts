// SPDX-License-Identifier: AGPL-3.0-or-later
// Dialogs that are opened from anywhere and shown by the shell.
import { ref } from 'vue'

export const is_help_open = ref(false)
export const is_new_ticket_open = ref(false)
