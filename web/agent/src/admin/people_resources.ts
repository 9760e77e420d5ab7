// SPDX-License-Identifier: AGPL-3.0-or-later
import { Building2, ShieldCheck } from '@lucide/vue'
import { LazyRecordScopes } from '../objects/lazy'
import { text_in, type Field, type Resource } from './resource'

export const organizations: Resource = {
  id: 'organizations',
  icon: Building2,
  section: 'people',
  path: 'organizations',
  one: 'organization',
  many: 'organizations',
  title: (row) => text_in(row, 'name'),
  subtitle: (row) => ((row.domain_names as string[] | null) ?? []).join(' '),
  defaults: { name: '', domain_names: [], details: '', notes: '', tags: [], group_id: null, shared_tickets: false },
  fields: [
    { name: 'name', kind: 'text', required: true },
    { name: 'domain_names', kind: 'words' },
    { name: 'group_id', kind: 'choice', from: 'groups', none: true },
    { name: 'shared_tickets', kind: 'check' },
    { name: 'tags', kind: 'words' },
    { name: 'details', kind: 'long' },
    { name: 'notes', kind: 'long' }
  ]
}

const setting = (name: string, choices: string[]): Field => ({
  name: `configuration.${name}`,
  kind: 'choice',
  required: true,
  choices
})
const may = (name: string): Field => ({ name: `configuration.${name}`, kind: 'check' })
const manageable = [
  'manage_business_rules',
  'manage_triggers',
  'manage_automations',
  'manage_slas',
  'manage_dynamic_content',
  'manage_extensions_and_channels',
  'manage_groups',
  'manage_group_memberships',
  'manage_organizations',
  'manage_organization_fields',
  'manage_suspended_tickets',
  'manage_ticket_fields',
  'manage_ticket_forms',
  'manage_user_fields'
]

export const custom_roles: Resource = {
  id: 'custom_roles',
  icon: ShieldCheck,
  section: 'people',
  path: 'custom_roles',
  one: 'custom_role',
  many: 'custom_roles',
  title: (row) => text_in(row, 'name'),
  subtitle: (row) => text_in(row, 'description'),
  defaults: {
    name: '',
    description: '',
    configuration: {
      ticket_access: 'within-groups',
      ticket_comment_access: 'public',
      ticket_editing: true,
      ticket_deletion: false,
      ticket_merge: true,
      ticket_tag_editing: true,
      ticket_redaction: false,
      side_conversation_create: true,
      assign_tickets_to_any_group: true,
      view_deleted_tickets: false,
      end_user_list_access: 'full',
      personal_data: 'all',
      organization_editing: false,
      organization_notes_editing: true,
      manage_roles: 'none',
      end_user_profile_access: 'edit',
      view_access: 'manage-personal',
      macro_access: 'manage-personal',
      report_access: 'none',
      custom_objects: {}
    }
  },
  fields: [
    { name: 'name', kind: 'text', required: true },
    { name: 'description', kind: 'text' },
    setting('ticket_access', [
      'all',
      'within-groups',
      'within-groups-and-public-groups',
      'within-organization',
      'assigned-only'
    ]),
    setting('ticket_comment_access', ['public', 'none']),
    may('ticket_editing'),
    may('ticket_deletion'),
    may('ticket_merge'),
    may('ticket_tag_editing'),
    may('ticket_redaction'),
    may('side_conversation_create'),
    may('assign_tickets_to_any_group'),
    may('view_deleted_tickets'),
    setting('end_user_list_access', ['full', 'none']),
    setting('personal_data', ['all', 'none']),
    setting('end_user_profile_access', ['full', 'edit', 'edit-within-org', 'readonly']),
    setting('view_access', ['full', 'manage-group', 'manage-personal', 'readonly']),
    setting('macro_access', ['full', 'manage-group', 'manage-personal', 'readonly']),
    may('organization_editing'),
    may('organization_notes_editing'),
    setting('report_access', ['none', 'readonly', 'edit', 'full']),
    setting('manage_roles', ['none', 'all-except-self']),
    ...manageable.map(may),
    { name: 'configuration.custom_objects', kind: 'special', editor: LazyRecordScopes }
  ]
}
