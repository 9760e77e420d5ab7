// SPDX-License-Identifier: AGPL-3.0-or-later
import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Ticket } from '@pult/shared/api'
import { known_organization, user_name } from '../people/store'
import { use_groups } from '../queries/directory'
import type { Layout } from './layout'
import { build_entries, passes, type GroupField, type QuickFilter } from './rows'
import { is_unread } from './seen'

/** The rows of a list after quick filters and grouping. */
export function use_rows(tickets: ComputedRef<Ticket[]>, layout: ComputedRef<Layout>) {
  const { t } = useI18n()
  const { group_name } = use_groups()
  const filters: Ref<ReadonlySet<QuickFilter>> = shallowRef(new Set())
  const folded = ref(new Set<string>())

  function name(field: GroupField, value: string): string {
    if (field === 'assignee' || field === 'requester')
      return value ? user_name(Number(value)) : t('ticket.unassigned')
    if (value === '') return t('ticket.none')
    if (field === 'group') return group_name(Number(value))
    if (field === 'organization') return known_organization(Number(value))?.name ?? ''
    return t(`${field}.${value}`)
  }

  function fold(group: string) {
    const next = new Set(folded.value)
    if (!next.delete(group)) next.add(group)
    folded.value = next
  }

  const shown = computed(() =>
    filters.value.size > 0
      ? tickets.value.filter((ticket) => passes(ticket, new Set(filters.value), is_unread))
      : tickets.value
  )
  const entries = computed(() => build_entries(shown.value, layout.value.group_by, name, folded.value))
  return { shown, entries, filters, folded, fold }
}
