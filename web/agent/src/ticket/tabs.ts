// SPDX-License-Identifier: AGPL-3.0-or-later
// Tickets an agent keeps open, and those opened lately; both kept on this device for each person.
import { computed, ref, watch } from 'vue'
import type { Id, Ticket, TicketStatus } from '@pult/shared/api'
import { current_user_id } from '../session/session'

const most_tabs = 12
const most_recent = 20

export interface Tab {
  id: Id
  subject: string
  status: TicketStatus
  /** Opened because something was written: goes away with what was written. */
  for_draft?: boolean
}

const key_of = (kind: string) => `pult.${kind}.${current_user_id.value ?? 0}`

function read(kind: string): Tab[] {
  try {
    return JSON.parse(localStorage.getItem(key_of(kind)) ?? '[]') as Tab[]
  } catch {
    return []
  }
}

function write(kind: string, tabs: Tab[]) {
  try {
    localStorage.setItem(key_of(kind), JSON.stringify(tabs))
  } catch {
    // A full storage costs only the list.
  }
}

const all_tabs = ref<Tab[]>([])
const all_recent = ref<Tab[]>([])
watch(
  current_user_id,
  () => {
    all_tabs.value = read('tabs')
    all_recent.value = read('recent')
  },
  { immediate: true, flush: 'sync' }
)

export const tabs = computed<readonly Tab[]>(() => all_tabs.value)
export const recent_tickets = computed<readonly Tab[]>(() => all_recent.value)
export const is_kept = (id: Id) => all_tabs.value.some((tab) => tab.id === id)

const tab_of = (ticket: Ticket): Tab => ({ id: ticket.id, subject: ticket.subject ?? '', status: ticket.status })

function store_tabs(next: Tab[]) {
  all_tabs.value = next
  write('tabs', next)
}

export function keep_open(ticket: Ticket, for_draft = false) {
  const known = all_tabs.value.find((tab) => tab.id === ticket.id)
  if (known && (for_draft || !known.for_draft)) return
  const others = all_tabs.value.filter((tab) => tab.id !== ticket.id)
  const added = for_draft ? { ...tab_of(ticket), for_draft } : tab_of(ticket)
  store_tabs([...others, added].slice(-most_tabs))
}

export function close_tab(id: Id) {
  if (is_kept(id)) store_tabs(all_tabs.value.filter((tab) => tab.id !== id))
}

/** What was written is sent or gone: the tab that was opened for it is not wanted any more. */
export function close_draft_tab(id: Id) {
  if (all_tabs.value.some((tab) => tab.id === id && tab.for_draft)) close_tab(id)
}

/** The newest first; also keeps the name and status of a tab current. */
export function note_opened(ticket: Ticket) {
  all_recent.value = [tab_of(ticket), ...all_recent.value.filter((one) => one.id !== ticket.id)].slice(0, most_recent)
  write('recent', all_recent.value)
  const shown = all_tabs.value.find((tab) => tab.id === ticket.id)
  if (!shown || (shown.subject === ticket.subject && shown.status === ticket.status)) return
  store_tabs(all_tabs.value.map((tab) => (tab.id === ticket.id ? { ...tab, ...tab_of(ticket) } : tab)))
}
