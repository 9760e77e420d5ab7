// SPDX-License-Identifier: AGPL-3.0-or-later
// Replies that leave later: in a few seconds, so that they can be taken back, or at a time the agent chose. The server
// keeps and sends them; what happens to this page does not matter to them.
import { useLocalStorage } from '@vueuse/core'
import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import type { Id, ScheduledReplies, ScheduledReply, SendTime, TicketChange } from '@pult/shared/api'
import * as api from '../api/later'
import { ApiError } from '../api/error'
import { from_server, to_server, type DraftContent } from '../drafts/draft'
import { translate } from '../i18n'
import { format_date_time } from '../i18n/format'
import { on_part_event } from '../live/live'
import { user_name } from '../people/store'
import { keys, query_client } from '../queries/client'
import { mark_draft } from '../queries/patch'
import { schedule_comment } from '../queries/update'
import { current_user_id } from '../session/session'
import { dismiss_toast, show_failure, show_toast } from '../ui/toast'

export const delay_choices_s = [0, 5, 10, 30]
export const undo_send_s = useLocalStorage('pult.undo_send_s', 10)

/** A reply that leaves within this time is one that can still be taken back, not one for another day. */
const soon_ms = 60_000
export const leaves_soon = (reply: ScheduledReply) => Date.parse(reply.send_at) - Date.now() < soon_ms

/** A reply box that is on the screen takes its text back itself. */
const boxes = new Map<Id, (content: DraftContent) => void>()
/** What this page has let wait: with the names of its files, which the server's copy does not have. */
const from_here = new Map<Id, { content: DraftContent; toast: number }>()
let open_ticket: (id: Id) => void = () => undefined

export function register_box(ticket_id: Id, put_before: (content: DraftContent) => void): () => void {
  boxes.set(ticket_id, put_before)
  return () => boxes.get(ticket_id) === put_before && boxes.delete(ticket_id)
}

const lead_there = (ticket_id: Id) => ({
  label: translate('compose.open_ticket'),
  run: () => open_ticket(ticket_id)
})

/** No longer waiting; what this page knows of it. */
function release(ticket_id: Id) {
  const found = from_here.get(ticket_id)
  from_here.delete(ticket_id)
  if (found) dismiss_toast(found.toast)
  return found
}

/** Its text is in the draft on the server already. */
function return_to_writer(reply: ScheduledReply, leads_there: boolean) {
  const { ticket_id, content } = reply
  const stored = release(ticket_id)?.content ?? from_server({ ...content, updated_at: reply.updated_at })
  mark_draft(ticket_id, true)
  const box = boxes.get(ticket_id)
  if (box) box(stored)
  else if (leads_there) open_ticket(ticket_id)
}

/** Two readings may be on their way at once; its text comes back once. */
const told = new Set<string>()

function tell_halted(reply: ScheduledReply) {
  const what = `${reply.id} ${reply.state} ${reply.updated_at}`
  if (told.has(what)) return
  told.add(what)
  return_to_writer(reply, false)
  const { ticket_id } = reply
  const text =
    reply.state === 'stopped'
      ? translate('compose.stopped', { name: user_name(reply.stopped_by_id) || '?', id: String(ticket_id) })
      : translate('compose.not_sent', { reason: reply.message ?? '' })
  show_toast(text, 'error', boxes.has(ticket_id) ? [] : [lead_there(ticket_id)])
}

const cached = (ticket_id: Id) => query_client.getQueryData<ScheduledReplies>(keys.scheduled_replies(ticket_id))

/** Reads what waits on a ticket, and tells what became of what waited. */
async function read(ticket_id: Id, is_news = false): Promise<ScheduledReplies> {
  const before = cached(ticket_id)?.scheduled_reply
  const found = await api.scheduled_reply(ticket_id)
  const reply = found.scheduled_reply
  const was_waiting = before?.state === 'waiting' || from_here.has(ticket_id)
  if (!reply && was_waiting && release(ticket_id)) show_toast(translate('compose.sent'))
  const is_new = was_waiting || (is_news && before?.updated_at !== reply?.updated_at)
  if (reply && reply.state !== 'waiting' && is_new) tell_halted(reply)
  return found
}

