// SPDX-License-Identifier: AGPL-3.0-or-later
// Why a filter or a word of a mail made the desk act, in the words of the reader; they are in the words of filters.
import type { Condition, RuleReason } from '@pult/shared/api'
import { has_message, translate } from '../i18n'
import { format_language } from '../i18n/format'
import { known_organization } from '../people/store'

const yes_no = ['has_attachments', 'sender_known', 'bulk', 'automatic']

function value_text(field: string, value: string): string {
  if (yes_no.includes(field)) return translate(value === 'true' ? 'common.yes' : 'common.no')
  if (field === 'language') return value ? format_language(value) : translate('mail_filter.other_language')
  if (field === 'organization_id') return known_organization(Number(value))?.name ?? value
  return value && `“${value}”`
}

/** "Header X-Machine is there" */
export function condition_text({ field, operator, value }: Condition): string {
  const [name, header] = field.split(':')
  const subject = header ? `${translate('filter_asks.header')} ${header}` : translate(`filter_asks.${name}`)
  const words = [subject, translate(`filter_operator.${operator}`), value_text(field, String(value ?? ''))]
  return words.filter(Boolean).join(' ')
}

/** Empty for reasons that this build does not know. */
export function filter_reason_text({ key, params }: RuleReason): string {
  if (key === 'condition') {
    const { field = '', operator = '', value = '' } = params
    return condition_text({ field, operator, value })
  }
  return has_message(`filter_why.${key}`) ? translate(`filter_why.${key}`, params) : ''
}
