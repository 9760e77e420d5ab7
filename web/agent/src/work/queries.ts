// SPDX-License-Identifier: AGPL-3.0-or-later
// What the panel shows, and how the socket keeps it fresh.
import { useQuery } from '@tanstack/vue-query'
import { computed, onUnmounted, toValue, type MaybeRefOrGetter } from 'vue'
import type { Checklist, Id } from '@pult/shared/api'
import { on_ticket_event } from '../live/live'
import { query_client } from '../queries/client'
import * as api from './api'

export const work_keys = {
  checklists: (id: Id) => ['checklists', id] as const,
  templates: ['checklist_templates'] as const,
  time: (id: Id) => ['time', id] as const,
  approvals: (id: Id) => ['approvals', id] as const,
  settings: ['time_settings'] as const
}

type Part = 'checklists' | 'time' | 'approvals'
const part_of_field: Record<string, Part> = {
  checklist: 'checklists',
  checklist_item: 'checklists',
  time_entry: 'time',
  approval: 'approvals'
}

export const refresh_work = (part: Part, id: Id) =>
  void query_client.invalidateQueries({ queryKey: work_keys[part](id) })

/** What others change at the ticket shows at once. */
export function follow_work(ticket_id: MaybeRefOrGetter<Id>) {
  onUnmounted(
    on_ticket_event((message) => {
      if (message.ticket_id !== toValue(ticket_id)) return
      const parts = new Set(
        message.fields.map((field) => part_of_field[field]).filter((part) => part !== undefined)
      )
      for (const part of parts) refresh_work(part, message.ticket_id)
    })
  )
}

export const use_checklists = (id: MaybeRefOrGetter<Id>) =>
  useQuery({
    queryKey: computed(() => work_keys.checklists(toValue(id))),
    queryFn: () => api.checklists(toValue(id))
  })

export const use_templates = () =>
  useQuery({ queryKey: work_keys.templates, queryFn: api.checklist_templates, staleTime: 60_000 })

export const use_time = (id: MaybeRefOrGetter<Id>) =>
  useQuery({ queryKey: computed(() => work_keys.time(toValue(id))), queryFn: () => api.ticket_time(toValue(id)) })

export const use_approvals = (id: MaybeRefOrGetter<Id>) =>
  useQuery({
    queryKey: computed(() => work_keys.approvals(toValue(id))),
    queryFn: () => api.approvals(toValue(id))
  })

export const use_time_settings = () =>
  useQuery({ queryKey: work_keys.settings, queryFn: api.time_settings, staleTime: 5 * 60_000, retry: false })

/** A tick shows before the server knows. */
export function show_tick(ticket_id: Id, item_id: Id, done: boolean) {
  query_client.setQueryData<Checklist[]>(
    work_keys.checklists(ticket_id),
    (lists) => lists && ticked(lists, item_id, done)
  )
}

export function ticked(lists: Checklist[], item_id: Id, done: boolean): Checklist[] {
  return lists.map((list) => {
    if (!list.items.some((item) => item.id === item_id)) return list
    const items = list.items.map((item) => (item.id === item_id ? { ...item, done } : item))
    return { ...list, items, done_count: items.filter((item) => item.done).length }
  })
}
