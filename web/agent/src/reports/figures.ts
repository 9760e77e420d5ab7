// SPDX-License-Identifier: AGPL-3.0-or-later
// What a report says, and how each of its figures is read.
import type { Id } from '@pult/shared/api'
import { current_locale } from '../i18n'
import { format_number, format_percent } from '../i18n/format'
import { span_text } from '../sla/time_text'

export interface FigureTime {
  median: number | null
  p90: number | null
}
export interface Figures {
  created: number
  solved: number
  first_contact: number
  reopened: number
  good: number
  bad: number
  first_reply: { calendar: FigureTime; business: FigureTime }
  resolution: { calendar: FigureTime; business: FigureTime }
}
export interface Report {
  scope: 'everybody' | 'own'
  business_hours: boolean
  complete: boolean
  total: Figures
  days: (Figures & { date: string })[]
  groups: (Figures & { group_id: Id | null })[]
  agents: (Figures & { user_id: Id | null })[]
}

export interface Figure {
  key: 'created' | 'solved' | 'first_contact' | 'first_reply' | 'resolution' | 'reopened' | 'satisfaction'
  /** Null where there is nothing to say. */
  value: (figures: Figures, business: boolean) => number | null
  text: (value: number) => string
  /** The value of a full column; else the highest one is full. */
  full?: number
  /** What its tickets are asked by. */
  behind: 'created' | 'solved' | 'first_contact' | 'first_reply' | 'resolution' | 'reopened' | 'good' | 'bad'
}

const share = (part: number, whole: number) => (whole > 0 ? part / whole : null)
const minute_ms = 60_000
/** "12 min" below an hour, then "3 hr 20 min", then "5 days 16 hr". */
export const minutes_text = (minutes: number) =>
  minutes < 60
    ? new Intl.NumberFormat(current_locale(), {
        style: 'unit',
        unit: 'minute',
        unitDisplay: 'short'
      }).format(minutes)
    : span_text(minutes * minute_ms)

export const figure_list: Figure[] = [
  { key: 'created', value: (one) => one.created, text: format_number, behind: 'created' },
  { key: 'solved', value: (one) => one.solved, text: format_number, behind: 'solved' },
  {
    key: 'first_contact',
    value: (one) => share(one.first_contact, one.solved),
    text: format_percent,
    full: 1,
    behind: 'first_contact'
  },
  {
    key: 'first_reply',
    value: (one, business) => one.first_reply[business ? 'business' : 'calendar'].median,
    text: minutes_text,
    behind: 'first_reply'
  },
  {
    key: 'resolution',
    value: (one, business) => one.resolution[business ? 'business' : 'calendar'].median,
    text: minutes_text,
    behind: 'resolution'
  },
  {
    key: 'reopened',
    value: (one) => share(one.reopened, one.solved),
    text: format_percent,
    full: 1,
    behind: 'reopened'
  },
  {
    key: 'satisfaction',
    value: (one) => share(one.good, one.good + one.bad),
    text: format_percent,
    full: 1,
    behind: 'good'
  }
]

export const slowest = (figures: Figures, key: string, business: boolean): number | null =>
  key === 'first_reply' || key === 'resolution' ? figures[key][business ? 'business' : 'calendar'].p90 : null

export const shown = (figure: Figure, figures: Figures, business: boolean) => {
  const value = figure.value(figures, business)
  return value === null ? '–' : figure.text(value)
}

/** Days on the clock of this device. */
export function day_text(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
/** Today and the days before it, so many in all. */
export function last_days(count: number, today = new Date()): { from: string; to: string } {
  const first = new Date(today.getFullYear(), today.getMonth(), today.getDate() - count + 1)
  return { from: day_text(first), to: day_text(today) }
}

/** Heights of columns in percent of the highest, or of `full`; a gap for nothing to say. */
export function columns(values: (number | null)[], full = 0): (number | null)[] {
  const highest = Math.max(full, ...values.map((value) => value ?? 0))
  return values.map((value) => (value === null ? null : highest > 0 ? (100 * value) / highest : 0))
}
