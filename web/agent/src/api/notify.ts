// SPDX-License-Identifier: AGPL-3.0-or-later
import type {
  CursorMeta,
  Id,
  Notification,
  NotificationChannels,
  NotificationKind,
  NotificationSettings,
  PushSubscriptionRow,
  UnreadNotifications
} from '@pult/shared/api'
import { request } from './client'

export const unread_notifications = () => request<UnreadNotifications>('notifications/unread')

export const notifications = (after: string | null, size = 20) =>
  request<{ notifications: Notification[]; meta: CursorMeta }>('notifications', {
    query: { 'page[size]': size, 'page[after]': after }
  })

export const mark_read = (which: { ids?: Id[]; ticket_id?: Id; up_to_id?: Id }) =>
  request<UnreadNotifications>('notifications/mark_read', { method: 'PUT', body: which })

export const notification_settings = () =>
  request<{ notification_settings: NotificationSettings }>('users/me/notification_settings').then(
    (reply) => reply.notification_settings
  )

export interface NotificationSettingsChange {
  kinds?: Partial<Record<NotificationKind, Partial<NotificationChannels>>>
  mail?: { delay_minutes: number }
  quiet_hours?: Partial<NotificationSettings['quiet_hours']>
}
export const save_notification_settings = (change: NotificationSettingsChange) =>
  request<{ notification_settings: NotificationSettings }>('users/me/notification_settings', {
    method: 'PUT',
    body: { notification_settings: change }
  }).then((reply) => reply.notification_settings)

export const push_key = () =>
  request<{ public_key: string }>('push_subscriptions/key').then((reply) => reply.public_key)

export const push_subscriptions = () =>
  request<{ push_subscriptions: PushSubscriptionRow[] }>('push_subscriptions', { query: { per_page: 100 } }).then(
    (reply) => reply.push_subscriptions
  )

export const save_push_subscription = (push_subscription: PushSubscriptionJSON & { name: string }) =>
  request<{ push_subscription: PushSubscriptionRow }>('push_subscriptions', {
    method: 'POST',
    body: { push_subscription }
  }).then((reply) => reply.push_subscription)

export const delete_push_subscription = (id: Id) => request<void>(`push_subscriptions/${id}`, { method: 'DELETE' })

export const test_push_subscription = (id: Id) =>
  request<void>(`push_subscriptions/${id}/test`, { method: 'POST' })
