// SPDX-License-Identifier: AGPL-3.0-or-later
import { reactive } from 'vue'
import { ApiError } from '../api/error'
import { translate } from '../i18n'

export type ToastKind = 'info' | 'error'
export interface ToastAction {
  label: string
  run: () => void
}
export interface Toast {
  id: number
  kind: ToastKind
  text: string
  actions: ToastAction[]
}

export const toasts = reactive<Toast[]>([])
let last_id = 0
const shown_ms = { info: 4_000, error: 9_000 }
/** Who may want to take something back needs time to read, to decide and to reach the button. */
const shown_with_actions_ms = 12_000

/** Without an end when `stays`: its maker takes it away. */
export function show_toast(
  text: string,
  kind: ToastKind = 'info',
  actions: ToastAction[] = [],
  stays = false
): number {
  const id = ++last_id
  toasts.push({ id, kind, text, actions })
  if (!stays) setTimeout(() => dismiss_toast(id), actions.length > 0 ? shown_with_actions_ms : shown_ms[kind])
  return id
}

export function change_toast(id: number, text: string) {
  const toast = toasts.find((one) => one.id === id)
  if (toast) toast.text = text
}

export function dismiss_toast(id: number) {
  const index = toasts.findIndex((toast) => toast.id === id)
  if (index >= 0) toasts.splice(index, 1)
}

/** The server's words where it has some, else ours for the kind of failure. */
export function describe_error(error: unknown): string {
  if (!(error instanceof ApiError)) return error instanceof Error ? error.message : String(error)
  if (error.status === 0) return translate('error.unreachable')
  if (error.status === 403) return translate('error.forbidden')
  if (error.status === 404) return translate('error.not_found')
  if (error.status === 409) return translate('error.conflict')
  if (error.status === 413) return translate('error.too_large')
  if (error.status === 429) return translate('error.too_many')
  return error.message
}

export const show_failure = (error: unknown) =>
  show_toast(translate('error.not_saved', { reason: describe_error(error) }), 'error')
