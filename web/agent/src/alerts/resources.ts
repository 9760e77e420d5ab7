// SPDX-License-Identifier: AGPL-3.0-or-later
// Alert rules and channels, as the administration lists and edits them.
import { Megaphone, Siren } from '@lucide/vue'
import { text_in, copy_of, type Form, type Resource, type Row } from '../admin/resource'
import { translate } from '../i18n'
import ChannelTest from './ChannelTest.vue'
import { alert_events } from './api'
import { headers_of, lines_of } from './headers'

const is_kind = (...kinds: string[]) => (form: Form) => kinds.includes(String(form.kind))
const is_sla = (form: Form) => String(form.event).startsWith('sla_')
const is_of_ticket = (form: Form) => is_sla(form) || form.event === 'ticket_urgent'

export const usual_body = JSON.stringify({ text: '{{title}}: {{text}} {{take_link}}' }, null, 2)
const only_of: Record<string, string[]> = {
  hook: ['http_method', 'format', 'headers', 'body'],
  pushover: ['token', 'user_token'],
  ntfy: ['topic', 'token']
}
const of_any = ['name', 'kind', 'locale', 'endpoint', 'active']

/** What the kind does not know is not sent, nor are secrets that were not typed anew. */
export function write_channel(form: Form): Form {
  const names = [...of_any, ...(only_of[String(form.kind)] ?? [])]
  const out: Form = Object.fromEntries(names.map((name) => [name, form[name]]))
  for (const secret of ['token', 'user_token']) if (!out[secret]) delete out[secret]
  if (form.kind === 'pushover') delete out.endpoint
  if (form.kind === 'hook') out.headers = headers_of(String(form.headers ?? ''))
  return out
}

export function write_rule(form: Form): Form {
  const minutes = (name: string) => Number(form[name]) || 0
  return {
    ...form,
    priority: is_sla(form) ? form.priority || null : null,
    policy_id: is_sla(form) ? form.policy_id : null,
    group_id: is_of_ticket(form) ? form.group_id : null,
    delay_minutes: minutes('delay_minutes'),
    repeat_minutes: minutes('repeat_minutes'),
    escalate_minutes: minutes('escalate_minutes')
  }
}

export const alert_channels: Resource = {
  id: 'alert_channels',
  icon: Megaphone,
  section: 'work',
  path: 'alert_channels',
  one: 'alert_channel',
  many: 'alert_channels',
  title: (row) => text_in(row, 'name'),
  subtitle: (row) => text_in(row, 'last_error') || translate(`admin_choice.kind_${text_in(row, 'kind')}`),
  defaults: {
    name: '',
    kind: 'hook',
    locale: 'en',
    endpoint: '',
    http_method: 'POST',
    format: 'json',
    headers: '',
    body: usual_body,
    topic: '',
    token: '',
    user_token: '',
    active: true
  },
  fields: [
    { name: 'name', kind: 'text', required: true },
    { name: 'kind', kind: 'choice', required: true, choices: ['hook', 'pushover', 'ntfy'] },
    { name: 'endpoint', kind: 'text', required: true, is_shown: is_kind('hook') },
    { name: 'endpoint', kind: 'text', is_shown: is_kind('ntfy') },
    { name: 'topic', kind: 'text', required: true, is_shown: is_kind('ntfy') },
    { name: 'token', kind: 'text', is_shown: is_kind('pushover', 'ntfy') },
    { name: 'user_token', kind: 'text', is_shown: is_kind('pushover') },
    {
      name: 'http_method',
      kind: 'choice',
      required: true,
      choices: ['POST', 'PUT', 'PATCH', 'GET'],
      is_shown: is_kind('hook')
    },
    { name: 'format', kind: 'choice', required: true, choices: ['json', 'form', 'text'], is_shown: is_kind('hook') },
    { name: 'body', kind: 'long', is_shown: is_kind('hook') },
    { name: 'headers', kind: 'long', is_shown: is_kind('hook') },
    { name: 'locale', kind: 'choice', required: true, choices: ['en', 'ru', 'cs', 'lt', 'ro'] },
    { name: 'active', kind: 'check' }
  ],
  read: (row: Row) => ({
    ...copy_of(alert_channels.defaults),
    ...Object.fromEntries(Object.entries(copy_of(row)).filter(([name, value]) => value !== null && name !== 'url')),
    headers: lines_of((row.headers ?? {}) as Record<string, string>)
  }),
  write: write_channel,
  extra: ChannelTest
}

export const alert_rules: Resource = {
  id: 'alert_rules',
  icon: Siren,
  section: 'work',
  path: 'alert_rules',
  one: 'alert_rule',
  many: 'alert_rules',
  title: (row) => text_in(row, 'title'),
  subtitle: (row) => translate(`admin_choice.event_${text_in(row, 'event')}`),
  defaults: {
    title: '',
    event: 'sla_breach',
    priority: null,
    policy_id: null,
    group_id: null,
    channel_ids: [],
    delay_minutes: 0,
    repeat_minutes: 10,
    escalation_channel_ids: [],
    escalate_minutes: 0,
    active: true
  },
  fields: [
    { name: 'title', kind: 'text', required: true },
    { name: 'event', kind: 'choice', required: true, choices: alert_events },
    { name: 'priority', kind: 'choice', choices: ['low', 'normal', 'high', 'urgent'], none: true, is_shown: is_sla },
    { name: 'policy_id', kind: 'choice', from: 'sla_policies', none: true, is_shown: is_sla },
    { name: 'group_id', kind: 'choice', from: 'groups', none: true, is_shown: is_of_ticket },
    { name: 'channel_ids', kind: 'many', from: 'alert_channels' },
    { name: 'delay_minutes', kind: 'number' },
    { name: 'repeat_minutes', kind: 'number' },
    { name: 'escalation_channel_ids', kind: 'many', from: 'alert_channels' },
    { name: 'escalate_minutes', kind: 'number' },
    { name: 'active', kind: 'check' }
  ],
  write: write_rule
}
