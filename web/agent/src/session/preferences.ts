// SPDX-License-Identifier: AGPL-3.0-or-later
// Language, theme and keys: kept on this device for the first paint and on the server for every other device.
import { usePreferredDark } from '@vueuse/core'
import { ref, watchEffect } from 'vue'
import type { Settings } from '@pult/shared/api'
import * as api from '../api/people'
import { locales, preferred_locale, set_locale, type Locale } from '../i18n'

export type Theme = Settings['theme']

const theme_key = 'pult.theme'
export const theme = ref<Theme>((localStorage.getItem(theme_key) as Theme | null) ?? 'system')
export const single_key_shortcuts = ref(true)
const system_is_dark = usePreferredDark()

watchEffect(() => {
  const dark = theme.value === 'dark' || (theme.value === 'system' && system_is_dark.value)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})

export function choose_theme(value: Theme) {
  theme.value = value
  localStorage.setItem(theme_key, value)
  void save({ theme: value })
}

export async function choose_locale(value: Locale, signed_in = true) {
  await set_locale(value)
  if (signed_in) await save({ locale: value })
}

export function choose_single_key_shortcuts(value: boolean) {
  single_key_shortcuts.value = value
  void save({ single_key_shortcuts: value })
}

/** A preference that could not be saved still holds on this device. */
async function save(value: Partial<Settings>) {
  await api.save_settings(value).catch(() => undefined)
}

export async function load_preferences() {
  const stored = await api.settings().catch(() => null)
  if (!stored) return
  single_key_shortcuts.value = stored.single_key_shortcuts
  if (stored.theme && !localStorage.getItem(theme_key)) theme.value = stored.theme
  const locale = locales.find((one) => one === stored.locale)
  if (locale) await set_locale(locale)
  else await set_locale(preferred_locale())
}
