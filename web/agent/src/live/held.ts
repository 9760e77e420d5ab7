// SPDX-License-Identifier: AGPL-3.0-or-later
// Who sends and goes to the next ticket must still hear that the reply was held back.
import type { Delivery, Id } from '@pult/shared/api'
import { translate } from '../i18n'
import { router } from '../router'
import { show_toast } from '../ui/toast'

const answered = new Set<Id>()

export const note_answer = (ticket_id: Id) => void answered.add(ticket_id)

export function tell_held(ticket_id: Id, { state, hold_reason }: Delivery) {
  if (state !== 'held' || !hold_reason || !answered.delete(ticket_id)) return
  const reason = translate(`delivery.${hold_reason}`)
  show_toast(translate('delivery.was_held', { id: String(ticket_id), reason }), 'error', [
    { label: translate('delivery.look'), run: () => void router.push(`/tickets/${ticket_id}`) }
  ])
}
