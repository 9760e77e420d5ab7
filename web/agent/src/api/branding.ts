// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Branding } from '@pult/shared/api'
import { request, send_file } from './client'

export type BrandingFileKind = 'logo' | 'logo_dark' | 'favicon'
type Reply = { branding: Branding }

export const branding = () => request<Reply>('account/branding', { anonymous: true }).then((reply) => reply.branding)

export const save_branding = (change: { name?: string; primary_color?: string; custom_css?: string }) =>
  request<Reply>('account/branding', { method: 'PUT', body: { branding: change } }).then((reply) => reply.branding)

export const reset_branding = () => request<void>('account/branding', { method: 'DELETE' })

/** CSS of the colours that a primary colour would give. */
export const preview_theme = (primary_color: string) =>
  request<{ preview: { theme_css: string } }>('account/branding/preview', {
    method: 'POST',
    body: { branding: { primary_color } }
  }).then((reply) => reply.preview.theme_css)

export const put_branding_file = (kind: BrandingFileKind, file: Blob) =>
  send_file<Reply>(`account/branding/${kind}`, {}, file, () => undefined, 'PUT').then((reply) => reply.branding)

export const delete_branding_file = (kind: BrandingFileKind) =>
  request<void>(`account/branding/${kind}`, { method: 'DELETE' })