export function use_scheduled(ticket_id: () => Id) {
  const query = useQuery({
    queryKey: computed(() => keys.scheduled_replies(ticket_id())),
    queryFn: () => read(ticket_id())
  })
  return {
    reply: computed(() => query.data.value?.scheduled_reply ?? null),
    others: computed(() => query.data.value?.others ?? [])
  }
}

function store(ticket_id: Id, scheduled_reply: ScheduledReply | null) {
  query_client.setQueryData<ScheduledReplies>(keys.scheduled_replies(ticket_id), (old) => ({
    others: old?.others ?? [],
    scheduled_reply
  }))
  void query_client.invalidateQueries({ queryKey: keys.all_scheduled })
}

/** It had left, or another window had taken it back, when the wish came. */
function tell_gone(ticket_id: Id, error: unknown) {
  if (!(error instanceof ApiError) || error.status !== 404) return void show_failure(error)
  void query_client.invalidateQueries({ queryKey: keys.scheduled_replies(ticket_id) })
  show_toast(translate('compose.already_sent'), 'error')
}

export async function take_back(ticket_id: Id) {
  const reply = cached(ticket_id)?.scheduled_reply
  try {
    await api.take_back_reply(ticket_id)
  } catch (error) {
    return tell_gone(ticket_id, error)
  }
  store(ticket_id, null)
  if (reply) return_to_writer(reply, true)
  else open_ticket(ticket_id)
}

/** The message that a stopped or failed one has left. */
export async function dismiss(ticket_id: Id) {
  store(ticket_id, null)
  await api.take_back_reply(ticket_id).catch((error: unknown) => tell_gone(ticket_id, error))
}

export async function send_now(ticket_id: Id) {
  try {
    await api.send_reply_now(ticket_id)
    release(ticket_id)
    store(ticket_id, null)
    show_toast(translate('compose.sent'))
  } catch (error) {
    tell_gone(ticket_id, error)
  }
}

export async function move_to(ticket_id: Id, send_at: string) {
  try {
    store(ticket_id, await api.schedule_reply(ticket_id, { send_at }))
  } catch (error) {
    tell_gone(ticket_id, error)
  }
}

function tell_waiting(reply: ScheduledReply, when: SendTime): number {
  const { ticket_id } = reply
  const actions = [{ label: translate('common.undo'), run: () => void take_back(ticket_id) }]
  if (!when.delay_seconds) {
    return show_toast(translate('compose.leaves_at', { time: format_date_time(reply.send_at) }), 'info', actions)
  }
  actions.push({ label: translate('compose.send_now'), run: () => void send_now(ticket_id) })
  return show_toast(translate('compose.sending_in', { seconds: when.delay_seconds }), 'info', actions, true)
}

/** One reply of a person waits on a ticket. Of two that are sent one after the other, the first one goes first. */
export async function make_room(ticket_id: Id): Promise<boolean> {
  const reply = cached(ticket_id)?.scheduled_reply
  if (reply?.state !== 'waiting') return true
  if (leaves_soon(reply)) {
    await send_now(ticket_id)
    return true
  }
  show_toast(translate('compose.has_waiting'), 'error')
  return false
}

/** Throws when it does not wait now, so that the composer keeps its text. */
export async function send_later(
  ticket_id: Id,
  change: TicketChange,
  content: DraftContent,
  when: SendTime,
  retry: () => void
): Promise<void> {
  const reply = await schedule_comment(ticket_id, { ...when, ticket: change, content: to_server(content) }, retry)
  from_here.set(ticket_id, { content, toast: tell_waiting(reply, when) })
  store(ticket_id, reply)
}

let started = false

/** `open`: leads to a ticket. */
export function start_scheduled(open: (id: Id) => void) {
  open_ticket = open
  if (started) return
  started = true
  on_part_event(({ part, ticket_id, user_id }) => {
    if (part !== 'scheduled_replies' || user_id !== current_user_id.value) return
    void query_client.invalidateQueries({ queryKey: keys.all_scheduled })
    void query_client
      .fetchQuery({ queryKey: keys.scheduled_replies(ticket_id), queryFn: () => read(ticket_id, true), staleTime: 0 })
      .catch(() => undefined)
  })
}
