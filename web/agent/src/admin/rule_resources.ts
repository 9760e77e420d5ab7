// SPDX-License-Identifier: AGPL-3.0-or-later
import { Timer } from '@lucide/vue'
import { defineAsyncComponent } from 'vue'
import { load_condition_words } from '../inbox/condition_words'
import { load_sla_words } from '../sla/words'
import { to_policy_metrics, usual_targets, type Target } from './editors/targets'
import { text_in, type Resource } from './resource'

const FilterEditor = defineAsyncComponent(
  async () => (await Promise.all([import('./editors/FilterEditor.vue'), load_condition_words()]))[0]
)
const TargetsEditor = defineAsyncComponent(
  async () => (await Promise.all([import('./editors/TargetsEditor.vue'), load_sla_words()]))[0]
)

export const sla_policies: Resource = {
  id: 'sla_policies',
  icon: Timer,
  section: 'work',
  path: 'slas/policies',
  one: 'sla_policy',
  many: 'sla_policies',
  title: (row) => text_in(row, 'title'),
  subtitle: (row) => text_in(row, 'description'),
  order: 'sla_policy_ids',
  defaults: { title: '', description: '', filter: { all: [], any: [] }, policy_metrics: usual_targets() },
  fields: [
    { name: 'title', kind: 'text', required: true },
    { name: 'filter', kind: 'special', editor: FilterEditor },
    { name: 'policy_metrics', kind: 'special', editor: TargetsEditor },
    { name: 'description', kind: 'text' }
  ],
  write: (form) => ({ ...form, policy_metrics: to_policy_metrics(form.policy_metrics as Target[]) })
}
