// SPDX-License-Identifier: AGPL-3.0-or-later

/** What the desk says about itself. */
export interface Facts {
  agents: number
  groups: number
  /** States of the mailboxes: ok, error, off. */
  mailboxes: string[]
  schedules: number
  /** SLA policies. */
  rules: number
  custom_fields: number
  macros: number
  own_views: number
  tickets: number
  /** States of the latest mails that left. */
  sent: string[]
}

export interface Step {
  id: 'people' | 'groups' | 'mailbox' | 'answer' | 'hours' | 'fields' | 'macros' | 'rules' | 'views' | 'ticket'
  to: string
  state: 'done' | 'open' | 'trouble'
}

const when = (done: boolean): Step['state'] => (done ? 'done' : 'open')

function mailbox_state(states: string[]): Step['state'] {
  if (states.includes('error')) return 'trouble'
  return when(states.includes('ok'))
}

/** A mail that a server took proves the way out; only failures prove trouble. */
function answer_state(states: string[]): Step['state'] {
  if (states.includes('sent')) return 'done'
  return states.includes('failed') ? 'trouble' : 'open'
}

export const steps_of = (facts: Facts): Step[] => [
  { id: 'people', to: '/admin/people', state: when(facts.agents > 1) },
  { id: 'groups', to: '/admin/groups', state: when(facts.groups > 0) },
  { id: 'mailbox', to: '/admin/mailboxes', state: mailbox_state(facts.mailboxes) },
  { id: 'ticket', to: '/views/all_open', state: when(facts.tickets > 0) },
  { id: 'answer', to: '/outgoing', state: answer_state(facts.sent) },
  { id: 'hours', to: '/admin/hours', state: when(facts.schedules > 0) },
  { id: 'fields', to: '/admin/ticket_fields', state: when(facts.custom_fields > 0) },
  { id: 'macros', to: '/admin/macros', state: when(facts.macros > 0) },
  { id: 'rules', to: '/admin/sla_policies', state: when(facts.rules > 0) },
  { id: 'views', to: '/admin/views', state: when(facts.own_views > 0) }
]
