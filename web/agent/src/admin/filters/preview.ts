// SPDX-License-Identifier: AGPL-3.0-or-later
// What the filters would do with one mail.
import type { Condition, MacroAction, RuleReason } from '@pult/shared/api'
import { request } from '../../api/client'

interface Verdict extends Condition {
  holds: boolean
}
export interface FilterVerdict {
  id: number | null
  title: string
  active: boolean
  fits: boolean
  acts: boolean
  conditions: { all: Verdict[]; any: Verdict[] }
  actions: MacroAction[]
}
export interface Preview {
  from: string
  subject: string
  held: string | null
  filters: FilterVerdict[]
  urgency: { priority: string; reason: string; why: RuleReason[] } | null
}

/** One that is typed in, or one that the desk has. */
type Asked = { raw: string; mailbox_id: number | null } | { suspended_ticket_id: number }
export const preview_mail = async (body: Asked): Promise<Preview> =>
  (await request<{ preview: Preview }>('mail_filters/preview', { method: 'POST', body })).preview

/** Why a filter does what it does, as a key of mail_filter. */
export function verdict_of(filter: FilterVerdict): 'acts' | 'inactive' | 'stopped' | 'other' {
  if (filter.acts) return 'acts'
  if (!filter.fits) return 'other'
  return filter.active ? 'stopped' : 'inactive'
}
