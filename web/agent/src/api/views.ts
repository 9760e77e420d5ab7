// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ConditionDefinition, Id, TicketPage, View, ViewChange, ViewCount } from '@pult/shared/api'
import { request } from './client'
import { every_page } from './every_page'

const page_size = 50
const most_views = 200

/** How a list is wanted; what is null is left to the view. */
export interface ListOrder {
  sort_by: string | null
  sort_order: 'asc' | 'desc'
  group_by: string | null
}

export async function views(): Promise<View[]> {
  const found = await every_page<View>('views', 'views', most_views)
  return found.filter((view) => view.active).sort((one, other) => one.position - other.position)
}

export const view_tickets = (view_id: Id, order: ListOrder | null, cursor: string | null, signal?: AbortSignal) =>
  request<TicketPage>(`views/${view_id}/tickets`, {
    query: { 'page[size]': page_size, 'page[after]': cursor, include: 'users,groups,organizations', ...order },
    signal
  })

export const view_counts = (ids: Id[]) =>
  request<{ view_counts: ViewCount[] }>('views/count_many', { query: { ids: ids.join(',') } })

export const create_view = (view: ViewChange) =>
  request<{ view: View }>('views', { method: 'POST', body: { view } }).then((reply) => reply.view)

export const update_view = (id: Id, view: ViewChange) =>
  request<{ view: View }>(`views/${id}`, { method: 'PUT', body: { view } }).then((reply) => reply.view)

export const delete_view = (id: Id) => request<void>(`views/${id}`, { method: 'DELETE' })

export const preview_count = (view: Pick<ViewChange, 'all' | 'any'>, signal?: AbortSignal) =>
  request<{ view_count: ViewCount }>('views/preview/count', { method: 'POST', body: { view }, signal }).then(
    (reply) => reply.view_count
  )

/** What conditions of views may name. */
export const view_definitions = () =>
  request<{ definitions: { conditions_all: ConditionDefinition[] } }>('views/definitions').then(
    (reply) => reply.definitions.conditions_all
  )
