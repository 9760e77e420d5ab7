// SPDX-License-Identifier: AGPL-3.0-or-later
// Shapes of what agents are told of, and of the desk's own looks.
import type { Id, Timestamp } from './types'

export type NotificationKind =
  | 'assigned'
  | 'customer_reply'
  | 'mention'
  | 'agent_update'
  | 'new_ticket'
  | 'sla_warning'
  | 'sla_breach'
  | 'taken_back'
export type NotificationChannel = 'in_app' | 'push' | 'mail'
export type NotificationChannels = Record<NotificationChannel, boolean>
/** Why no mail reaches the agent. */
export type NotificationMailTrouble =
  | 'not_set_up'
  | 'no_address'
  | 'own_address'
  | 'no_reply_address'
  | 'undeliverable_address'

export interface Notification {
  id: Id
  kind: NotificationKind
  ticket_id: Id
  actor_name: string | null
  subject: string
  excerpt: string | null
  read: boolean
  created_at: Timestamp
}

export interface UnreadNotifications {
  unread: number
  notifications: Notification[]
}

export interface NotificationSettings {
  kinds: Record<NotificationKind, NotificationChannels>
  mail: { delay_minutes: number; address: string | null; trouble: NotificationMailTrouble | null }
  quiet_hours: { enabled: boolean; from: string; to: string; time_zone: string }
}

export interface PushSubscriptionRow {
  id: Id
  name: string
  service: string
  endpoint_digest: string
  last_success_at: Timestamp | null
  last_error: string | null
}

export interface BrandingFile {
  content_url: string
  content_type: string
  size: number
}

export interface Branding {
  name: string
  primary_color: string | null
  logo: BrandingFile | null
  logo_dark: BrandingFile | null
  favicon: BrandingFile | null
  theme_url: string | null
  custom_css_url: string | null
  custom_css?: string | null
}
