// SPDX-License-Identifier: AGPL-3.0-or-later
import type { CursorMeta } from '@pult/shared/api'
import { request } from './client'

const page_size = 100

/** The rows of all pages of a list that people keep by hand, `most` of them at least if there are so many. */
export async function every_page<Row>(path: string, name: string, most = 5_000): Promise<Row[]> {
  const rows: Row[] = []
  let cursor: string | null = null
  do {
    const reply: { meta?: CursorMeta } & Record<string, unknown> = await request(path, {
      query: { 'page[size]': page_size, 'page[after]': cursor }
    })
    rows.push(...(reply[name] as Row[]))
    cursor = reply.meta?.has_more ? reply.meta.after_cursor : null
  } while (cursor && rows.length < most)
  return rows
}
