// SPDX-License-Identifier: AGPL-3.0-or-later
// What an agent is writing on one ticket, and how it leaves.
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { Id, Macro, SendTime, Ticket, TicketChange, TicketStatus } from '@pult/shared/api'
import { is_empty_draft, use_draft, type DraftContent } from '../drafts/draft'
import { translate } from '../i18n'
import { note_answer } from '../live/held'
import { is_conflict, send_comment, set_fields } from '../queries/update'
import { close_draft_tab, keep_open } from '../ticket/tabs'
import { describe_error, show_toast } from '../ui/toast'
import { fields_of, type MacroChange } from './macro'
import { use_news } from './news'
import { give_back_time, take_time } from '../work/timer'
import { mentioned_ids } from './suggest'
import { make_room, register_box, send_later, undo_send_s } from './scheduled'
import { still_wanted } from './uploads'

export type SendResult = 'sent' | 'kept' | 'news'

/** What a reply takes along besides its words. */
function use_extras(ticket: () => Ticket) {
  const chosen_status = ref<TicketStatus | null>(null)
  const cc_change = ref<NonNullable<TicketChange['email_ccs']>>([])
  const staged = shallowRef<MacroChange[]>([])
  const macro_ids = new Set<Id>()
  const mentions = new Map<string, Id>()
  /** An answer to a new ticket opens it; everything else keeps its status unless the agent says otherwise. */
  const status = computed<TicketStatus>({
    get: () => chosen_status.value ?? (ticket().status === 'new' ? 'open' : ticket().status),
    set: (value) => (chosen_status.value = value)
  })

  function forget() {
    chosen_status.value = null
    cc_change.value = []
    staged.value = []
    macro_ids.clear()
    mentions.clear()
  }

  function stage(macro: Macro, changes: MacroChange[]) {
    macro_ids.add(macro.id)
    const status_change = changes.find((change) => change.field === 'status')
    if (status_change) chosen_status.value = status_change.after as TicketStatus
    const others = changes.filter((change) => change.field !== 'status')
    const replaced = new Set(others.map((change) => `${change.field}${change.id ?? ''}`))
    staged.value = [...staged.value.filter((one) => !replaced.has(`${one.field}${one.id ?? ''}`)), ...others]
  }

  function change_with(content: DraftContent): TicketChange {
    const change: TicketChange = {
      ...fields_of(staged.value),
      comment: {
        html_body: content.html || '<p></p>',
        public: content.public,
        uploads: still_wanted(content.files, content.html).map((file) => file.token)
      }
    }
    if (content.public && content.bcc.length > 0) change.comment!.bcc = [...content.bcc]
    if (status.value !== ticket().status) change.status = status.value
    if (content.public && cc_change.value.length > 0) change.email_ccs = cc_change.value
    if (macro_ids.size > 0) change.macro_ids = [...macro_ids]
    const mentioned = content.public ? [] : mentioned_ids(content.text, mentions)
    if (mentioned.length > 0) {
      change.followers = mentioned.map((user_id) => ({ user_id: String(user_id), action: 'put' }))
    }
    const time_entry = take_time(ticket().id)
    return time_entry ? { ...change, time_entry } : change
  }

  const note_mention = (name: string, user_id: Id) => mentions.set(name, user_id)
  return { status, cc_change, staged, forget, stage, change_with, note_mention }
}

/** How what is written leaves: at once, or as a reply that waits. */
function use_leaving(id: Id, draft: ReturnType<typeof use_draft>, extras: ReturnType<typeof use_extras>) {
  const { content, clear, settle, hand_over, put_before } = draft
  const { forget, change_with } = extras
  const is_sending = ref(false)
  /** With the reply that left last: comes back with it. */
  let sent_s = 0
  const put_back_time = () => {
    if (sent_s > 0) give_back_time(id, sent_s)
    sent_s = 0
  }
  onScopeDispose(
    register_box(id, (stored: DraftContent) => {
      put_before(stored)
      put_back_time()
    })
  )

  async function leave(work: (change: TicketChange) => Promise<void>): Promise<SendResult> {
    is_sending.value = true
    const change = change_with(content)
    sent_s = change.time_entry?.seconds ?? 0
    try {
      await work(change)
      forget()
      return 'sent'
    } catch (error) {
      put_back_time()
      if (!is_conflict(error)) show_toast(translate('compose.not_sent', { reason: describe_error(error) }), 'error')
      return 'kept'
    } finally {
      is_sending.value = false
    }
  }

  async function send_at_once(change: TicketChange, retry: () => void) {
    if (content.public) note_answer(id)
    await send_comment(id, change, retry)
    const told = content.public ? 'compose.sent' : 'compose.note_saved'
    clear()
    show_toast(translate(told))
  }

  /** The draft becomes a reply that waits: no save of it may come after that. */
  async function let_wait(change: TicketChange, when: SendTime, retry: () => void) {
    await settle()
    const stored: DraftContent = { ...content, files: [...content.files], bcc: [...content.bcc] }
    note_answer(id)
    await send_later(id, change, stored, when, retry)
    hand_over()
  }

  return { is_sending, leave, send_at_once, let_wait }
}

export function use_reply(ticket: () => Ticket) {
  const { id } = ticket()
  const draft = use_draft(id)
  const extras = use_extras(ticket)
  const { content, share, take_over } = draft
  const { status, cc_change, staged, stage, note_mention } = extras
  const is_empty = computed(() => is_empty_draft(content))
  const news = use_news(
    id,
    computed(() => !is_empty.value)
  )

  watch(is_empty, (empty) => (empty ? close_draft_tab(id) : keep_open(ticket(), true)), { immediate: true })
  const { is_sending, leave, send_at_once, let_wait } = use_leaving(id, draft, extras)

  /** Notes leave at once: nobody outside has seen them. */
  async function send(retry: () => void, send_at?: string): Promise<SendResult> {
    if (news.count.value > 0) return 'news'
    const delay_seconds = content.public ? undo_send_s.value : 0
    if (!send_at && delay_seconds === 0) return leave((change) => send_at_once(change, retry))
    if (!(await make_room(id))) return 'kept'
    return leave((change) => let_wait(change, send_at ? { send_at } : { delay_seconds }, retry))
  }

  /** Without words there is nothing to wait for: the fields are set at once. */
  function take_macro(macro: Macro, changes: MacroChange[], has_text: boolean) {
    if (has_text || !is_empty.value) return stage(macro, changes)
    if (changes.length > 0) void set_fields(id, { ...fields_of(changes), macro_ids: [macro.id] })
  }

  return {
    content,
    is_empty,
    is_sending,
    status,
    cc_change,
    staged,
    news,
    send,
    share,
    take_over,
    take_macro,
    note_mention
  }
}
