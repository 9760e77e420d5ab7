// SPDX-License-Identifier: AGPL-3.0-or-later
import { expect, it } from 'vitest'
import { choice_key, label_key } from '../admin/resource'
import { load_admin_words } from '../admin/words'
import { has_message } from '../i18n'
import { headers_of, lines_of } from './headers'
import { alert_channels, alert_rules, write_channel, write_rule } from './resources'
import { load_alert_words } from './words'

it('reads headers as they are typed', () => {
  const headers = headers_of('Authorization: Bearer a:b\n\n X-Priority :high \nX-Empty')
  expect(headers).toEqual({ Authorization: 'Bearer a:b', 'X-Priority': 'high', 'X-Empty': '' })
  expect(headers_of(lines_of(headers))).toEqual(headers)
})

it('sends of a channel what its kind knows, and no secret that was not typed', () => {
  const form = { ...alert_channels.defaults, name: 'On call', kind: 'ntfy', topic: 'desk' }
  expect(write_channel(form)).toEqual({
    name: 'On call',
    kind: 'ntfy',
    locale: 'en',
    endpoint: '',
    topic: 'desk',
    active: true
  })
  const hook = write_channel({ ...form, kind: 'hook', headers: 'A: b' })
  expect(hook).toMatchObject({ headers: { A: 'b' }, format: 'json' })
})

it('of a stored channel fills what the other kinds would need', () => {
  const form = alert_channels.read!({ id: 1, kind: 'ntfy', name: 'x', body: null, headers: null, url: 'u' })
  expect(form).toMatchObject({ kind: 'ntfy', headers: '', format: 'json' })
  expect(form).not.toHaveProperty('url')
})

it('asks of a rule only what its event has', () => {
  const form = { ...alert_rules.defaults, event: 'mailbox_failing', priority: 'high', group_id: 3, repeat_minutes: '' }
  expect(write_rule(form)).toMatchObject({ priority: null, group_id: null, policy_id: null, repeat_minutes: 0 })
  expect(write_rule({ ...form, event: 'sla_breach' })).toMatchObject({ priority: 'high', group_id: 3 })
})

it('has words for every field and choice', async () => {
  await Promise.all([load_admin_words(), load_alert_words()])
  const keys = [alert_channels, alert_rules].flatMap(({ fields }) =>
    fields.flatMap((field) => [label_key(field), ...(field.choices ?? []).map((one) => choice_key(field, one))])
  )
  expect(keys.filter((key) => !has_message(key))).toEqual([])
})
