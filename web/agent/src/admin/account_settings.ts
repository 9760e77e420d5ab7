// SPDX-License-Identifier: AGPL-3.0-or-later
// A page that is one group of the settings of the desk: asked for, filled in, saved.
import { useQuery } from '@tanstack/vue-query'
import { reactive, toRaw, watch } from 'vue'
import { request } from '../api/client'
import { show_toast } from '../ui/toast'
import { use_save } from './save'

const path = 'account/settings'

export const load_setting = <Values>(group: string) =>
  request<{ settings: Record<string, Values> }>(path).then(({ settings }) => settings[group]!)

export const save_setting = (group: string, values: object) =>
  request<unknown>(path, { method: 'PUT', body: { settings: { [group]: values } } })

/** `said` is called when it is saved, and gives what the agent is told. `sent` makes the form what the API takes. */
export function use_account_settings<Values extends object>(
  group: string,
  first: Values,
  said: () => string,
  sent: (form: Values) => object = (form) => form
) {
  const query_key = ['admin', 'setting', group] as const
  const query = useQuery({ queryKey: query_key, staleTime: 0, queryFn: () => load_setting<Values>(group) })
  const form = reactive({ ...first }) as Values
  watch(
    () => query.data.value,
    (stored) => stored && Object.assign(form, stored),
    { immediate: true }
  )
  const { is_busy, error, save } = use_save(query_key, () => show_toast(said()))
  const submit = () => save(() => save_setting(group, sent({ ...toRaw(form) })))
  return { query, form, is_busy, error, submit }
}
