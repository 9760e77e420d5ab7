// SPDX-License-Identifier: AGPL-3.0-or-later
import { Archive } from '@lucide/vue'
import RetentionPreview from './extras/RetentionPreview.vue'
import { text_in, type Form, type Resource } from './resource'

const is_about_tickets = (form: Form) => form.retention_kind === 'tickets'

/** What goes by itself after a time. */
export const retention_rules: Resource = {
  id: 'retention_rules',
  icon: Archive,
  section: 'system',
  path: 'retention_rules',
  one: 'retention_rule',
  many: 'retention_rules',
  title: (row) => text_in(row, 'name'),
  defaults: {
    name: '',
    retention_kind: 'tickets',
    retention_action: 'erase',
    retention_age_days: 730,
    retention_group: '',
    retention_brand: '',
    retention_tag: '',
    retention_except_tag: '',
    active: false
  },
  fields: [
    { name: 'name', kind: 'text', required: true },
    { name: 'retention_kind', kind: 'choice', choices: ['tickets', 'suspended_tickets', 'people'] },
    { name: 'retention_age_days', kind: 'number', required: true },
    { name: 'retention_action', kind: 'choice', choices: ['erase', 'delete'], is_shown: is_about_tickets },
    { name: 'retention_group', kind: 'choice', from: 'groups', none: true, is_shown: is_about_tickets },
    { name: 'retention_brand', kind: 'choice', from: 'brands', none: true, is_shown: is_about_tickets },
    { name: 'retention_tag', kind: 'text', is_shown: is_about_tickets },
    { name: 'retention_except_tag', kind: 'text', is_shown: is_about_tickets },
    { name: 'active', kind: 'check' }
  ],
  read: (row) => ({
    name: row.name,
    retention_kind: row.kind,
    retention_action: row.action,
    retention_age_days: row.age_days,
    retention_group: row.group_id === null ? '' : String(row.group_id),
    retention_brand: row.brand_id === null ? '' : String(row.brand_id),
    retention_tag: row.tag ?? '',
    retention_except_tag: row.except_tag ?? '',
    active: row.active
  }),
  write: (form) => ({
    name: form.name,
    kind: form.retention_kind,
    action: is_about_tickets(form) ? form.retention_action : form.retention_kind === 'people' ? 'erase' : 'delete',
    age_days: form.retention_age_days,
    group_id: is_about_tickets(form) ? form.retention_group || null : null,
    brand_id: is_about_tickets(form) ? form.retention_brand || null : null,
    tag: is_about_tickets(form) ? form.retention_tag : '',
    except_tag: is_about_tickets(form) ? form.retention_except_tag : '',
    active: form.active
  }),
  extra: RetentionPreview
}
