// SPDX-License-Identifier: AGPL-3.0-or-later
import { useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import type { Conditions, Id, Ticket, View, ViewCount } from '@pult/shared/api'
import * as api from '../api/views'
import { has_message, translate } from '../i18n'
import { remember } from '../people/store'
import { current_user_id } from '../session/session'
import { keys, query_client } from './client'
import { matches } from './conditions'
import { use_pages } from './pages'

/** A view in an address: the key of a system view, else its id. */
export type ViewSlug = string

const unsolved = { field: 'status', operator: 'less_than', value: 'solved' }

interface SystemView {
  id: Id
  conditions: Conditions
}

/** The views every desk starts with; the API fixes their ids, so a list need not wait for the list of views. */
const system_views: Record<ViewSlug, SystemView> = {
  mine: {
    id: 1,
    conditions: { all: [unsolved, { field: 'assignee_id', operator: 'is', value: 'current_user' }], any: [] }
  },
  unassigned: {
    id: 2,
    conditions: { all: [unsolved, { field: 'assignee_id', operator: 'is', value: '' }], any: [] }
  },
  all_open: { id: 3, conditions: { all: [unsolved], any: [] } },
  solved: { id: 4, conditions: { all: [{ field: 'status', operator: 'is', value: 'solved' }], any: [] } }
}
export const system_slugs = Object.keys(system_views)

const listed_views = () => query_client.getQueryData<View[]>(keys.view_list) ?? []

export const slug_of = (view: View): ViewSlug => view.key ?? String(view.id)

export const view_of = (slug: ViewSlug): View | undefined => listed_views().find((view) => slug_of(view) === slug)

export function view_id_of(slug: ViewSlug): Id | null {
  if (/^\d+$/.test(slug)) return Number(slug)
  return system_views[slug]?.id ?? view_of(slug)?.id ?? null
}

const conditions_of = (view_id: Id): Conditions | undefined =>
  listed_views().find((view) => view.id === view_id)?.conditions ??
  Object.values(system_views).find((view) => view.id === view_id)?.conditions

/** Null: only the server can say. */
export function belongs_to_view(ticket: Ticket, view_id: Id): boolean | null {
  const conditions = conditions_of(view_id)
  return conditions ? matches(conditions, ticket, current_user_id.value) : null
}

/** The system views are named in the reader's language, all others as their makers named them. */
export function view_title(slug: ViewSlug, view = view_of(slug)): string {
  const key = `view.${view?.key ?? slug}`
  return has_message(key) ? translate(key) : (view?.title ?? '')
}

export function use_views() {
  const query = useQuery({ queryKey: keys.view_list, queryFn: api.views })
  const views = computed(() => query.data.value ?? [])
  return { query, views }
}

export type Counts = Record<Id, ViewCount['value']>

export function use_view_counts() {
  const { views } = use_views()
  const ids = computed(() =>
    views.value.length > 0 ? views.value.map((view) => view.id) : Object.values(system_views).map((view) => view.id)
  )
  return useQuery({
    queryKey: computed(() => [...keys.counts, ids.value.join()]),
    queryFn: async () => {
      const reply = await api.view_counts(ids.value.slice(0, most_counted))
      return Object.fromEntries(reply.view_counts.map((count) => [count.view_id ?? 0, count.value])) as Counts
    },
    placeholderData: (former) => former
  })
}
const most_counted = 20

export function use_view_tickets(
  view_id: MaybeRefOrGetter<Id | null>,
  order: MaybeRefOrGetter<api.ListOrder | null>
) {
  const { query, rows } = use_pages({
    key: () => keys.view(toValue(view_id) ?? 0, toValue(order)),
    load: async (after, signal) => {
      const page = await api.view_tickets(toValue(view_id)!, toValue(order), after, signal)
      remember(page)
      return page
    },
    rows_of: (page) => page.tickets,
    enabled: () => toValue(view_id) !== null
  })
  /** A ticket that moved between two pages while they were fetched is shown once. */
  const tickets = computed<Ticket[]>(() => {
    const seen = new Set<Id>()
    return rows.value.filter((ticket) => !seen.has(ticket.id) && seen.add(ticket.id))
  })
  return { query, tickets }
}
