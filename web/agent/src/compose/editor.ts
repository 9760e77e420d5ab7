// SPDX-License-Identifier: AGPL-3.0-or-later
import { defineAsyncComponent } from 'vue'
import { fetch_early } from '../ui/early'

const load = () => import('./RichEditor.vue')
export const LazyEditor = defineAsyncComponent(load)

/** What the loaded editor can do; nothing of it is there before. */
export interface EditorHandle {
  focus?: () => void
  write?: (words: string) => void
  insert_html?: (html: string) => void
  insert_picture?: (src: string, alt: string) => void
}

/** Fetches the editor while nothing else is going on, so that the first "r" does not wait for it. */
export function prefetch_editor() {
  if ('requestIdleCallback' in window) requestIdleCallback(() => fetch_early(load))
  else setTimeout(() => fetch_early(load), 1_000)
}
