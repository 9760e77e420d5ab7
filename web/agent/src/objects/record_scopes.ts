// SPDX-License-Identifier: AGPL-3.0-or-later
// What a role says of the records of an object, as the few choices that people think in.
import type { RecordScope } from '@pult/shared/api'

export type ObjectScopes = Record<string, { scopes: RecordScope[] }>
/** "default": the role does not name the object; "own": scopes that no choice has. */
export type Access = (typeof presets)[number] | 'own'

export const presets = ['default', 'none', 'read', 'edit', 'full'] as const
const scopes_by_access: Record<Exclude<Access, 'default' | 'own'>, RecordScope[]> = {
  none: [],
  read: ['read'],
  edit: ['read', 'create', 'update'],
  full: ['read', 'create', 'update', 'delete']
}

/** undefined: the role does not name the object. */
export const scopes_of = (access: Exclude<Access, 'own'>) =>
  access === 'default' ? undefined : { scopes: scopes_by_access[access] }

export function access_of(named: { scopes: RecordScope[] } | undefined): Access {
  if (!named) return 'default'
  const same = Object.entries(scopes_by_access).find(([, scopes]) => scopes.join() === named.scopes.join())
  return same ? (same[0] as Access) : 'own'
}
