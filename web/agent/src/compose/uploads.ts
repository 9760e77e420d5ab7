// SPDX-License-Identifier: AGPL-3.0-or-later
// Files on their way into a comment.
import { reactive } from 'vue'
import * as api from '../api/tickets'
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

export function use_uploads(on_done: (file: DraftFile) => void) {
  const running = reactive<RunningUpload[]>([])

  async function add_one(file: File) {
    const name = name_of(file)
    running.push({ id: ++last_id, name, share: 0 })
    const state = running.at(-1)!
    try {
      const { token } = await api.upload(file, name, (share) => (state.share = share))
      on_done({ token, name, size: file.size })
    } catch (error) {
      show_toast(translate('compose.upload_failed', { name, reason: describe_error(error) }), 'error')
    } finally {
      running.splice(running.indexOf(state), 1)
    }
  }

  const add = (files: Iterable<File>) => Promise.all([...files].map(add_one))
  return { running, add }
}

export const files_of = (transfer: DataTransfer | null): File[] => [...(transfer?.files ?? [])]
