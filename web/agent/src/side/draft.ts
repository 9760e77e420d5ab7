// SPDX-License-Identifier: AGPL-3.0-or-later
// What was written in side conversations and not sent: on this device at once, on the server a moment later, so that
// neither closing the tab nor signing out nor another computer loses it.
import { effectScope, reactive, ref, watch } from 'vue'
import type { Id, SideDraftRow, SideParticipant } from '@pult/shared/api'
import type { DraftFile } from '../drafts/draft'
import { keep, make_saver, read_kept } from '../drafts/saver'
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

interface LocalDraft extends SideDraft {
  /** The server has had it: when it has it no longer, it was sent or dropped elsewhere. */
  on_server: boolean
}

interface Entry {
  draft: SideDraft
  key: string
  touched: boolean
  on_server: boolean
  saver: ReturnType<typeof make_saver>
}

const empty = (): SideDraft => ({ subject: '', to: [], html: '', text: '', files: [], along: [] })
export const is_empty_side = ({ text, html, files, along, to }: SideDraft) =>
  !text.trim() && !html && files.length + along.length + to.length === 0

const entries = reactive(new Map<string, Entry>())
const scope = effectScope(true)
const key_of = (ticket_id: Id, id: string | null) =>
  `pult.side.${current_user_id.value ?? 0}.${ticket_id}.${id ?? 'new'}`

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

function saver_of(ticket_id: Id, id: string | null, entry: Entry) {
  return make_saver({
    key: entry.key,
    local: () => (is_empty_side(entry.draft) ? null : { ...entry.draft, on_server: entry.on_server }),
    server() {
      const gone = is_empty_side(entry.draft)
      if (gone && !entry.on_server) return null
      return async () => {
        await (gone ? api.delete_side_draft(ticket_id, id) : api.save_side_draft(ticket_id, id, entry.draft))
        entry.on_server = !gone
        if (!gone) entry.saver.write_local()
      }
    }
  })
}

function make_entry(ticket_id: Id, id: string | null, key: string): Entry {
  const entry = { draft: reactive(empty()), key, touched: false, on_server: false } as Entry
  entry.saver = saver_of(ticket_id, id, entry)
  const local = read_kept<LocalDraft>(key)
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
        entry.saver.touch()
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
  entry.saver.cancel()
  fill_quietly(entry, empty())
  Object.assign(entry, { touched: false, on_server: false })
  entry.saver.write_local()
}

/** No save is on its way any more. */
export const settle_side_draft = (ticket_id: Id, id: string | null) => entry_of(ticket_id, id).saver.settle()

function merge_one(entry: Entry, row: SideDraftRow | undefined) {
  if (entry.touched) return
  const local = read_kept<LocalDraft>(entry.key)
  if (!row) {
    if (local?.on_server) clear_local(entry)
    else if (local) entry.saver.write_server()
    return
  }
  entry.on_server = true
  // Whole seconds on the server: what this device wrote within that second is at least as new.
  const is_newer_here = local !== null && local.saved_at.slice(0, 19) >= row.updated_at.slice(0, 19)
  if (!is_newer_here) fill_quietly(entry, from_server(row))
  // The tab that wrote it may have been closed before it heard that the server has it.
  const kept = is_newer_here ? local : { ...from_server(row), saved_at: row.updated_at }
  if (local) keep(entry.key, { ...kept, on_server: true })
}

function clear_local(entry: Entry) {
  fill_quietly(entry, empty())
  entry.on_server = false
  keep(entry.key, null)
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
