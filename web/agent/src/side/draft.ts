// SPDX-License-Identifier: AGPL-3.0-or-later
// What was written in side conversations and not sent: on this device at once, on the server a moment later, so that
// neither closing the tab nor signing out nor another computer loses it.
import { effectScope, reactive, ref, watch } from 'vue'
import type { Id, SideDraftRow, SideParticipant } from '@pult/shared/api'
import type { DraftFile } from '../drafts/draft'
import { current_user_id } from '../session/session'
import * as api from './draft_api'

export interface SideDraft {
  subject: string
  to: SideParticipant[]
  html: string
  text: string
  files: DraftFile[]
  /** Files of the ticket that go along. */
  along: Id[]
}

interface Kept extends SideDraft {
  saved_at: string
  /** The server has had it: when it has it no longer, it was sent or dropped elsewhere. */
  on_server: boolean
}

interface Entry {
  draft: SideDraft
  key: string
  touched: boolean
  on_server: boolean
  timer: ReturnType<typeof setTimeout> | undefined
  /** Calls follow each other: a save that overtakes the sending would bring a sent text back. */
  last_call: Promise<unknown>
  save: () => void
}

const server_pause_ms = 400
const empty = (): SideDraft => ({ subject: '', to: [], html: '', text: '', files: [], along: [] })
export const is_empty_side = ({ text, html, files, along, to }: SideDraft) =>
  !text.trim() && !html && files.length + along.length + to.length === 0

const entries = reactive(new Map<string, Entry>())
const scope = effectScope(true)
const key_of = (ticket_id: Id, id: string | null) =>
  `pult.side.${current_user_id.value ?? 0}.${ticket_id}.${id ?? 'new'}`

function read_local(key: string): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as Kept | null
  } catch {
    return null
  }
}

function write_local({ key, draft, on_server }: Entry) {
  try {
    if (is_empty_side(draft)) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify({ ...draft, on_server, saved_at: new Date().toISOString() }))
  } catch {
    // The server's copy is left then.
  }
}

function fill({ draft }: Entry, { subject, to, html, text, files, along }: SideDraft) {
  Object.assign(draft, { subject, to: [...to], html, text, files: [...files], along: [...along] })
}

const from_server = (row: SideDraftRow): SideDraft => ({
  subject: row.subject,
  to: row.to,
  html: row.html_body,
  text: row.body,
  files: row.uploads.map((token) => ({ token, name: '', size: 0 })),
  along: row.attachment_ids
})

function make_entry(ticket_id: Id, id: string | null, key: string): Entry {
  const entry: Entry = {
    draft: reactive(empty()),
    key,
    touched: false,
    on_server: false,
    timer: undefined,
    last_call: Promise.resolve(),
    save() {
      clearTimeout(entry.timer)
      entry.timer = undefined
      const gone = is_empty_side(entry.draft)
      if (gone && !entry.on_server) return
      entry.last_call = entry.last_call
        .then(() => (gone ? api.delete_side_draft(ticket_id, id) : api.save_side_draft(ticket_id, id, entry.draft)))
        .then(() => {
          entry.on_server = !gone
          if (!gone) write_local(entry)
        })
        // The copy on this device stays, and the next key press tries again.
        .catch(() => undefined)
    }
  }
  const local = read_local(key)
  if (local) {
    fill(entry, local)
    entry.on_server = local.on_server
  }
  scope.run(() =>
    watch(
      entry.draft,
      () => {
        if (is_filling.value) return
        entry.touched = true
        write_local(entry)
        clearTimeout(entry.timer)
        entry.timer = setTimeout(entry.save, server_pause_ms)
      },
      { deep: true, flush: 'sync' }
    )
  )
  return entry
}

const is_filling = ref(false)
function fill_quietly(entry: Entry, content: SideDraft) {
  is_filling.value = true
  fill(entry, content)
  is_filling.value = false
}

function entry_of(ticket_id: Id, id: string | null): Entry {
  const key = key_of(ticket_id, id)
  let entry = entries.get(key)
  if (!entry) entries.set(key, (entry = make_entry(ticket_id, id, key)))
  return entry
}

export const side_draft = (ticket_id: Id, id: string | null): SideDraft => entry_of(ticket_id, id).draft

/** Sent: in place, so that whoever shows it goes on with it. The server has forgotten it by itself. */
export function clear_side_draft(ticket_id: Id, id: string | null) {
  const entry = entry_of(ticket_id, id)
  clearTimeout(entry.timer)
  fill_quietly(entry, empty())
  Object.assign(entry, { touched: false, on_server: false, timer: undefined })
  write_local(entry)
}

/** No save is on its way any more. */
export function settle_side_draft(ticket_id: Id, id: string | null): Promise<unknown> {
  const entry = entry_of(ticket_id, id)
  clearTimeout(entry.timer)
  entry.timer = undefined
  return entry.last_call
}

function merge_one(entry: Entry, row: SideDraftRow | undefined) {
  if (entry.touched) return
  const local = read_local(entry.key)
  if (!row) {
    if (local?.on_server) clear_local(entry)
    else if (local) entry.save()
    return
  }
  entry.on_server = true
  // Whole seconds on the server: what this device wrote within that second is at least as new.
  const is_newer_here = local !== null && local.saved_at.slice(0, 19) >= row.updated_at.slice(0, 19)
  if (!is_newer_here) fill_quietly(entry, from_server(row))
  // The tab that wrote it may have been closed before it heard that the server has it.
  const kept = is_newer_here ? local : { ...from_server(row), saved_at: row.updated_at }
  if (local) localStorage.setItem(entry.key, JSON.stringify({ ...kept, on_server: true }))
}

function clear_local(entry: Entry) {
  fill_quietly(entry, empty())
  entry.on_server = false
  localStorage.removeItem(entry.key)
}

/** What the server holds of this ticket's drafts, once it is known. */
export async function restore_side_drafts(ticket_id: Id) {
  const rows = await api.side_drafts(ticket_id).catch(() => null)
  if (!rows) return
  const prefix = key_of(ticket_id, '')
  const here = Object.keys(localStorage)
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
  const known = new Set([...here, ...rows.map((row) => row.side_conversation_id ?? 'new')])
  for (const name of known) {
    const id = name === 'new' ? null : name
    merge_one(
      entry_of(ticket_id, id),
      rows.find((row) => row.side_conversation_id === id)
    )
  }
}

/** Whether something waits to be sent there. */
export function has_side_draft(ticket_id: Id, id: string | null): boolean {
  const entry = entries.get(key_of(ticket_id, id))
  return entry !== undefined && !is_empty_side(entry.draft)
}
