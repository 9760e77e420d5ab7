// SPDX-License-Identifier: AGPL-3.0-or-later
import { Filter } from '@lucide/vue'
import { defineAsyncComponent } from 'vue'
import type { Conditions } from '@pult/shared/api'
import { translate } from '../../i18n'
import { text_in, type Resource, type Row } from '../resource'
import { condition_text } from '../../mail/filter_reason'

interface Problem {
  field: string
}

const known_problems = new Set(['group_id', 'assignee_id', 'brand_id', 'ticket_form_id'])

/** What a filter can no longer do, because what it names is gone. */
export const problem_text = (row: Row) =>
  ((row.problems as Problem[] | undefined) ?? [])
    .map(({ field }) => translate(`mail_filter.problem_${known_problems.has(field) ? field : 'field'}`))
    .join(' ')

/** For whom it is, where nobody has described it. */
const summary = (row: Row) => {
  const { all, any } = row.conditions as Conditions
  return [...all, ...any].map(condition_text).join(' · ')
}

export const mail_filters: Resource = {
  id: 'mail_filters',
  icon: Filter,
  section: 'channels',
  path: 'mail_filters',
  one: 'mail_filter',
  many: 'mail_filters',
  order: 'mail_filter_ids',
  title: (row) => text_in(row, 'title'),
  subtitle: (row) => problem_text(row) || text_in(row, 'description') || summary(row),
  defaults: {
    title: '',
    description: '',
    active: true,
    conditions: { all: [{ field: 'subject', operator: 'includes', value: '' }], any: [] },
    actions: [{ field: 'current_tags', value: '' }]
  },
  fields: [
    { name: 'title', kind: 'text', required: true },
    {
      name: 'conditions',
      kind: 'special',
      editor: defineAsyncComponent(() => import('./MailConditions.vue'))
    },
    { name: 'actions', kind: 'special', editor: defineAsyncComponent(() => import('./MailActions.vue')) },
    { name: 'description', kind: 'text' },
    { name: 'active', kind: 'check' }
  ]
}
