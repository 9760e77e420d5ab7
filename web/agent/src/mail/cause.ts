// SPDX-License-Identifier: AGPL-3.0-or-later
import type { SuspendedTicket } from '@pult/shared/api'
import { translate } from '../i18n'

/** The API's numbers of causes that have words of ours; for any other the server's sentence is shown. */
const known: Record<number, string> = {
  0: 'spam',
  5: 'auto_reply',
  6: 'bounce',
  9: 'loop',
  12: 'no_sender',
  17: 'feedback_report',
  21: 'forged',
  30: 'failed',
  31: 'held_by_filter',
  32: 'filtered',
  33: 'many_tickets'
}

export function cause_text(mail: SuspendedTicket): string {
  const name = known[mail.cause_id ?? -1]
  return name ? translate(`suspended.cause_${name}`) : mail.cause
}
