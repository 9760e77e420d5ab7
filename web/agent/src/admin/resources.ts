// SPDX-License-Identifier: AGPL-3.0-or-later
import {
  ExternalLink,
  FileStack,
  Globe,
  KeyRound,
  ListChecks,
  ListTodo,
  MessageSquareText,
  Palette,
  SquarePen,
  TextCursorInput,
  UserPen,
  Webhook
} from '@lucide/vue'
import ActionRows from './editors/ActionRows.vue'
import EventsEditor from './editors/EventsEditor.vue'
import MacroTitle from './editors/MacroTitle.vue'
import FormConditions from './editors/FormConditions.vue'
import OptionsEditor from './editors/OptionsEditor.vue'
import RestrictionEditor from './editors/RestrictionEditor.vue'
import StepsEditor from './editors/StepsEditor.vue'
import VariantsEditor from './editors/VariantsEditor.vue'
import ContextSecret from './extras/ContextSecret.vue'
import WebhookDetails from './extras/WebhookDetails.vue'
import { custom_roles, organizations } from './people_resources'
import { retention_rules } from './privacy_resources'
import { sla_policies } from './rule_resources'
import { copy_of, text_in, type Field, type Form, type Resource, type Row } from './resource'

const with_options = new Set(['tagger', 'dropdown', 'multiselect'])
const has_options = (form: Form) => with_options.has(String(form.type))
const is_custom = (form: Form) => form.removable !== false

const field_types = [
  'text',
  'textarea',
  'tagger',
  'multiselect',
  'checkbox',
  'date',
  'integer',
  'decimal',
  'regexp',
  'lookup'
]
const person_field_types = field_types.map((type) => (type === 'tagger' ? 'dropdown' : type))

const options: Field = { name: 'custom_field_options', kind: 'special', editor: OptionsEditor, is_shown: has_options }
const pattern: Field = {
  name: 'regexp_for_validation',
  kind: 'text',
  required: true,
  is_shown: (form) => form.type === 'regexp'
}
const lookup_target: Field = {
  name: 'relationship_target_type',
  kind: 'choice',
  required: true,
  only_new: true,
  choices: ['zen:user', 'zen:organization', 'zen:ticket'],
  from: 'lookup_objects',
  is_shown: (form) => form.type === 'lookup'
}
export const tag_of_check: Field = { name: 'tag', kind: 'text', is_shown: (form) => form.type === 'checkbox' }
const active: Field = { name: 'active', kind: 'check' }

const copy = (names: string[]) => (row: Row) =>
  Object.fromEntries(names.map((name) => [name, copy_of(row[name])]))

/** Members that only some types of field have are sent only for those. */
function write_field(form: Form): Form {
  const { removable: _removable, ...body } = form
  if (!has_options(form)) delete body.custom_field_options
  if (form.type !== 'regexp') delete body.regexp_for_validation
  if (form.type !== 'checkbox') delete body.tag
  if (form.type !== 'lookup') delete body.relationship_target_type
  return body
}

export function person_fields(target: 'user' | 'organization', icon: Resource['icon']): Resource {
  return {
    id: `${target}_fields`,
    icon,
    section: 'people',
    path: `${target}_fields`,
    one: `${target}_field`,
    many: `${target}_fields`,
    title: (row) => text_in(row, 'title'),
    subtitle: (row) => text_in(row, 'key'),
    is_fixed: (row) => row.system === true,
    defaults: { type: 'text', title: '', key: '', description: '', active: true, custom_field_options: [] },
    fields: [
      { name: 'title', kind: 'text', required: true },
      { name: 'key', kind: 'text', required: true, only_new: true },
      { name: 'type', kind: 'choice', required: true, only_new: true, choices: person_field_types },
      options,
      pattern,
      lookup_target,
      tag_of_check,
      { name: 'description', kind: 'long' },
      active
    ],
    write: write_field
  }
}

