// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Id, SideDraftRow } from '@pult/shared/api'
import { request } from '../api/client'
import type { SideDraft } from './draft'

/** A new conversation has no number yet. */
const path = (ticket_id: Id, id: string | null) => `tickets/${ticket_id}/side_drafts/${id ?? 0}`

export const side_drafts = (ticket_id: Id) =>
  request<{ side_drafts: SideDraftRow[] }>(`tickets/${ticket_id}/side_drafts`, { query: { 'page[size]': 100 } }).then(
    (reply) => reply.side_drafts
  )

export const save_side_draft = (ticket_id: Id, id: string | null, draft: SideDraft) =>
  request<unknown>(path(ticket_id, id), {
    method: 'PUT',
    body: {
      side_draft: {
        subject: draft.subject,
        to: draft.to,
        body: draft.text,
        html_body: draft.html,
        uploads: draft.files.map((file) => file.token),
        attachment_ids: draft.along
      }
    }
  })

export const delete_side_draft = (ticket_id: Id, id: string | null) =>
  request<void>(path(ticket_id, id), { method: 'DELETE' })
