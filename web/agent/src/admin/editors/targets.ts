// SPDX-License-Identifier: AGPL-3.0-or-later
// What an SLA policy promises: for each thing that is measured, a time by priority.
import type { Priority } from '@pult/shared/api'

export interface Target {
  metric: Metric
  priority: Priority
  target_in_seconds: number
  business_hours: boolean
}

export const metrics = [
  'first_reply_time',
  'next_reply_time',
  'periodic_update_time',
  'pausable_update_time',
  'requester_wait_time',
  'agent_work_time',
  'total_resolution_time'
] as const
export type Metric = (typeof metrics)[number]
export const priorities: Priority[] = ['urgent', 'high', 'normal', 'low']

export interface Time {
  hours: number
  minutes: number
}

export const time_of = (seconds: number): Time => ({
  hours: Math.floor(seconds / 3600),
  minutes: Math.floor((seconds % 3600) / 60)
})
const seconds_of = ({ hours, minutes }: Time) => hours * 3600 + minutes * 60

const is_at = (metric: Metric, priority: Priority) => (one: Target) =>
  one.metric === metric && one.priority === priority

export const target_at = (targets: readonly Target[], metric: Metric, priority: Priority) =>
  targets.find(is_at(metric, priority))

/** No time at all takes the target away. */
export function with_time(targets: readonly Target[], metric: Metric, priority: Priority, time: Time): Target[] {
  const before = target_at(targets, metric, priority)
  const target_in_seconds = seconds_of(time)
  if (before && time_of(before.target_in_seconds).hours === time.hours) {
    if (time_of(before.target_in_seconds).minutes === time.minutes) return [...targets]
  }
  const others = targets.filter((one) => one !== before)
  if (target_in_seconds <= 0) return others
  const business_hours = before?.business_hours ?? hours_of(targets, metric) !== 'calendar'
  return [...others, { metric, priority, target_in_seconds, business_hours }]
}

/** By which hours a metric is measured; the API allows it to differ between priorities. */
export function hours_of(targets: readonly Target[], metric: Metric): 'business' | 'calendar' | 'mixed' {
  const own = targets.filter((one) => one.metric === metric)
  if (own.every((one) => one.business_hours)) return 'business'
  return own.some((one) => one.business_hours) ? 'mixed' : 'calendar'
}

export const with_hours = (targets: readonly Target[], metric: Metric, business_hours: boolean): Target[] =>
  targets.map((one) => (one.metric === metric ? { ...one, business_hours } : one))

export const without = (targets: readonly Target[], metric: Metric) => targets.filter((one) => one.metric !== metric)

/** In the order in which they are shown, as the API takes them. */
export const to_policy_metrics = (targets: readonly Target[]) =>
  metrics.flatMap((metric) =>
    priorities.flatMap((priority) => {
      const found = target_at(targets, metric, priority)
      if (!found) return []
      const { target_in_seconds, business_hours } = found
      return [{ metric, priority, target_in_seconds, business_hours }]
    })
  )

export const usual_targets = (): Target[] =>
  ([1, 4, 8, 24] as const).map((hours, index) => ({
    metric: 'first_reply_time',
    priority: priorities[index]!,
    target_in_seconds: hours * 3600,
    business_hours: true
  }))
