// SPDX-License-Identifier: AGPL-3.0-or-later
// Where an agent was in a list: found again when they go back to it, not when they enter it anew.
import type { RouterHistory } from 'vue-router'
import type { Id } from '@pult/shared/api'
import type { QuickFilter } from './rows'

export interface Place {
  active_id: Id | null
  /** The first ticket in sight: pixels would miss it when rows have come or gone. */
  top_id: Id | null
  marked: ReadonlySet<Id>
  filters: ReadonlySet<QuickFilter>
}

const most_places = 50
const places = new Map<string, Place>()
let returned_to: number | null = null

/** The entry of the browser's history that is shown (vue-router counts them). */
export const history_position = () => (history.state as { position?: number } | null)?.position ?? 0

let is_watching = false
/** By the router's own ear: it may have drawn the list before other listeners of the page are called. */
export function watch_returns(history: RouterHistory) {
  if (!is_watching) history.listen(() => (returned_to = history_position()))
  is_watching = true
}

export function keep_place(view: string, position: number, place: Place) {
  places.set(`${position} ${view}`, place)
  if (places.size > most_places) places.delete(places.keys().next().value!)
}

export const place_on_return = (view: string): Place | undefined =>
  returned_to === history_position() ? places.get(`${returned_to} ${view}`) : undefined
