// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures of a conversation, and the one that is looked at large.
import { shallowRef } from 'vue'
import type { Attachment, Id } from '@pult/shared/api'

export interface Picture {
  id: Id
  name: string
}

const shown_types = /^image\/(png|jpeg|gif|webp)$/i
/** Where there is no small copy the file itself comes: what is larger than this only when somebody wants to see it. */
const largest_preview_bytes = 15_000_000
const own_path = /\/api\/v2\/attachments\/(\d+)\/content/

export const is_picture = (file: Attachment) => shown_types.test(file.content_type)
export const has_preview = (file: Attachment) => is_picture(file) && file.size <= largest_preview_bytes
/** A path, not the absolute address: the desk may be reached under several names. */
export const content_path = (id: Id) => `/api/v2/attachments/${id}/content`
/** The small copy, or the file itself where there is none. */
export const thumbnail_path = (id: Id) => `/api/v2/attachments/${id}/thumbnail`
export const picture_id_of = (source: string | null): Id | null => Number(own_path.exec(source ?? '')?.[1]) || null

export const looked_at = shallowRef<{ pictures: Picture[]; index: number } | null>(null)

/** Opens one of the pictures among which one can go on looking. */
export function look_at(id: Id, files: readonly Attachment[]) {
  const pictures = files.filter(is_picture).map((file) => ({ id: file.id, name: file.file_name }))
  const index = pictures.findIndex((one) => one.id === id)
  // Those within the text are no files of the message.
  looked_at.value = index < 0 ? { pictures: [{ id, name: '' }, ...pictures], index: 0 } : { pictures, index }
}

export function look_on(by: 1 | -1) {
  const now = looked_at.value
  if (!now) return
  const total = now.pictures.length
  looked_at.value = { ...now, index: (now.index + by + total) % total }
}