const ticket_fields: Resource = {
  id: 'ticket_fields',
  icon: TextCursorInput,
  section: 'tickets',
  path: 'ticket_fields',
  one: 'ticket_field',
  many: 'ticket_fields',
  title: (row) => text_in(row, 'title'),
  subtitle: (row) => text_in(row, 'agent_description') || text_in(row, 'description'),
  is_fixed: (row) => row.removable === false,
  defaults: {
    type: 'tagger',
    title: '',
    description: '',
    required: false,
    active: true,
    visible_in_portal: false,
    editable_in_portal: false,
    custom_field_options: []
  },
  fields: [
    { name: 'title', kind: 'text', required: true },
    { name: 'type', kind: 'choice', required: true, only_new: true, choices: field_types, is_shown: is_custom },
    options,
    pattern,
    lookup_target,
    tag_of_check,
    { name: 'description', kind: 'long' },
    { name: 'required', kind: 'check' },
    { name: 'visible_in_portal', kind: 'check' },
    { name: 'editable_in_portal', kind: 'check' },
    { ...active, is_shown: is_custom }
  ],
  read: (row) =>
    copy([
      'title',
      'type',
      'custom_field_options',
      'regexp_for_validation',
      'relationship_target_type',
      'tag',
      'description',
      'required',
      'visible_in_portal',
      'editable_in_portal',
      'active',
      'removable'
    ])(row),
  write: write_field
}

const ticket_forms: Resource = {
  id: 'ticket_forms',
  icon: FileStack,
  section: 'tickets',
  path: 'ticket_forms',
  one: 'ticket_form',
  many: 'ticket_forms',
  title: (row) => text_in(row, 'name'),
  subtitle: (row) => text_in(row, 'display_name'),
  is_fixed: (row) => row.default === true,
  defaults: {
    name: '',
    display_name: '',
    end_user_visible: true,
    active: true,
    default: false,
    ticket_field_ids: [],
    agent_conditions: []
  },
  fields: [
    { name: 'name', kind: 'text', required: true },
    { name: 'display_name', kind: 'text' },
    { name: 'ticket_field_ids', kind: 'many', from: 'ticket_fields' },
    { name: 'agent_conditions', kind: 'special', editor: FormConditions },
    { name: 'end_user_visible', kind: 'check' },
    { name: 'default', kind: 'check' },
    active
  ]
}

const custom_statuses: Resource = {
  id: 'custom_statuses',
  icon: ListChecks,
  section: 'tickets',
  path: 'custom_statuses',
  one: 'custom_status',
  many: 'custom_statuses',
  title: (row) => text_in(row, 'agent_label'),
  subtitle: (row) => text_in(row, 'description'),
  defaults: { status_category: 'open', agent_label: '', end_user_label: '', description: '', active: true },
  cannot_delete: true,
  fields: [
    { name: 'agent_label', kind: 'text', required: true },
    {
      name: 'status_category',
      kind: 'choice',
      required: true,
      only_new: true,
      choices: ['new', 'open', 'pending', 'hold', 'solved']
    },
    { name: 'end_user_label', kind: 'text' },
    { name: 'description', kind: 'text' },
    active
  ]
}

const macros: Resource = {
  id: 'macros',
  icon: SquarePen,
  section: 'work',
  path: 'macros',
  one: 'macro',
  many: 'macros',
  title: (row) => text_in(row, 'title'),
  subtitle: (row) => text_in(row, 'description'),
  defaults: {
    title: '',
    description: '',
    active: true,
    restriction: null,
    actions: [{ field: 'comment_value', value: '' }]
  },
  fields: [
    { name: 'title', kind: 'special', editor: MacroTitle },
    { name: 'actions', kind: 'special', editor: ActionRows },
    { name: 'description', kind: 'text' },
    { name: 'restriction', kind: 'special', editor: RestrictionEditor },
    active
  ]
}

const checklist_templates: Resource = {
  id: 'checklist_templates',
  icon: ListTodo,
  section: 'work',
  path: 'checklist_templates',
  one: 'checklist_template',
  many: 'checklist_templates',
  title: (row) => text_in(row, 'name'),
  subtitle: (row) => text_in(row, 'description'),
  defaults: { name: '', description: '', items: [{ text: '', help_html: '' }], must_complete: false, active: true },
  fields: [
    { name: 'name', kind: 'text', required: true },
    { name: 'items', kind: 'special', editor: StepsEditor },
    { name: 'must_complete', kind: 'check' },
    { name: 'description', kind: 'text' },
    active
  ]
}

