// SPDX-License-Identifier: AGPL-3.0-or-later
// What the properties of a ticket can be set to, in the reader's language.
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Priority, TicketStatus, TicketType } from '@pult/shared/api'
import { use_agents, use_groups } from '../queries/directory'
import { current_user_id } from '../session/session'

/** "new" and "closed" are set by the desk. */
export const settable_statuses: TicketStatus[] = ['open', 'pending', 'hold', 'solved']
export const priority_values: Priority[] = ['low', 'normal', 'high', 'urgent']
export const type_values: TicketType[] = ['question', 'incident', 'problem', 'task']

export function use_choices() {
  const { t } = useI18n()
  const { agents } = use_agents()
  const { groups } = use_groups()
  const none = computed(() => ({ value: '', label: t('ticket.none') }))
  const status_choice = (value: TicketStatus) => ({
    value: value as string,
    label: t(`status.${value}`),
    status: value
  })

  return {
    none,
    status_choice,
    statuses: computed(() => settable_statuses.map(status_choice)),
    priorities: computed(() => [
      none.value,
      ...priority_values.map((value) => ({ value: value as string, label: t(`priority.${value}`) }))
    ]),
    types: computed(() => [
      none.value,
      ...type_values.map((value) => ({ value: value as string, label: t(`type.${value}`) }))
    ]),
    assignees: computed(() => [
      { value: '', label: t('ticket.unassigned') },
      ...agents.value.map((agent) => ({
        value: String(agent.id),
        label: agent.id === current_user_id.value ? t('ticket.me', { name: agent.name }) : agent.name,
        hint: agent.email ?? undefined
      }))
    ]),
    group_options: computed(() => [
      none.value,
      ...groups.value.map((group) => ({ value: String(group.id), label: group.name }))
    ])
  }
}

export const id_of = (value: string) => (value ? Number(value) : null)
export const text_of = (id: number | null | undefined) => (id ? String(id) : '')
