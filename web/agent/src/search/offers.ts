// SPDX-License-Identifier: AGPL-3.0-or-later
// What the search box offers: its own language, tickets and people that fit, and what was looked for lately.
import type { Group, User } from '@pult/shared/api'
import { autocomplete_tags, search } from '../api/tickets'
import { autocomplete_users, agents as load_agents, groups as load_groups } from '../api/people'
import { translate } from '../i18n'
import { open_email, search_name } from '../people/address'
import { remember, user_name } from '../people/store'
import { keys, query_client } from '../queries/client'
import { recent_tickets } from '../ticket/tabs'
import { fold } from '../ui/fold'
import type { Offer } from '../ui/offers'
import {
  ending_of,
  fixed_values,
  search_fields,
  starting_with,
  with_field,
  with_value,
  type Ending
} from './complete'

export interface SearchOffer extends Offer {
  kind: 'field' | 'value' | 'search' | 'ticket' | 'person'
  /** What the box holds afterwards, or where the choice leads. */
  text?: string
  path?: string
}

const most_hits = 5
const most_values = 8
const shortest_look_up = 2
const most_searches = 8
const searches_key = 'pult.searches'

function stored_searches(): string[] {
  try {
    return JSON.parse(localStorage.getItem(searches_key) ?? '[]') as string[]
  } catch {
    return []
  }
}

export function note_search(text: string) {
  const others = stored_searches().filter((one) => one !== text)
  localStorage.setItem(searches_key, JSON.stringify([text, ...others].slice(0, most_searches)))
}

const field_offer = (ending: Ending, field: string): SearchOffer => ({
  key: `f${field}`,
  kind: 'field',
  label: field,
  hint: translate(`search.field_${field.replace(/[:>]$/, '')}`),
  text: with_field(ending, field)
})

const value_offer = (ending: Ending, value: string, hint?: string): SearchOffer => ({
  key: `v${value}`,
  kind: 'value',
  label: value,
  hint,
  text: with_value(ending, value)
})

async function people_offers(ending: Ending, among: User[]): Promise<SearchOffer[]> {
  const special = ending.field === 'assignee' ? ['me', 'none'] : []
  return [
    ...special
      .filter((word) => word.startsWith(ending.value))
      .map((word) => value_offer(ending, word, translate(`search.value_${word}`))),
    ...among
      .filter((user) => fold(`${user.name} ${user.email ?? ''}`).includes(fold(ending.value)))
      .map((user) => ({ ...value_offer(ending, open_email(user) ?? user.name, user.name), key: `u${user.id}` }))
  ]
}

async function value_offers(ending: Ending): Promise<SearchOffer[]> {
  const { field, value } = ending
  const fixed = fixed_values[field!]
  if (fixed) {
    const group = { ticket_type: 'type', status: 'status', priority: 'priority' }[field!]
    const hint = (one: string) => (group ? translate(`${group}.${one}`) : translate(`search.value_${one}`))
    return fixed.filter((one) => one.startsWith(value)).map((one) => value_offer(ending, one, hint(one)))
  }
  if (field === 'assignee') {
    return people_offers(
      ending,
      await query_client.fetchQuery({ queryKey: keys.agents, queryFn: load_agents, staleTime: 60_000 })
    )
  }
  if (field === 'group') {
    const found: Group[] = await query_client.fetchQuery({
      queryKey: keys.groups,
      queryFn: load_groups,
      staleTime: 60_000
    })
    return found.filter((one) => fold(one.name).includes(fold(value))).map((one) => value_offer(ending, one.name))
  }
  if (value.length < shortest_look_up) return []
  if (field === 'tags') return (await autocomplete_tags(value)).map((tag) => value_offer(ending, tag))
  return field === 'requester' ? people_offers(ending, await autocomplete_users(value)) : []
}

async function hit_offers(text: string): Promise<SearchOffer[]> {
  const reply = await search(text, 1, undefined, most_hits)
  remember(reply)
  return reply.results.flatMap((hit): SearchOffer[] => {
    if (hit.result_type === 'ticket') {
      const number = translate('ticket.number', { id: String(hit.id) })
      const hint = `${number} ${user_name(hit.requester_id)}`
      const label = hit.subject || translate('mail.no_subject')
      return [{ key: `t${hit.id}`, kind: 'ticket', label, hint, path: `/tickets/${hit.id}` }]
    }
    if (hit.result_type !== 'user') return []
    const text_of_person = `requester:${search_name(hit)}`
    return [
      { key: `p${hit.id}`, kind: 'person', label: hit.name, hint: hit.email ?? undefined, text: text_of_person }
    ]
  })
}

/** Before anything is typed: what was looked for and looked at last. */
function first_offers(): SearchOffer[] {
  const searches = stored_searches()
    .slice(0, 4)
    .map((text): SearchOffer => ({ key: `s${text}`, kind: 'search', label: text, text }))
  const tickets = recent_tickets.value.slice(0, most_hits).map(({ id, subject }): SearchOffer => ({
    key: `t${id}`,
    kind: 'ticket',
    label: subject || translate('mail.no_subject'),
    hint: translate('ticket.number', { id: String(id) }),
    path: `/tickets/${id}`
  }))
  const ending = ending_of('')
  return [...searches, ...tickets, ...search_fields.slice(0, 4).map((field) => field_offer(ending, field))]
}

export async function search_offers(text: string): Promise<SearchOffer[]> {
  if (text.trim() === '') return first_offers()
  const ending = ending_of(text)
  if (ending.field) return (await value_offers(ending)).slice(0, most_values)
  const fields = starting_with(ending.value).map((field) => field_offer(ending, field))
  const hits = text.trim().length < shortest_look_up ? [] : await hit_offers(text.trim()).catch(() => [])
  return [...fields, ...hits]
}
