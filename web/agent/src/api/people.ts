// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Group, GroupMembership, Id, Identity, Me, Organization, Settings, User } from '@pult/shared/api'
import { request } from './client'

interface SessionReply {
  user: User
  csrf_token: string
}

export const sign_in = (email: string, password: string) =>
  request<SessionReply>('session', { method: 'POST', body: { email, password }, anonymous: true })

export const sign_out = () => request<void>('session', { method: 'DELETE', anonymous: true })

export const me = () => request<{ user: Me }>('users/me', { anonymous: true }).then((reply) => reply.user)

export const settings = () => request<{ settings: Settings }>('users/me/settings').then((reply) => reply.settings)

export const save_settings = (value: Partial<Settings>) =>
  request<{ settings: Settings }>('users/me/settings', { method: 'PUT', body: { settings: value } })

export const users_by_id = (ids: Id[]) =>
  request<{ users: User[] }>('users/show_many', { query: { ids: ids.join(',') } }).then((reply) => reply.users)

export const agents = () =>
  request<{ users: User[] }>('users', { query: { 'role[]': ['agent', 'admin'], per_page: 100 } }).then(
    (reply) => reply.users
  )

export const autocomplete_users = (name: string, signal?: AbortSignal) =>
  request<{ users: User[] }>('users/autocomplete', { query: { name }, signal }).then((reply) => reply.users)

export const identities = (user_id: Id) =>
  request<{ identities: Identity[] }>(`users/${user_id}/identities`).then((reply) => reply.identities)

export const verify_identity = (user_id: Id, id: Id) =>
  request<unknown>(`users/${user_id}/identities/${id}/verify`, { method: 'PUT' })

export const add_identity = (user_id: Id, type: string, value: string) =>
  request<unknown>(`users/${user_id}/identities`, { method: 'POST', body: { identity: { type, value } } })

export const make_primary_identity = (user_id: Id, id: Id) =>
  request<unknown>(`users/${user_id}/identities/${id}/make_primary`, { method: 'PUT' })

export const create_user = (user: Partial<User> & { password?: string }) =>
  request<{ user: User }>('users', { method: 'POST', body: { user } }).then((reply) => reply.user)

export const update_user = (id: Id, user: Partial<User>) =>
  request<{ user: User }>(`users/${id}`, { method: 'PUT', body: { user } }).then((reply) => reply.user)

export const delete_user = (id: Id) => request<void>(`users/${id}`, { method: 'DELETE' })

export const set_password = (id: Id, password: string) =>
  request<void>(`users/${id}/password`, { method: 'PUT', body: { password } })

export const organization = (id: Id) =>
  request<{ organization: Organization }>(`organizations/${id}`).then((reply) => reply.organization)

export const groups = () =>
  request<{ groups: Group[] }>('groups', { query: { per_page: 100 } }).then((reply) =>
    reply.groups.filter((group) => !group.deleted)
  )

export const create_group = (group: Partial<Group>) =>
  request<{ group: Group }>('groups', { method: 'POST', body: { group } })

export const update_group = (id: Id, group: Partial<Group>) =>
  request<{ group: Group }>(`groups/${id}`, { method: 'PUT', body: { group } })

export const delete_group = (id: Id) => request<void>(`groups/${id}`, { method: 'DELETE' })

export const group_memberships = (group_id: Id) =>
  request<{ group_memberships: GroupMembership[] }>(`groups/${group_id}/memberships`, {
    query: { per_page: 100 }
  }).then((reply) => reply.group_memberships)

export const memberships_of = (user_id: Id) =>
  request<{ group_memberships: GroupMembership[] }>(`users/${user_id}/group_memberships`, {
    query: { per_page: 100 }
  }).then((reply) => reply.group_memberships)

export const add_group_member = (group_id: Id, user_id: Id) =>
  request<void>('group_memberships', { method: 'POST', body: { group_membership: { group_id, user_id } } })

export const remove_group_member = (membership_id: Id) =>
  request<void>(`group_memberships/${membership_id}`, { method: 'DELETE' })

/** Who hears of the deadlines of a group's tickets beside those who work on them. */
export const group_leads = (id: Id) =>
  request<{ leads: { user_ids: Id[] } }>(`groups/${id}/leads`).then((reply) => reply.leads.user_ids)

export const set_group_leads = (id: Id, user_ids: Id[]) =>
  request<unknown>(`groups/${id}/leads`, { method: 'PUT', body: { leads: { user_ids } } })
