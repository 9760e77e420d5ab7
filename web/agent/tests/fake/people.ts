// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Group, Organization, User } from '@pult/shared/api'

const created_at = '2026-01-12T08:00:00Z'

export function fake_user(id: number, name: string, email: string, role: User['role'], more: Partial<User> = {}): User {
  return {
    id,
    name,
    email,
    role,
    phone: null,
    locale: 'en',
    organization_id: null,
    notes: null,
    details: null,
    tags: [],
    active: true,
    suspended: false,
    created_at,
    signature: null,
    default_group_id: null,
    ...more
  }
}

export const fake_users: User[] = [
  fake_user(1, 'Jana Dvořáková', 'jana@desk.example', 'admin'),
  fake_user(2, 'Tomas Kazlauskas', 'tomas@desk.example', 'agent'),
  fake_user(3, 'Elena Popescu', 'elena@desk.example', 'agent'),
  fake_user(4, 'Никита Орлов', 'nikita@desk.example', 'agent'),
  fake_user(5, 'Alice Morgan', 'alice@desk.example', 'agent'),
  fake_user(11, 'Martin Novák', 'martin.novak@brewery.example', 'end-user', {
    phone: '+420 601 222 333',
    organization_id: 21,
    notes: 'Prefers to be called in the morning.\nContract runs until March.'
  }),
  fake_user(12, 'Ирина Соколова', 'irina@kniga.example', 'end-user'),
  fake_user(13, 'Rūta Petrauskienė', 'ruta@baldai.example', 'end-user', { organization_id: 22 }),
  fake_user(14, 'Andrei Ionescu', 'andrei.ionescu@livada.example', 'end-user'),
  fake_user(15, 'Sophie Turner-Whitfield', 'sophie@harbourcoffee.example', 'end-user', { organization_id: 23 }),
  fake_user(16, 'Peter Black', 'peter.black@mail.example', 'end-user')
]

const fake_group = (id: number, name: string, description: string): Group => ({
  id,
  name,
  description,
  deleted: false,
  reopen_policy: 'reopen',
  reopen_days: 14,
  ownership_timeout_hours: 0
})

export const fake_groups: Group[] = [
  fake_group(31, 'Support', 'First line'),
  fake_group(32, 'Billing', 'Invoices and refunds'),
  fake_group(33, 'Technology', 'Second line')
]

export const fake_organizations: Organization[] = [
  { id: 21, name: 'Novák Brewery', domain_names: ['brewery.example'], notes: null, details: null },
  { id: 22, name: 'Baldai ir Ko', domain_names: ['baldai.example'], notes: null, details: null },
  { id: 23, name: 'Harbour Coffee Roasters', domain_names: [], notes: null, details: null }
]
