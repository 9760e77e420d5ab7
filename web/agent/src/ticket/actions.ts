// SPDX-License-Identifier: AGPL-3.0-or-later
// What can be done with an open ticket besides answering it and setting its fields: for its menu, the palette and keys.
import {
  Ban,
  BellOff,
  BellRing,
  CornerUpRight,
  GitMerge,
  HelpCircle,
  Link2,
  Pin,
  PinOff,
  Printer,
  Trash2,
  Zap
} from '@lucide/vue'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Id, Ticket } from '@pult/shared/api'
import * as links from '../api/links'
import { update_ticket } from '../api/tickets'
import type { Command } from '../keyboard/commands'
import { keys, query_client } from '../queries/client'
import { change_ticket, forget_ticket, store_ticket } from '../queries/patch'
import { current_user_id } from '../session/session'
import { start_follow_up } from '../shell/overlays'
import { show_failure, show_toast } from '../ui/toast'
import { close_tab, is_kept, keep_open } from './tabs'

export type TicketDialog = 'merge' | 'link' | 'why'

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

export function use_ticket_actions(ticket: () => Ticket | undefined, leave: () => void, choose_macro: () => void) {
  const { t } = useI18n()
  const dialog = ref<TicketDialog | null>(null)
  const is_there = () => ticket() !== undefined
  const is_open = () => is_there() && ticket()!.status !== 'closed'
  const is_follower = () => ticket()?.follower_ids.includes(current_user_id.value ?? 0) ?? false

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
    show_toast(t(told, { count: 1 }), 'info', [{ label: t('common.undo'), run: () => void restore(id) }])
  }

  async function restore(id: Id) {
    await links.restore_ticket(id).catch(show_failure)
    void query_client.invalidateQueries({ queryKey: keys.views })
  }

  const show = (one: TicketDialog) => () => void (dialog.value = one)
  const kept = () => is_kept(ticket()?.id ?? 0)

  const actions: Command[] = [
    {
      id: 'macro',
      label: () => t('macro.title'),
      icon: Zap,
      keys: 'm',
      run: choose_macro,
      is_possible: is_open
    },
    {
      id: 'keep_open',
      label: () => t('tabs.keep'),
      icon: Pin,
      keys: 'o',
      run: () => keep_open(ticket()!),
      is_possible: () => is_there() && !kept()
    },
    {
      id: 'let_go',
      label: () => t('tabs.let_go'),
      icon: PinOff,
      run: () => close_tab(ticket()!.id),
      is_possible: () => is_there() && kept()
    },
    {
      id: 'follow',
      label: () => t('ticket.follow'),
      icon: BellRing,
      run: () => void follow(ticket()!, current_user_id.value!, true),
      is_possible: () => is_open() && !is_follower()
    },
    {
      id: 'unfollow',
      label: () => t('ticket.unfollow'),
      icon: BellOff,
      run: () => void follow(ticket()!, current_user_id.value!, false),
      is_possible: () => is_open() && is_follower()
    },
    { id: 'merge', label: () => t('merge.one'), icon: GitMerge, run: show('merge'), is_possible: is_open },
    { id: 'link', label: () => t('link.action'), icon: Link2, run: show('link'), is_possible: is_there },
    {
      id: 'follow_up',
      label: () => t('compose.follow_up'),
      icon: CornerUpRight,
      run: () => start_follow_up(ticket()!),
      is_possible: () => ticket()?.status === 'closed'
    },
    { id: 'why', label: () => t('why.action'), icon: HelpCircle, run: show('why'), is_possible: is_there },
    { id: 'print', label: () => t('ticket.print'), icon: Printer, run: () => window.print(), is_possible: is_there },
    {
      id: 'spam',
      label: () => t('bulk.spam'),
      icon: Ban,
      run: () => void take_away(links.mark_as_spam, 'bulk.marked_as_spam'),
      is_possible: is_open
    },
    {
      id: 'delete',
      label: () => t('ticket.delete'),
      icon: Trash2,
      keys: '#',
      run: () => void take_away(links.delete_ticket, 'bulk.deleted'),
      is_possible: is_there
    }
  ]
  return { actions, dialog }
}
