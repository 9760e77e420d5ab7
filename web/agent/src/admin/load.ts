// SPDX-License-Identifier: AGPL-3.0-or-later
import { request } from '../api/client'
import type { Row } from './resource'

const page_size = 100
const max_pages = 20

/** Every row of a list that people keep by hand: some hundred at most. */
export async function load_all(path: string, many: string): Promise<Row[]> {
  const rows: Row[] = []
  const [base, query] = path.split('?')
  for (let page = 1; page <= max_pages; ++page) {
    const parameters = new URLSearchParams(query)
    parameters.set('page', String(page))
    parameters.set('per_page', String(page_size))
    const body = await request<Record<string, unknown>>(`${base}?${parameters}`)
    rows.push(...((body[many] as Row[] | undefined) ?? []))
    if (!body.next_page) break
  }
  return rows
}
