// SPDX-License-Identifier: AGPL-3.0-or-later
import { translate } from '../i18n'
import { lazy_words } from '../i18n/lazy_words'
import { load_sla_words } from '../sla/words'
import type { Alert } from './api'

const load_own_words = lazy_words({
  en: () => import('@pult/shared/i18n/alerts/en.json'),
  ru: () => import('@pult/shared/i18n/alerts/ru.json'),
  cs: () => import('@pult/shared/i18n/alerts/cs.json'),
  lt: () => import('@pult/shared/i18n/alerts/lt.json'),
  ro: () => import('@pult/shared/i18n/alerts/ro.json')
})
/** Clocks of tickets have their names from the service levels. */
export const load_alert_words = () => Promise.all([load_own_words(), load_sla_words()])

export function alert_title(alert: Alert): string {
  const metric = alert.metric ? translate(`sla_metric.${alert.metric}`) : ''
  return translate(`alerts.title_${alert.event}`, {
    id: alert.ticket_id ?? 0,
    metric,
    address: alert.mailbox_address ?? ''
  })
}
