// SPDX-License-Identifier: AGPL-3.0-or-later
import { reactive } from 'vue'
import { ApiError } from '../api/error'
import { translate } from '../i18n'

export type ToastKind = 'info' | 'error'
export interface Toast {
  id: number
  kind: ToastKind
  text: string
}

export const toasts = reactive<Toast[]>([])
let last_id = 0
const shown_ms = { info: 4_000, error: 9_000 }

export function show_toast(text: string, kind: ToastKind = 'info') {
  const id = ++last_id
  toasts.push({ id, kind, text })
  setTimeout(() => dismiss_toast(id), shown_ms[kind])
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
