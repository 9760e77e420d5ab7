// SPDX-License-Identifier: AGPL-3.0-or-later
// A week of business hours as people see it: spans of a day, which may end on the next one. The API knows a flat list
// of intervals that never cross midnight.
export const day_minutes = 24 * 60
export const days = [0, 1, 2, 3, 4, 5, 6] as const

/** Minutes since Sunday 00:00. */
export interface Interval {
  start_time: number
  end_time: number
}

/** Minutes since its day's 00:00; an end above 24 hours is on the next day. */
export interface Span {
  start: number
  end: number
}

/** Sunday first, as the API counts. */
export type Week = Span[][]

export const office_hours: Span = { start: 9 * 60, end: 17 * 60 }
export const whole_day: Span = { start: 0, end: day_minutes }
export const empty_week = (): Week => days.map(() => [])
export const office_week = (): Week => days.map((day) => (day >= 1 && day <= 5 ? [{ ...office_hours }] : []))
export const whole_week = (): Week => days.map(() => [{ ...whole_day }])

const next_day = (day: number) => (day + 1) % 7
const former_day = (day: number) => (day + 6) % 7

/** What ends at midnight and goes on from there is one span, unless it would last a day or longer. */
function join_nights(week: Week): Week {
  for (const day of days) {
    const evening = week[day]!.at(-1)
    const morning = week[next_day(day)]![0]
    if (!evening || !morning || evening.end !== day_minutes || morning.start !== 0) continue
    if (morning.end >= evening.start) continue
    evening.end += morning.end
    week[next_day(day)]!.shift()
  }
  return week
}

export function to_week(intervals: readonly Interval[]): Week {
  const week = empty_week()
  for (const { start_time, end_time } of [...intervals].sort((one, other) => one.start_time - other.start_time)) {
    const day = Math.floor(start_time / day_minutes)
    const start = start_time - day * day_minutes
    week[day]?.push({ start, end: start + end_time - start_time })
  }
  return join_nights(week)
}

interface Piece extends Interval {
  day: number
  index: number
}

function pieces_of(week: Week): Piece[] {
  const pieces: Piece[] = []
  week.forEach((spans, day) =>
    spans.forEach(({ start, end }, index) => {
      const from = day * day_minutes
      pieces.push({ day, index, start_time: from + start, end_time: from + Math.min(end, day_minutes) })
      if (end <= day_minutes) return
      const next = next_day(day) * day_minutes
      pieces.push({ day, index, start_time: next, end_time: next + end - day_minutes })
    })
  )
  return pieces.sort((one, other) => one.start_time - other.start_time)
}

export const to_intervals = (week: Week): Interval[] =>
  pieces_of(week).map(({ start_time, end_time }) => ({ start_time, end_time }))

export const minutes_in = (week: Week) => week.flat().reduce((sum, { start, end }) => sum + end - start, 0)

export type Problem = 'empty' | 'overlap'
export const place_of = (day: number, index: number) => `${day}.${index}`

/** What is wrong with which span, by its place. */
export function problems_of(week: Week): Map<string, Problem> {
  const found = new Map<string, Problem>()
  let last: Piece | undefined
  for (const piece of pieces_of(week)) {
    if (last && piece.start_time < last.end_time) {
      for (const { day, index } of [last, piece]) found.set(place_of(day, index), 'overlap')
    }
    if (!last || piece.end_time > last.end_time) last = piece
  }
  week.forEach((spans, day) =>
    spans.forEach(({ start, end }, index) => {
      // The same time twice says a day to one reader and nothing to the other.
      const is_whole_day = start === 0 && end === day_minutes
      if (end <= start || (end === start + day_minutes && !is_whole_day)) found.set(place_of(day, index), 'empty')
    })
  )
  return found
}

/** How far the evening before reaches into a day. */
export const tail_of = (week: Week, day: number) =>
  Math.max(0, ...week[former_day(day)]!.map(({ end }) => end - day_minutes))

const two = (value: number) => String(value).padStart(2, '0')
/** As inputs of time write it; midnight at the end of a day is 00:00. */
export const clock_of = (minute: number) => `${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`

export function minute_of(clock: string): number | null {
  const found = /^(\d{2}):(\d{2})/.exec(clock)
  return found ? Number(found[1]) * 60 + Number(found[2]) : null
}

/** An end that is not after the beginning is on the next day. */
export const with_times = (start: number, end_clock: number): Span => ({
  start,
  end: end_clock > start ? end_clock : end_clock + day_minutes
})

/** Another span after those of the day, where there is room; the afternoon after the morning. */
export function next_span(spans: readonly Span[]): Span | null {
  if (spans.length === 0) return { ...office_hours }
  const start = Math.max(...spans.map(({ end }) => end)) + 60
  const end = Math.min(start + 4 * 60, day_minutes)
  return end > start ? { start, end } : null
}

export type Grip = 'new' | 'start' | 'end' | 'all'
export interface Drag {
  grip: Grip
  /** Of the span that is held; of the new one: where it will stand. */
  index: number
  /** Where it was taken. */
  anchor: number
  /** The day as it was then. */
  before: readonly Span[]
  /** How far the evening before reaches. */
  tail: number
}

const snap = (minute: number) => Math.round(minute / 15) * 15
const clamp = (value: number, from: number, to: number) => Math.min(Math.max(value, from), to)
const shortest = 15

/** The free time around what is held. */
function room({ before, index, anchor, tail }: Drag): [number, number] {
  let [from, to] = [tail, day_minutes]
  before.forEach((span, at) => {
    if (at === index) return
    if (span.start >= anchor) to = Math.min(to, span.start)
    else from = Math.max(from, Math.min(span.end, day_minutes))
  })
  return [from, to]
}

/** The day after the pointer went to `minute`. */
export function dragged(drag: Drag, minute: number): Span[] {
  const { grip, index, anchor, before } = drag
  const [from, to] = room(drag)
  const at = clamp(snap(minute), from, to)
  const held = before[index]
  const changed = (span: Span) => before.map((one, place) => (place === index ? span : one))
  if (grip === 'new') {
    const start = clamp(snap(anchor), from, to)
    if (Math.abs(at - start) < shortest) return [...before]
    const made = { start: Math.min(start, at), end: Math.max(start, at) }
    return [...before, made].sort((one, other) => one.start - other.start)
  }
  if (!held) return [...before]
  if (grip === 'start') return changed({ ...held, start: Math.min(at, Math.min(held.end, day_minutes) - shortest) })
  if (grip === 'end') return changed({ ...held, end: Math.max(at, held.start + shortest) })
  const length = held.end - held.start
  if (held.end > day_minutes) return [...before]
  const start = clamp(held.start + snap(minute - anchor), from, to - length)
  return changed({ start, end: start + length })
}
