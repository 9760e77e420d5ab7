// SPDX-License-Identifier: AGPL-3.0-or-later
// A ticket that an agent is about to write to somebody: kept on this device until it is made or discarded.
import { computed, reactive, watch } from 'vue'
import type { Id, Ticket, TicketChange, User } from '@pult/shared/api'
import { still_wanted } from '../compose/uploads'
import type { DraftFile } from '../drafts/draft'
import { keep, read_kept } from '../drafts/saver'
import { user_by_id } from '../people/store'
import { current_user_id } from '../session/session'

export interface NewTicket {
  requester: User | null
  address: string
  subject: string
  group: string
  html: string
  text: string
  by_mail: boolean
  cc: string[]
  bcc: string[]
  files: DraftFile[]
}

function blank(source: Ticket | null): NewTicket {
  const requester = user_by_id(source?.requester_id) ?? null
  return {
    requester,
    address: requester?.email ?? requester?.name ?? '',
    subject: source?.subject ?? '',
    group: source?.group_id ? String(source.group_id) : '',
    html: '',
    text: '',
    by_mail: true,
    cc: [],
    bcc: [],
    files: []
  }
}

const has_words = ({ subject, text, files, cc, bcc }: NewTicket, source: Ticket | null) =>
  text.trim() !== '' || subject !== (source?.subject ?? '') || files.length + cc.length + bcc.length > 0

function change_of(draft: NewTicket, source: Ticket | null): TicketChange {
  const { requester, address, html, by_mail, cc, bcc, files } = draft
  return {
    subject: draft.subject.trim(),
    comment: {
      html_body: html,
      // A mail goes out for a public comment only; a private one records what was said elsewhere.
      public: by_mail,
      uploads: still_wanted(files, html).map((file) => file.token),
      ...(by_mail && bcc.length > 0 ? { bcc: [...bcc] } : {})
    },
    ...(requester ? { requester_id: requester.id } : { requester: { email: address.trim() } }),
    ...(by_mail && cc.length > 0 ? { email_ccs: cc.map((user_email) => ({ user_email, action: 'put' })) } : {}),
    group_id: draft.group ? Number(draft.group) : null,
    assignee_id: current_user_id.value,
    status: 'open',
    ...(source ? { via_followup_source_id: source.id } : {})
  }
}

const key_of = (source_id: Id | undefined) => `pult.new.${current_user_id.value ?? 0}.${source_id ?? 'new'}`

/** `source`: the closed ticket that it follows. */
export function use_new_ticket(source: Ticket | null) {
  const key = key_of(source?.id)
  const draft = reactive<NewTicket>({ ...blank(source), ...read_kept<NewTicket>(key) })
  const is_kept = computed(() => has_words(draft, source))
  const has_requester = computed(() => draft.requester !== null || /^\S+@\S+\.\S+$/.test(draft.address.trim()))
  const is_complete = computed(
    () => has_requester.value && draft.subject.trim() !== '' && draft.text.trim() !== ''
  )
  const stop = watch(draft, () => keep(key, is_kept.value ? draft : null), { deep: true, flush: 'sync' })

  /** Made or discarded; gives back what puts it there again. */
  function forget(): () => void {
    stop()
    const words = { ...draft }
    keep(key, null)
    return () => keep(key, words)
  }

  return { draft, is_kept, is_complete, change: () => change_of(draft, source), forget }
}
