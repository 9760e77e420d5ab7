// SPDX-License-Identifier: AGPL-3.0-or-later
// All that conditions in the words of views can ask on this desk.
import { useQuery } from '@tanstack/vue-query'
import { computed, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { use_source } from '../admin/sources'
import { ticket_fields } from '../api/fields'
import { view_definitions } from '../api/views'
import { keys } from '../queries/client'
import { built_in_conditions, custom_conditions } from './condition_fields'
import { load_condition_words } from './condition_words'
import { more_conditions, with_operators } from './more_conditions'

export function use_condition_fields() {
  const { t } = useI18n()
  const known_fields = useQuery({ queryKey: keys.ticket_fields, queryFn: ticket_fields })
  const definitions = useQuery({ queryKey: ['view_definitions'], queryFn: view_definitions, staleTime: 60_000 })
  const organizations = use_source('organizations')
  const words_are_here = ref(false)
  void load_condition_words().then(() => (words_are_here.value = true))
  return computed(() => {
    const known = definitions.data.value ?? []
    const more = words_are_here.value ? more_conditions(known, organizations.value, (key: string) => t(key)) : []
    return [...with_operators(built_in_conditions, known), ...more, ...custom_conditions(known_fields.data.value ?? [])]
  })
}
