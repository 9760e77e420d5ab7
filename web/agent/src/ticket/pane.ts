// SPDX-License-Identifier: AGPL-3.0-or-later
import { defineAsyncComponent } from 'vue'

const load = () => import('./TicketPane.vue')
export const LazyTicketPane = defineAsyncComponent(load)

/** The list comes first; the ticket's code follows as soon as the list is there, well before anybody opens one. */
export const prefetch_ticket_pane = () => void load()
