// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Id } from '@pult/shared/api'
import { request } from '../api/client'
import type { JobReply } from '../api/jobs'

export interface ErasurePreview {
  confirmation: string
  tickets: number
  tickets_in_copy: number
  comments: number
  attachments: number
  suspended_tickets: number
  identities: number
}
export const contents = ['keep', 'redact', 'delete'] as const
export type Content = (typeof contents)[number]

export interface PersonalExport {
  id: Id
  status: 'in_progress' | 'complete' | 'expired'
  size: number
  content_url: string | null
  created_at: string
  expires_at: string | null
}

export const erasure_preview = (user_id: Id) =>
  request<{ erasure_preview: ErasurePreview }>(`users/${user_id}/erasure_preview`).then(
    (reply) => reply.erasure_preview
  )

export const erase = (user_id: Id, content: Content, confirmation: string) =>
  request<JobReply>(`users/${user_id}/erasures`, { method: 'POST', body: { erasure: { content, confirmation } } })

export const personal_exports = (user_id: Id) =>
  request<{ personal_data_exports: PersonalExport[] }>(`users/${user_id}/personal_data_exports`).then(
    (reply) => reply.personal_data_exports
  )

export const make_export = (user_id: Id) =>
  request<{ personal_data_export: PersonalExport; job_id: string }>(`users/${user_id}/personal_data_exports`, {
    method: 'POST'
  })
