// SPDX-License-Identifier: AGPL-3.0-or-later
// Files on their way into a comment.
import { reactive } from 'vue'
import * as api from '../api/tickets'
import type { Id } from '@pult/shared/api'
import type { DraftFile } from '../drafts/draft'
import { translate } from '../i18n'
import { describe_error, show_toast } from '../ui/toast'

export interface RunningUpload {
  id: number
  name: string
  share: number
}

let last_id = 0

/** A pasted picture has no name worth keeping. */
const name_of = (file: File) => (file.name && file.name !== 'image.png' ? file.name : `image-${Date.now()}.png`)

export const is_picture = (file: File) => /^image\/(png|jpeg|gif|webp)$/.test(file.type)

/** Pictures that were taken out of the text again are not sent along. */
export const still_wanted = (files: DraftFile[], html: string) =>
  files.filter((file) => !file.picture_id || html.includes(picture_url(file.picture_id)))

export const picture_url = (attachment_id: Id) => `/api/v2/attachments/${attachment_id}/content`

export function use_uploads(on_done: (file: DraftFile) => void) {
  const running = reactive<RunningUpload[]>([])

  async function add_one(file: File, as_picture: boolean) {
    const name = name_of(file)
    running.push({ id: ++last_id, name, share: 0 })
    const state = running.at(-1)!
    try {
      const { token, attachment } = await api.upload(file, name, (share) => (state.share = share))
      on_done({ token, name, size: file.size, ...(as_picture ? { picture_id: attachment.id } : {}) })
    } catch (error) {
      show_toast(translate('compose.upload_failed', { name, reason: describe_error(error) }), 'error')
    } finally {
      running.splice(running.indexOf(state), 1)
    }
  }

  const add = (files: Iterable<File>) => Promise.all([...files].map((file) => add_one(file, false)))
  const add_pictures = (files: Iterable<File>) => Promise.all([...files].map((file) => add_one(file, true)))
  return { running, add, add_pictures }
}

export const files_of = (transfer: DataTransfer | null): File[] => [...(transfer?.files ?? [])]
