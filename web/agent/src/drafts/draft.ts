// SPDX-License-Identifier: AGPL-3.0-or-later
// What an agent has typed and not sent. Each key press is kept on this device at once and on the server a moment later,
// so that neither a crash nor the end of the session nor another computer loses it.
import { onScopeDispose, reactive, watch } from 'vue'
import type { Draft, Id } from '@pult/shared/api'
import { take_draft } from '../api/later'
import * as api from '../api/tickets'
import { mark_draft } from '../queries/patch'
import { current_user_id } from '../session/session'
import { make_saver, read_kept, type Kept } from './saver'

export interface DraftFile {
  token: string
  name: string
  size: number
  /** A picture within the text, by the attachment that the text names. */
  picture_id?: Id
}

export interface DraftContent {
  html: string
  text: string
  public: boolean
  files: DraftFile[]
  /** Addresses that the mail of the reply also goes to, unknown to the others. */
  bcc: string[]
}

type StoredDraft = Kept<DraftContent>

const empty_content = (): DraftContent => ({ html: '', text: '', public: true, files: [], bcc: [] })

export const is_empty_draft = (content: DraftContent) => content.text.trim() === '' && content.files.length === 0

export const storage_key = (user_id: Id | null, ticket_id: Id) => `pult.draft.${user_id ?? 0}.${ticket_id}`

export function read_local(key: string): StoredDraft | null {
  const stored = read_kept<DraftContent>(key)
  return stored && { ...stored, bcc: stored.bcc ?? [] }
}

function escape_html(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/\n/g, '<br>')
}

export const html_of_draft = (draft: Pick<Draft, 'body' | 'html_body'>) => draft.html_body || escape_html(draft.body)

export const from_server = (draft: Draft): DraftContent => ({
  html: html_of_draft(draft),
  text: draft.body,
  public: draft.public,
  files: draft.uploads.map((token) => ({ token, name: '', size: 0 })),
  bcc: draft.bcc ?? []
})

export const to_server = ({ html, text, public: is_public, files, bcc }: DraftContent) => ({
  body: text,
  html_body: html,
  public: is_public,
  uploads: files.map((file) => file.token),
  bcc: [...bcc]
})

const joined = (one: DraftContent, other: DraftContent): DraftContent => ({
  ...one,
  html: one.html + other.html,
  text: `${one.text}\n${other.text}`,
  files: [...one.files, ...other.files],
  bcc: [...new Set([...one.bcc, ...other.bcc])]
})

/** The newer of the two copies; the local one wins a tie, it has the names of its files. */
export function newer_draft(local: StoredDraft | null, remote: Draft | null): DraftContent | null {
  if (local && (!remote || local.saved_at >= remote.updated_at)) return local
  return remote ? from_server(remote) : null
}

function use_saver(ticket_id: Id, key: string, content: DraftContent) {
  const saver = make_saver({
    key,
    local: () => (is_empty_draft(content) ? null : content),
    server() {
      const value = to_server(content)
      const empty = is_empty_draft(content)
      mark_draft(ticket_id, !empty)
      return () => (empty ? api.delete_draft(ticket_id) : api.save_draft(ticket_id, value))
    }
  })
  onScopeDispose(saver.flush)
  const save = (more: Partial<Draft>) => api.save_draft(ticket_id, { ...to_server(content), ...more })
  return { ...saver, save }
}

export function use_draft(ticket_id: Id) {
  const key = storage_key(current_user_id.value, ticket_id)
  const content = reactive<DraftContent>(empty_content())
  const { write_local, write_server, settle, save, touch } = use_saver(ticket_id, key, content)
  let touched = false
  let is_filling = false

  /** Puts stored content in; only what the agent does counts as a change. */
  function fill({ html, text, public: is_public, files, bcc }: DraftContent) {
    is_filling = true
    Object.assign(content, { html, text, public: is_public, files: [...files], bcc: [...bcc] })
    is_filling = false
  }

  const local = read_local(key)
  if (local) fill(local)

  async function restore() {
    const remote = await api.draft(ticket_id).catch(() => null)
    const chosen = newer_draft(local, remote)
    if (touched || !chosen) return
    // The last words before a crash may have reached only this device.
    if (chosen === local) write_server()
    else fill(chosen)
  }

  function change() {
    if (is_filling) return
    touched = true
    touch()
  }

  function clear() {
    fill(empty_content())
    write_local()
    write_server()
  }

  /** The server has made something else of it. */
  function hand_over() {
    fill(empty_content())
    write_local()
    mark_draft(ticket_id, false)
  }

  /** Before what was written since. */
  function put_before(stored: DraftContent) {
    fill(is_empty_draft(content) ? stored : joined(stored, content))
    touched = true
    touch()
  }

  /** A colleague's shared text behind mine. */
  async function take_over(user_id: Id) {
    await settle()
    if (touched && !is_empty_draft(content)) await save({})
    fill(from_server(await take_draft(ticket_id, user_id)))
    touched = true
    write_local()
    mark_draft(ticket_id, true)
  }

  watch(content, change, { deep: true, flush: 'sync' })
  void restore()

  /** Shared with the agents of the ticket, or not any more. */
  const share = (is_shared: boolean) => settle().then(() => save({ shared: is_shared }))

  return { content, clear, settle, hand_over, put_before, share, take_over }
}
