// SPDX-License-Identifier: AGPL-3.0-or-later
import type { Id, TicketStatus, Timestamp } from '@pult/shared/api'
import { api_url, request } from '../api/client'
import type { Paged } from '../queries/pages'
import type { Report } from './figures'

export interface ReportQuery {
  from: string
  to: string
  time_zone: string
  group_id?: string
  user_id?: string
}
export interface ReportTicket {
  ticket_id: Id
  subject: string
  status: TicketStatus
  at: Timestamp
  user_id: Id | null
  minutes: number | null
}

export const load_report = async (query: ReportQuery): Promise<Report> =>
  (await request<{ report: Report }>('reports/figures', { query: { ...query } })).report

export const tickets_behind = (figure: string, query: ReportQuery, after: string | null) =>
  request<{ tickets: ReportTicket[] } & Paged>('reports/tickets', {
    query: { figure, ...query, 'page[size]': 50, 'page[after]': after }
  })

export const export_address = (query: ReportQuery) => api_url('reports/export', { ...query })
