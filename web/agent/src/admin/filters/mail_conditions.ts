// SPDX-License-Identifier: AGPL-3.0-or-later
// What a filter can ask of a mail, as its editor offers it.
import type { ConditionField, ValueKind } from '../../inbox/condition_fields'
import type { Choice } from '../sources'

const texts = [
  'includes',
  'not_includes',
  'is',
  'is_not',
  'like',
  'not_like',
  'matches',
  'not_matches',
  'present',
  'not_present'
]
const equal = ['is', 'is_not']
const languages = ['en', 'ru', 'cs', 'lt', 'ro', '']

const field = (name: string, kind: ValueKind, operators: string[], options?: Choice[]): ConditionField => ({
  field: name,
  kind,
  operators,
  operator_words: 'filter_operator',
  label: { key: `filter_asks.${name.replace(':', '')}` },
  ...(options ? { options } : {})
})

export const mail_conditions = (
  mailboxes: Choice[],
  organizations: Choice[],
  name_of_language: (locale: string) => string
): ConditionField[] => [
  field('subject', 'text', texts),
  field('body', 'text', texts),
  field('sender_address', 'text', texts),
  field('sender_domain', 'text', texts),
  field('sender_name', 'text', texts),
  field('recipient', 'text', texts),
  { ...field('header:', 'text', texts), has_name: true },
  field('attachment_name', 'text', texts),
  field('has_attachments', 'yes_no', ['is']),
  field('size_kb', 'number', ['greater_than', 'less_than']),
  field('mailbox_id', 'option', equal, mailboxes),
  field(
    'language',
    'option',
    equal,
    languages.map((value) => ({ value, label: name_of_language(value) }))
  ),
  field('sender_known', 'yes_no', ['is']),
  field('organization_id', 'option', equal, organizations),
  field('sender_tags', 'tags', ['includes', 'not_includes']),
  field('bulk', 'yes_no', ['is']),
  field('automatic', 'yes_no', ['is'])
]