const dynamic_content: Resource = {
  id: 'dynamic_content',
  icon: Globe,
  section: 'work',
  path: 'dynamic_content/items',
  one: 'item',
  many: 'items',
  title: (row) => text_in(row, 'name'),
  subtitle: (row) => text_in(row, 'placeholder'),
  defaults: { name: '', default_locale_id: 1, variants: [{ locale_id: 1, content: '', default: true, active: true }] },
  fields: [
    { name: 'name', kind: 'text', required: true },
    { name: 'variants', kind: 'special', editor: VariantsEditor }
  ],
  write: (form) => {
    const variants = form.variants as { locale_id: number; default?: boolean }[]
    const fallback = variants.find((one) => one.default) ?? variants[0]
    return { ...form, default_locale_id: fallback?.locale_id ?? 1 }
  }
}

const brands: Resource = {
  id: 'brands',
  icon: Palette,
  section: 'channels',
  path: 'brands',
  one: 'brand',
  many: 'brands',
  title: (row) => text_in(row, 'name'),
  subtitle: (row) => text_in(row, 'subdomain'),
  is_fixed: (row) => row.default === true,
  defaults: { name: '', subdomain: '', signature_template: '', active: true, default: false },
  fields: [
    { name: 'name', kind: 'text', required: true },
    { name: 'subdomain', kind: 'text', required: true },
    { name: 'signature_template', kind: 'long' },
    { name: 'default', kind: 'check' },
    active
  ]
}

const webhooks: Resource = {
  id: 'webhooks',
  icon: Webhook,
  section: 'system',
  path: 'webhooks',
  one: 'webhook',
  many: 'webhooks',
  title: (row) => text_in(row, 'name'),
  subtitle: (row) => text_in(row, 'endpoint'),
  is_active: (row) => row.status === 'active',
  defaults: {
    name: '',
    description: '',
    endpoint: 'https://',
    http_method: 'POST',
    request_format: 'json',
    status: 'active',
    subscriptions: ['zen:event-type:ticket.created']
  },
  fields: [
    { name: 'name', kind: 'text', required: true },
    { name: 'endpoint', kind: 'url', required: true },
    { name: 'subscriptions', kind: 'special', editor: EventsEditor },
    { name: 'http_method', kind: 'choice', required: true, choices: ['POST', 'GET', 'PUT', 'PATCH', 'DELETE'] },
    { name: 'request_format', kind: 'choice', required: true, choices: ['json', 'xml', 'form_encoded'] },
    { name: 'status', kind: 'choice', required: true, choices: ['active', 'inactive'] },
    { name: 'description', kind: 'text' }
  ],
  extra: WebhookDetails
}

const context_links: Resource = {
  id: 'context_links',
  icon: ExternalLink,
  section: 'system',
  path: 'context_links',
  one: 'context_link',
  many: 'context_links',
  title: (row) => text_in(row, 'name'),
  subtitle: (row) => text_in(row, 'url_template'),
  is_active: (row) => row.active === true,
  defaults: { name: '', url_template: 'https://', placement: 'link', active: true },
  fields: [
    { name: 'name', kind: 'text', required: true },
    { name: 'url_template', kind: 'text', required: true },
    { name: 'placement', kind: 'choice', required: true, choices: ['link', 'panel'] },
    active
  ],
  extra: ContextSecret
}

const oauth_clients: Resource = {
  id: 'oauth_clients',
  icon: KeyRound,
  section: 'system',
  path: 'oauth/clients',
  one: 'client',
  many: 'clients',
  title: (row) => text_in(row, 'name'),
  subtitle: (row) => text_in(row, 'identifier'),
  defaults: { name: '', identifier: '', company: '', description: '', redirect_uri: [] },
  fields: [
    { name: 'name', kind: 'text', required: true },
    { name: 'identifier', kind: 'text', required: true, only_new: true },
    { name: 'redirect_uri', kind: 'words' },
    { name: 'company', kind: 'text' },
    { name: 'description', kind: 'long' }
  ]
}

export const resources: Resource[] = [
  organizations,
  custom_roles,
  person_fields('user', UserPen),
  person_fields('organization', MessageSquareText),
  brands,
  ticket_fields,
  ticket_forms,
  custom_statuses,
  macros,
  sla_policies,
  checklist_templates,
  dynamic_content,
  webhooks,
  context_links,
  oauth_clients,
  retention_rules
]
