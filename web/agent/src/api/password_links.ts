// SPDX-License-Identifier: AGPL-3.0-or-later
// How people of the team get in: invitations, forgotten passwords, and whether the desk can mail them.
import type { Id } from '@pult/shared/api'
import { request } from './client'

export interface FirstRun {
  needs_admin: boolean
  sends_mail: boolean
}

export interface PasswordLink {
  name: string
  email: string
  is_new: boolean
}

export interface Invitation {
  user_id: Id
  sent: boolean
  link: string | null
  expires_at: string
}

export const first_run = () =>
  request<{ first_run: FirstRun }>('account/first_run', { anonymous: true }).then((reply) => reply.first_run)

export const ask_password_link = (email: string) =>
  request<unknown>('password_links', { method: 'POST', body: { email }, anonymous: true })

export const look_at_password_link = (token: string) =>
  request<{ password_link: PasswordLink }>('password_links/look', {
    method: 'POST',
    body: { token },
    anonymous: true
  }).then((reply) => reply.password_link)

export const use_password_link = (token: string, password: string) =>
  request<unknown>('password_links/use', { method: 'POST', body: { token, password }, anonymous: true })

export const invite_user = (id: Id) =>
  request<{ invitation: Invitation }>(`users/${id}/invitation`, { method: 'POST', body: {} }).then(
    (reply) => reply.invitation
  )
