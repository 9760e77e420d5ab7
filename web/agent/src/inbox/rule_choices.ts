// SPDX-License-Identifier: AGPL-3.0-or-later
// What conditions compare with and actions set: the values of a ticket, and who the reader happens to be.
import { useI18n } from 'vue-i18n'
import type { TicketStatus } from '@pult/shared/api'
import { use_choices } from '../ticket/choices'

interface Choice {
  value: string
  label: string
}

/** The values of a field by its kind; null where people write freely. */
export function use_rule_choices(statuses: TicketStatus[]) {
  const { t } = useI18n()
  const { assignees, group_options, priorities, types, status_choice } = use_choices()
  /** Behind the first one, which stands for nobody. */
  const with_own = ([none, ...others]: Choice[], own: Choice): Choice[] => [none!, own, ...others]
  return (kind: string | undefined, options?: Choice[]): Choice[] | null => {
    switch (kind) {
      case 'status':
        return statuses.map(status_choice)
      case 'priority':
        return priorities.value
      case 'type':
        return types.value
      case 'assignee':
        return with_own(assignees.value, { value: 'current_user', label: t('view_editor.me') })
      case 'group':
        return with_own(group_options.value, { value: 'current_groups', label: t('view_editor.my_groups') })
      case 'option':
        return options ?? []
      case 'yes_no':
        return ['true', 'false'].map((value) => ({ value, label: t(value === 'true' ? 'common.yes' : 'common.no') }))
      default:
        return null
    }
  }
}
