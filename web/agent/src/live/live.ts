// SPDX-License-Identifier: AGPL-3.0-or-later
// Turns the server's events into changes of the query cache.
import { computed, effectScope, shallowRef, watch } from 'vue'
import type { LiveMessage } from '@pult/shared/api'
import { keys, query_client } from '../queries/client'
import { forget_ticket, store_counts, store_delivery, store_ticket } from '../queries/patch'
import { note_arrival } from './arrivals'
import { place, store_lookers } from './company'
import { tell_held } from './held'
import { ask_for_jobs, note_job } from './jobs'
import { LiveSocket, type ConnectionState } from './socket'

type TicketMessage = Extract<LiveMessage, { type: 'ticket' }>

const socket = shallowRef<LiveSocket | null>(null)
export const connection_state = computed<ConnectionState>(() => socket.value?.state.value ?? 'connecting')

/** People who want every ticket event as it comes (the composer warns of answers that arrive while one writes). */
const listeners = new Set<(message: TicketMessage) => void>()

export function on_ticket_event(listener: (message: TicketMessage) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

type PartMessage = Extract<LiveMessage, { type: 'ticket_part' }>
const part_listeners = new Set<(message: PartMessage) => void>()
/** Something that is kept beside a ticket has changed. */
export function on_part_event(listener: (message: PartMessage) => void): () => void {
  part_listeners.add(listener)
  return () => part_listeners.delete(listener)
}

const gone_listeners = new Set<() => void>()
/** A ticket was deleted, or is no longer mine to see. */
export function on_gone_event(listener: () => void): () => void {
  gone_listeners.add(listener)
  return () => gone_listeners.delete(listener)
}

const import_listeners = new Set<() => void>()
/** An import that I have started got further or ended. */
export function on_import_event(listener: () => void): () => void {
  import_listeners.add(listener)
  return () => import_listeners.delete(listener)
}

export function apply_live_message(message: LiveMessage) {
  switch (message.type) {
    case 'ticket':
      return apply_ticket(message)
    case 'ticket_gone':
      forget_ticket(message.ticket_id)
      for (const listener of gone_listeners) listener()
      return
    case 'ticket_part':
      // What is kept beside a ticket is in the cache under its own name: ['side_conversations', 7].
      void query_client.invalidateQueries({ queryKey: [message.part, message.ticket_id] })
      for (const listener of part_listeners) listener(message)
      return
    case 'view_counts':
      return store_counts(message.view_counts)
    case 'delivery':
      store_delivery(message.ticket_id, message.comment_id, message.delivery)
      tell_held(message.ticket_id, message.delivery)
      return void query_client.invalidateQueries({ queryKey: keys.outgoing })
    case 'job_status':
      return note_job(message.job_status)
    case 'import':
      for (const listener of import_listeners) listener()
      return
    case 'alerts':
      return void query_client.invalidateQueries({ queryKey: ['alerts'] })
    case 'housekeeping':
      return void query_client.invalidateQueries({ queryKey: keys.housekeeping })
    case 'round_trip':
      return void query_client.invalidateQueries({ queryKey: keys.round_trip(message.mailbox_id) })
    case 'notifications':
      query_client.setQueryData(keys.unread, { unread: message.unread, notifications: message.notifications })
      return void query_client.invalidateQueries({ queryKey: keys.notifications })
    case 'lookers':
      return void store_lookers(message)
    case 'presence':
      return void query_client.setQueryData(keys.presence, message.presence)
    case 'resync':
      return resync()
  }
}

function apply_ticket(message: TicketMessage) {
  store_ticket(message.ticket)
  note_arrival(message.ticket)
  void query_client.invalidateQueries({ queryKey: keys.audits(message.ticket_id) })
  if (message.comment) void query_client.invalidateQueries({ queryKey: keys.comments(message.ticket_id) })
  if (message.created) void query_client.invalidateQueries({ queryKey: keys.requested(message.ticket.requester_id) })
  if (message.fields.some((field) => field.startsWith('side_conversation'))) {
    void query_client.invalidateQueries({ queryKey: ['side_conversations', message.ticket_id] })
  }
  for (const listener of listeners) listener(message)
}

/** Everything may be stale: what is on the screen is fetched again, the rest when it is looked at. */
export function resync() {
  void query_client.invalidateQueries()
  ask_for_jobs()
}

export function start_live() {
  if (socket.value) return
  const made = (socket.value = new LiveSocket(apply_live_message, resync))
  // As long as the socket, which outlives the page that has started it.
  effectScope(true).run(() => watch(place, (now) => made.say(now), { immediate: true }))
}

export const reconnect_now = () => socket.value?.retry_now()
