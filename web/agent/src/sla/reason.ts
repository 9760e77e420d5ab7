// SPDX-License-Identifier: AGPL-3.0-or-later
// Why a clock is as it is, in the words of the reader: the server names the reason and its values.
import { has_message, translate } from '../i18n'
import type { Reason } from './clock'

/** Values that are words of the desk themselves. */
const spoken: Record<string, string> = { priority: 'priority', status: 'status' }

export function reason_text({ key, params }: Reason): string {
  if (!has_message(`sla_why.${key}`)) return ''
  const values = Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      const word = spoken[name] && `${spoken[name]}.${value}`
      return [name, word && has_message(word) ? translate(word) : value]
    })
  )
  return translate(`sla_why.${key}`, values)
}
