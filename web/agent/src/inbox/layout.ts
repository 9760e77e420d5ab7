// SPDX-License-Identifier: AGPL-3.0-or-later
// How an agent wants a list: kept on this device for each view, the view's own wish where nothing was chosen.
import { useLocalStorage } from '@vueuse/core'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import type { View } from '@pult/shared/api'
import type { ListOrder } from '../api/views'
import { group_fields, type GroupField } from './rows'

export type Mode = 'table' | 'compact' | 'kanban'
export const modes: Mode[] = ['table', 'compact', 'kanban']

export const column_ids = [
  'nice_id',
  'requester',
  'subject',
  'tags',
  'organization',
  'type',
  'priority',
  'status',
  'group',
  'assignee',
  'checklist',
  'sla',
  'created',
  'updated'
] as const
export type ColumnId = (typeof column_ids)[number]

export type SortField = 'updated_at' | 'created_at' | 'priority' | 'status' | 'subject' | 'sla_next_breach_at'
export const sort_fields: SortField[] = [
  'updated_at',
  'created_at',
  'priority',
  'status',
  'subject',
  'sla_next_breach_at'
]

export interface Layout {
  mode: Mode
  columns: ColumnId[]
  group_by: GroupField | null
  sort_by: SortField | null
  sort_order: 'asc' | 'desc'
}

const usual_columns: ColumnId[] = ['requester', 'subject', 'priority', 'status', 'group', 'assignee', 'updated']
/** Names of columns in stored views that differ from ours. */
const other_names: Record<string, ColumnId> = {
  description: 'subject',
  id: 'nice_id',
  sla_next_breach_at: 'sla'
}

function column_of(id: string | number): ColumnId | undefined {
  const name = other_names[id] ?? id
  return column_ids.find((one) => one === name)
}

export function layout_of_view(view: View | undefined): Layout {
  const made_by_people = view && !view.key
  const named = made_by_people ? view.execution.columns.map((column) => column_of(column.id)) : []
  const columns = named.filter((id) => id !== undefined)
  const group_by = group_fields.find((field) => field === view?.execution.group_by) ?? null
  return {
    mode: 'table',
    columns: columns.length > 0 ? [...new Set<ColumnId>(['subject', ...columns])] : usual_columns,
    group_by,
    sort_by: null,
    sort_order: 'desc'
  }
}

const stored = useLocalStorage<Record<string, Partial<Layout>>>('pult.layouts', {})

/** Groups that the view itself does not make are asked for as an order, so that each comes whole. */
export function order_of({ sort_by, sort_order, group_by }: Layout, view: View | undefined): ListOrder | null {
  if (sort_by) return { sort_by, sort_order, group_by: null }
  if (!group_by || group_by === view?.execution.group_by) return null
  return { sort_by: group_by, sort_order: group_by === 'priority' ? 'desc' : 'asc', group_by: null }
}

export function use_layout(slug: MaybeRefOrGetter<string>, view: MaybeRefOrGetter<View | undefined>) {
  const layout = computed<Layout>(() => ({ ...layout_of_view(toValue(view)), ...stored.value[toValue(slug)] }))
  const change = (more: Partial<Layout>) => {
    stored.value = { ...stored.value, [toValue(slug)]: { ...stored.value[toValue(slug)], ...more } }
  }
  const reset = () => {
    const { [toValue(slug)]: _, ...others } = stored.value
    stored.value = others
  }
  const order = computed<ListOrder | null>(() => order_of(layout.value, toValue(view)))
  return { layout, change, reset, order }
}
