// SPDX-License-Identifier: AGPL-3.0-or-later
// Every user and organization the screen has met, by id. Rows ask for a person while they render; the missing ones are
// fetched together.
import { shallowReactive } from 'vue'
import type { Id, Organization, Sideloads, User } from '@pult/shared/api'
import * as api from '../api/people'

const users = shallowReactive(new Map<Id, User>())
const organizations = shallowReactive(new Map<Id, Organization>())
const wanted = new Set<Id>()
const asked = new Set<Id>()
const batch_size = 100

export function remember(sideloads: Sideloads) {
  for (const user of sideloads.users ?? []) users.set(user.id, user)
  for (const organization of sideloads.organizations ?? []) organizations.set(organization.id, organization)
}

export function user_by_id(id: Id | null | undefined): User | undefined {
  if (!id || id < 0) return undefined
  const found = users.get(id)
  if (!found && !asked.has(id)) {
    if (wanted.size === 0) queueMicrotask(() => void fetch_wanted())
    wanted.add(id)
  }
  return found
}

export const user_name = (id: Id | null | undefined) => user_by_id(id)?.name ?? ''

export function organization_by_id(id: Id | null | undefined): Organization | undefined {
  if (!id) return undefined
  if (!organizations.has(id) && !asked.has(-id)) {
    asked.add(-id)
    api.organization(id).then(
      (organization) => organizations.set(id, organization),
      () => undefined
    )
  }
  return organizations.get(id)
}

/** Only what is known already: for rows of lists, which must not ask one by one. */
export const known_organization = (id: Id | null | undefined) => (id ? organizations.get(id) : undefined)

async function fetch_wanted() {
  const ids = [...wanted]
  wanted.clear()
  for (const id of ids) asked.add(id)
  for (let start = 0; start < ids.length; start += batch_size) {
    const batch = ids.slice(start, start + batch_size)
    await api.users_by_id(batch).then(
      (found) => remember({ users: found }),
      // Asked again when the next row needs them.
      () => batch.forEach((id) => asked.delete(id))
    )
  }
}
