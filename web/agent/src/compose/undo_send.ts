// SPDX-License-Identifier: AGPL-3.0-or-later
// A reply leaves some seconds after the agent has sent it. Until then it can be taken back, and a message that arrives
// meanwhile stops it.
import { useLocalStorage } from '@vueuse/core'
import { shallowReactive } from 'vue'
import type { Id, TicketChange } from '@pult/shared/api'
import * as api from '../api/tickets'
import type { DraftContent } from '../drafts/draft'
import { drop_held, make_draft, overdue, store_held, type HeldReply } from '../drafts/held'
import { translate } from '../i18n'
import { on_ticket_event } from '../live/live'
import { user_name } from '../people/store'
import { cached_ticket, mark_draft } from '../queries/patch'
import { is_conflict, send_comment, with_guard } from '../queries/update'
import { current_user_id } from '../session/session'
import { describe_error, dismiss_toast, show_toast } from '../ui/toast'

export const delay_choices_s = [0, 5, 10, 30]
export const undo_send_s = useLocalStorage('pult.undo_send_s', 10)

/** Another window of the same person may still be holding it. */
const grace_ms = 30_000

interface Waiting {
  held: HeldReply
  timer: ReturnType<typeof setTimeout>
  toast: number
}

/** A reply box that is on the screen takes its text back itself. */
const boxes = new Map<Id, (content: DraftContent) => void>()
const waiting = shallowReactive(new Map<Id, Waiting>())
let open_ticket: (id: Id) => void = () => undefined

export const waiting_reply = (ticket_id: Id): HeldReply | undefined => waiting.get(ticket_id)?.held

export function register_box(ticket_id: Id, take_back: (content: DraftContent) => void): () => void {
  boxes.set(ticket_id, take_back)
  return () => boxes.get(ticket_id) === take_back && boxes.delete(ticket_id)
}

function release(ticket_id: Id): HeldReply | undefined {
  const found = waiting.get(ticket_id)
  if (!found) return undefined
  clearTimeout(found.timer)
  dismiss_toast(found.toast)
  waiting.delete(ticket_id)
  return found.held
}

function return_to_writer(held: HeldReply, leads_there: boolean) {
  const content = make_draft(held)
  mark_draft(held.ticket_id, true)
  const box = boxes.get(held.ticket_id)
  if (box) box(content)
  else if (leads_there) open_ticket(held.ticket_id)
}

export function take_back(ticket_id: Id) {
  const held = release(ticket_id)
  if (held) return_to_writer(held, true)
}

const lead_there = (ticket_id: Id) => ({
  label: translate('compose.open_ticket'),
  run: () => open_ticket(ticket_id)
})

/** The draft on the server was kept until now; what was written since is another one. */
function forget_draft(ticket_id: Id) {
  if (boxes.has(ticket_id)) return
  void api.delete_draft(ticket_id).catch(() => undefined)
  mark_draft(ticket_id, false)
}

export async function send_now(ticket_id: Id): Promise<void> {
  const held = release(ticket_id)
  if (!held) return
  try {
    await send_comment(ticket_id, held.change, () => void retry(held))
    drop_held(ticket_id)
    forget_draft(ticket_id)
    show_toast(translate('compose.sent'))
  } catch (error) {
    return_to_writer(held, false)
    if (is_conflict(error)) return
    const text = translate('compose.not_sent', { reason: describe_error(error) })
    show_toast(text, 'error', boxes.has(ticket_id) ? [] : [lead_there(ticket_id)])
  }
}

/** After a conflict was decided for this change. Its text is in the reply box again by then and leaves it. */
async function retry(held: HeldReply) {
  boxes.get(held.ticket_id)?.({ html: '', text: '', public: true, files: [] })
  wait(held, 0)
  await send_now(held.ticket_id)
}

function wait(held: HeldReply, delay_s: number) {
  store_held(held)
  const { ticket_id } = held
  const text = translate('compose.sending_in', { seconds: delay_s })
  const actions = [
    { label: translate('common.undo'), run: () => take_back(ticket_id) },
    { label: translate('compose.send_now'), run: () => void send_now(ticket_id) }
  ]
  const toast = delay_s > 0 ? show_toast(text, 'info', actions, true) : 0
  waiting.set(ticket_id, { held, toast, timer: setTimeout(() => void send_now(ticket_id), delay_s * 1_000) })
}

/** Two replies to one ticket keep their order: the one before goes first. */
export async function send_later(ticket_id: Id, change: TicketChange, content: DraftContent): Promise<void> {
  await send_now(ticket_id)
  const now_ms = Date.now()
  wait(
    {
      ticket_id,
      change,
      content,
      since: new Date(now_ms).toISOString(),
      until_ms: now_ms + undo_send_s.value * 1_000
    },
    undo_send_s.value
  )
}

function stop_for_news(ticket_id: Id, author_id: Id) {
  const held = release(ticket_id)
  if (!held) return
  return_to_writer(held, false)
  const text = translate('compose.stopped', { name: user_name(author_id) || '?', id: String(ticket_id) })
  show_toast(text, 'error', boxes.has(ticket_id) ? [] : [lead_there(ticket_id)])
}

/** The page goes away: what was sent is sent, as long as the browser lets us. */
function send_all_at_once() {
  for (const { held } of waiting.values()) {
    const change = with_guard(held.change, cached_ticket(held.ticket_id)?.updated_at)
    void api.update_ticket(held.ticket_id, change, true).catch(() => undefined)
  }
}

const squeezed = (text: string) => text.replace(/\s+/g, '')

/** Whether it has become a comment: the browser can not tell what happened to a request that outlived its page. */
async function was_sent(held: HeldReply): Promise<boolean> {
  const { comments } = await api.ticket_comments(held.ticket_id, null)
  const since = held.since.slice(0, 19)
  return comments.some(
    (comment) =>
      comment.author_id === current_user_id.value &&
      comment.created_at >= since &&
      squeezed(comment.body) === squeezed(held.content.text)
  )
}

async function recover(held: HeldReply) {
  if (await was_sent(held)) {
    drop_held(held.ticket_id)
    return forget_draft(held.ticket_id)
  }
  return_to_writer(held, false)
  const reason = translate('compose.was_interrupted', { id: String(held.ticket_id) })
  show_toast(reason, 'error', [lead_there(held.ticket_id)])
}

/** What an earlier page of this browser was to send and can not be asked about any more. */
export async function recover_overdue(): Promise<void> {
  // A ticket that can not be asked about now is tried again by the next page.
  for (const held of overdue(Date.now() - grace_ms)) await recover(held).catch(() => undefined)
}

let started = false

/** `open`: leads to a ticket. */
export function start_undo_send(open: (id: Id) => void) {
  open_ticket = open
  if (started) return
  started = true
  addEventListener('pagehide', send_all_at_once)
  on_ticket_event((message) => {
    if (message.comment && message.actor_id !== current_user_id.value)
      stop_for_news(message.ticket_id, message.actor_id)
  })
  void recover_overdue()
}
