// SPDX-License-Identifier: AGPL-3.0-or-later
// Loud alerts: what is open, who took what. Over the live socket it is only told that something changed.
import type { CursorMeta, Id, Timestamp } from '@pult/shared/api'
import { request } from '../api/client'
import { query_client } from '../queries/client'

export type AlertEvent = 'sla_warning' | 'sla_breach' | 'ticket_urgent' | 'mailbox_failing' | 'outgoing_failing'
export const alert_events: AlertEvent[] = [
  'sla_breach',
  'sla_warning',
  'ticket_urgent',
  'mailbox_failing',
  'outgoing_failing'
]

export interface AlertCall {
  channel_name: string | null
  state: 'queued' | 'sending' | 'sent' | 'failed' | 'dropped'
  error: string | null
}

export interface Alert {
  id: Id
  state: 'open' | 'acknowledged' | 'ended'
  event: AlertEvent
  rule_title: string | null
  ticket_id: Id | null
  subject: string | null
  metric: string | null
  mailbox_address: string | null
  acknowledged_at: Timestamp | null
  acknowledged_by_name: string | null
  acknowledged_via: string | null
  ended_at: Timestamp | null
  end_reason: string | null
  calls: AlertCall[]
  created_at: Timestamp
}

export interface AlertPage {
  alerts: Alert[]
  meta: CursorMeta
}

export const alert_keys = { all: ['alerts'], open: ['alerts', 'open'], log: ['alerts', 'log'] } as const

export const open_alerts = () => request<AlertPage>('alerts', { query: { state: 'open', 'page[size]': 50 } })

export const all_alerts = (after: string | null) =>
  request<AlertPage>('alerts', { query: { 'page[size]': 30, 'page[after]': after } })

export const take_alert = (id: Id) => request<{ alert: Alert }>(`alerts/${id}/acknowledge`, { method: 'PUT' })

export const refetch_alerts = () => void query_client.invalidateQueries({ queryKey: alert_keys.all })
