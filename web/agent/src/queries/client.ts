// SPDX-License-Identifier: AGPL-3.0-or-later
import { QueryClient } from '@tanstack/vue-query'
import type { Id } from '@pult/shared/api'
import { ApiError } from '../api/error'

const max_retries = 3
const temporary = (error: Error) => error instanceof ApiError && (error.status === 0 || error.status >= 500)

// The socket tells what changed, so data is stale only after a resync.
export const query_client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Infinity,
      // What was fetched is replaced, never changed: watching every value of hundreds of tickets would be for nothing.
      shallow: true,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < max_retries && temporary(error)
    }
  }
})

export const keys = {
  /** Without an order: every list of the view, however it is sorted. */
  view: (view_id: Id, order?: object | null) =>
    order ? (['view', view_id, order] as const) : (['view', view_id] as const),
  views: ['view'] as const,
  view_list: ['view_list'] as const,
  counts: ['counts'] as const,
  ticket: (id: Id) => ['ticket', id] as const,
  comments: (id: Id) => ['comments', id] as const,
  audits: (id: Id) => ['audits', id] as const,
  requested: (user_id: Id) => ['requested', user_id] as const,
  macros: ['macros'] as const,
  ticket_fields: ['ticket_fields'] as const,
  ticket_forms: ['ticket_forms'] as const,
  custom_statuses: ['custom_statuses'] as const,
  person_fields: (target: 'user' | 'organization') => ['person_fields', target] as const,
  links: (id: Id) => ['links', id] as const,
  scheduled_replies: (id: Id) => ['scheduled_replies', id] as const,
  all_scheduled: ['all_scheduled'] as const,
  drafts: (id: Id) => ['drafts', id] as const,
  dashboard: ['dashboard'] as const,
  presence: ['presence'] as const,
  unread: ['unread'] as const,
  notifications: ['notifications'] as const,
  notification_settings: ['notification_settings'] as const,
  push_subscriptions: ['push_subscriptions'] as const,
  groups: ['groups'] as const,
  agents: ['agents'] as const,
  mailboxes: ['mailboxes'] as const,
  housekeeping: ['admin', 'housekeeping'] as const,
  round_trip: (mailbox_id: Id) => ['admin', 'round_trip', mailbox_id] as const,
  suspended: ['suspended'] as const,
  outgoing: ['outgoing'] as const
}
