// SPDX-License-Identifier: AGPL-3.0-or-later
// The desk's own looks: what was known last is there before the first paint (public/theme.js), the server's word
// follows.
import { computed, shallowRef } from 'vue'
import type { Branding } from '@pult/shared/api'
import * as api from '../api/branding'

type Known = Pick<Branding, 'name' | 'primary_color' | 'theme_url' | 'custom_css_url'> & {
  logo: string | null
  logo_dark: string | null
  icon: string | null
}

const storage_key = 'pult.branding'
const product = 'Pult'
const link_ids = { theme_url: 'desk-theme', custom_css_url: 'desk-css' } as const

function stored(): Known | null {
  try {
    return JSON.parse(localStorage.getItem(storage_key) ?? 'null') as Known | null
  } catch {
    return null
  }
}

const known = shallowRef<Known | null>(stored())
export const desk_name = computed(() => known.value?.name ?? product)
export const desk_logo = computed(() => known.value?.logo ?? null)
export const desk_icon = computed(() => known.value?.icon ?? '/favicon.svg')
/** One logo may do for both themes. */
export const desk_logo_dark = computed(() => known.value?.logo_dark ?? desk_logo.value)

/** Addresses come with the server's own name; behind a proxy the page's is the right one. */
const local = (url: string | null) => (url === null ? null : new URL(url).pathname + new URL(url).search)

let is_paused = document.documentElement.dataset.safe === '1'

function set_link(id: string, url: string | null) {
  let link = document.getElementById(id) as HTMLLinkElement | null
  if (!url) return link?.remove()
  if (!link) {
    link = document.createElement('link')
    link.id = id
    link.rel = 'stylesheet'
    document.documentElement.append(link)
  }
  if (link.getAttribute('href') !== url) link.href = url
}

function apply() {
  const now = known.value
  set_link(link_ids.theme_url, now?.theme_url ?? null)
  set_link(link_ids.custom_css_url, is_paused ? null : (now?.custom_css_url ?? null))
  document.title = desk_name.value
  document.querySelector('link[rel="icon"]')?.setAttribute('href', desk_icon.value)
  const color = now?.primary_color
  if (color) document.querySelector('meta[name="theme-color"]')?.setAttribute('content', color)
}

export function store_branding(branding: Branding) {
  known.value = {
    name: branding.name,
    primary_color: branding.primary_color,
    theme_url: local(branding.theme_url),
    custom_css_url: local(branding.custom_css_url),
    logo: local(branding.logo?.content_url ?? null),
    logo_dark: local(branding.logo_dark?.content_url ?? null),
    icon: local(branding.favicon?.content_url ?? null)
  }
  localStorage.setItem(storage_key, JSON.stringify(known.value))
  apply()
}

/** Where looks are set up, the style sheet must not be in the way of who mends it. */
export function pause_custom_css(paused: boolean) {
  is_paused = paused || document.documentElement.dataset.safe === '1'
  apply()
}

/** Waits only where nothing is known yet, so that the first picture is already the desk's own. */
export async function load_branding() {
  apply()
  const loading = api.branding().then(store_branding, () => undefined)
  if (!known.value) await loading
}
