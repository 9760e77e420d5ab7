// SPDX-License-Identifier: AGPL-3.0-or-later

export interface Preview {
  columns: string[]
  fields: string[]
  mapping: Record<string, string>
  rows: { number: number; fields: Record<string, unknown>; problem: string | null }[]
}

export interface Import {
  id: number
  kind: string
  file_name: string
  dry_run: boolean
  status: string
  message: string | null
  total: number
  progress: number
  results: { created: number; updated: number; unchanged: number; skipped: number }
  created_at: string
}

export const is_over = (one: Import) => one.status !== 'queued' && one.status !== 'working'

/** An empty file is done when its import is. */
export const share_of = (one: Import) => (one.total > 0 ? one.progress / one.total : is_over(one) ? 1 : 0)
