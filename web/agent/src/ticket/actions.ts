// SPDX-License-Identifier: AGPL-3.0-or-later
// What can be done with an open ticket besides answering it and setting its fields: for its menu, the palette and keys.
import {
  AlarmClock,
  AlarmClockOff,
  Ban,
  BellOff,
  BellRing,
  CornerUpRight,
  GitMerge,
  HelpCircle,
  Link2,
  MessagesSquare,
  Pin,
  PinOff,
  Printer,
  Trash2,
  Zap
} from '@lucide/vue'
import { ref, type Ref } from 'vue'
import type { Id, Ticket } from '@pult/shared/api'
import * as links from '../api/links'
import { update_ticket } from '../api/tickets'
import { translate } from '../i18n'
import type { Command } from '../keyboard/commands'
import { keys, query_client } from '../queries/client'
import { change_ticket, forget_ticket, store_ticket } from '../queries/patch'
import { set_fields } from '../queries/update'
import { current_user_id } from '../session/session'
import { start_follow_up } from '../shell/overlays'
import { start_side } from '../side/open'
import { show_failure, show_toast } from '../ui/toast'
import { close_tab, is_kept, keep_open } from './tabs'

export type TicketDialog = 'merge' | 'link' | 'why' | 'snooze'

async function follow(ticket: Ticket, user_id: Id, wanted: boolean) {
  const ids = ticket.follower_ids.filter((id) => id !== user_id)
  change_ticket(ticket.id, (old) => ({ ...old, follower_ids: wanted ? [...ids, user_id] : ids }))
  try {
    const reply = await update_ticket(ticket.id, {
      followers: [{ user_id: String(user_id), action: wanted ? 'put' : 'delete' }]
    })
    store_ticket(reply.ticket)
  } catch (error) {
    change_ticket(ticket.id, (old) => ({ ...old, follower_ids: ticket.follower_ids }))
    show_failure(error)
  }
}

type Shown = () => Ticket | undefined

const is_open = (ticket: Shown) => ticket() !== undefined && ticket()!.status !== 'closed'
const is_follower = (ticket: Shown) => ticket()?.follower_ids.includes(current_user_id.value ?? 0) ?? false
const is_tab = (ticket: Shown) => is_kept(ticket()?.id ?? 0)

const keeping_commands = (ticket: Shown): Command[] => [
  {
    id: 'keep_open',
    label: () => translate('tabs.keep'),
    icon: Pin,
    keys: 'o',
    run: () => keep_open(ticket()!),
    is_possible: () => ticket() !== undefined && !is_tab(ticket)
  },
  {
    id: 'let_go',
    label: () => translate('tabs.let_go'),
    icon: PinOff,
    run: () => close_tab(ticket()!.id),
    is_possible: () => ticket() !== undefined && is_tab(ticket)
  },
  {
    id: 'follow',
    label: () => translate('ticket.follow'),
    icon: BellRing,
    run: () => void follow(ticket()!, current_user_id.value!, true),
    is_possible: () => is_open(ticket) && !is_follower(ticket)
  },
  {
    id: 'unfollow',
    label: () => translate('ticket.unfollow'),
    icon: BellOff,
    run: () => void follow(ticket()!, current_user_id.value!, false),
    is_possible: () => is_open(ticket) && is_follower(ticket)
  }
]

function relating_commands(ticket: Shown, dialog: Ref<TicketDialog | null>): Command[] {
  const show = (one: TicketDialog) => () => void (dialog.value = one)
  const is_there = () => ticket() !== undefined
  return [
    {
      id: 'merge',
      label: () => translate('merge.one'),
      icon: GitMerge,
      run: show('merge'),
      is_possible: () => is_open(ticket)
    },
    {
      id: 'aside',
      label: () => translate('ticket.write_aside'),
      icon: MessagesSquare,
      run: () => start_side(ticket()!.id),
      is_possible: () => is_open(ticket)
    },
    { id: 'link', label: () => translate('link.action'), icon: Link2, run: show('link'), is_possible: is_there },
    {
      id: 'follow_up',
      label: () => translate('compose.follow_up'),
      icon: CornerUpRight,
      run: () => start_follow_up(ticket()!),
      is_possible: () => ticket()?.status === 'closed'
    },
    { id: 'why', label: () => translate('why.action'), icon: HelpCircle, run: show('why'), is_possible: is_there },
    {
      id: 'print',
      label: () => translate('ticket.print'),
      icon: Printer,
      run: () => window.print(),
      is_possible: is_there
    }
  ]
}

const is_unsolved = (ticket: Shown) => is_open(ticket) && ticket()!.status !== 'solved'

const snoozing_commands = (ticket: Shown, dialog: Ref<TicketDialog | null>): Command[] => [
  {
    id: 'snooze',
    label: () => translate('later.snooze'),
    icon: AlarmClock,
    keys: 'z',
    run: () => void (dialog.value = 'snooze'),
    is_possible: () => is_unsolved(ticket)
  },
  {
    id: 'end_snooze',
    label: () => translate('later.end_snooze'),
    icon: AlarmClockOff,
    run: () => void set_fields(ticket()!.id, { snoozed_until: null }),
    is_possible: () => Boolean(ticket()?.snoozed_until)
  }
]

async function restore(id: Id) {
  await links.restore_ticket(id).catch(show_failure)
  void query_client.invalidateQueries({ queryKey: keys.views })
}

function removing_commands(ticket: Shown, leave: () => void): Command[] {
  async function take_away(work: (id: Id) => Promise<unknown>, told: string) {
    const { id } = ticket()!
    try {
      await work(id)
    } catch (error) {
      return show_failure(error)
    }
    close_tab(id)
    leave()
    forget_ticket(id)
    const undo = { label: translate('common.undo'), run: () => void restore(id) }
    show_toast(translate(told, { count: 1 }), 'info', [undo])
  }

  return [
    {
      id: 'spam',
      label: () => translate('bulk.spam'),
      icon: Ban,
      run: () => void take_away(links.mark_as_spam, 'bulk.marked_as_spam'),
      is_possible: () => is_open(ticket)
    },
    {
      id: 'delete',
      label: () => translate('ticket.delete'),
      icon: Trash2,
      keys: '#',
      run: () => void take_away(links.delete_ticket, 'bulk.deleted'),
      is_possible: () => ticket() !== undefined
    }
  ]
}

export function use_ticket_actions(ticket: Shown, leave: () => void, choose_macro: () => void) {
  const dialog = ref<TicketDialog | null>(null)
  const macro: Command = {
    id: 'macro',
    label: () => translate('macro.title'),
    icon: Zap,
    keys: 'm',
    run: choose_macro,
    is_possible: () => is_open(ticket)
  }
  const actions = [
    macro,
    ...snoozing_commands(ticket, dialog),
    ...keeping_commands(ticket),
    ...relating_commands(ticket, dialog),
    ...removing_commands(ticket, leave)
  ]
  return { actions, dialog }
}
