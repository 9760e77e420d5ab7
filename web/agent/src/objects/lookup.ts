// SPDX-License-Identifier: AGPL-3.0-or-later
// What a lookup field points at: how it is looked for, and what it is called.
import type { Organization, Ticket, User } from '@pult/shared/api'
import { request } from '../api/client'
import { ApiError } from '../api/error'
import { autocomplete_users, organization } from '../api/people'
import { search } from '../api/tickets'
import type { Offer } from '../ui/offers'
import { complete_records, load_record } from './api'

const object_prefix = 'zen:custom_object:'
const most_offers = 8

export interface Meant extends Offer {
  one: { id: string; name: string }
}

/** The key of the custom object, if it is one. */
export const object_of = (target: string): string | null =>
  target.startsWith(object_prefix) ? target.slice(object_prefix.length) : null

const meant = (id: string | number, name: string, hint?: string): Meant => ({
  key: String(id),
  label: name,
  hint,
  one: { id: String(id), name }
})

export async function look_up(target: string, words: string): Promise<Meant[]> {
  const object = object_of(target)
  if (object) {
    const found = await complete_records(object, words)
    return found.map((one) => meant(one.id, one.name, one.external_id ?? undefined))
  }
  if (target === 'zen:user') {
    const found = await autocomplete_users(words)
    return found.slice(0, most_offers).map((one) => meant(one.id, one.name, one.email ?? undefined))
  }
  if (target === 'zen:organization') {
    const query = { name: words }
    const reply = await request<{ organizations: Organization[] }>('organizations/autocomplete', { query })
    return reply.organizations.slice(0, most_offers).map((one) => meant(one.id, one.name))
  }
  const reply = await search(`type:ticket ${words}`, 1, undefined, most_offers)
  return reply.results.flatMap((one) =>
    one.result_type === 'ticket' ? [meant(one.id, one.subject || `#${one.id}`, `#${one.id}`)] : []
  )
}

/** null: it is no longer there, or not for this agent. */
export async function name_of(target: string, id: string): Promise<string | null> {
  const object = object_of(target)
  try {
    if (object) return (await load_record(object, id)).name
    if (target === 'zen:organization') return (await organization(Number(id))).name
    if (target === 'zen:user') return (await request<{ user: User }>(`users/${id}`)).user.name
    const { ticket } = await request<{ ticket: Ticket }>(`tickets/${id}`)
    return `#${ticket.id} ${ticket.subject ?? ''}`.trim()
  } catch (error) {
    if (error instanceof ApiError && [403, 404].includes(error.status)) return null
    throw error
  }
}
