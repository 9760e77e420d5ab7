// SPDX-License-Identifier: AGPL-3.0-or-later
// Names of what lookup fields point at, for texts that mention them: asked for when first mentioned.
import { reactive } from 'vue'
import { query_client } from '../queries/client'

const names = reactive(new Map<string, string | null>())

/** undefined: not known yet; null: it is no longer there, or not for this agent. */
export function lookup_name(target: string, id: string): string | null | undefined {
  const key = `${target}/${id}`
  if (!names.has(key)) void ask(key, target, id)
  return names.get(key)
}

const asked = new Set<string>()

async function ask(key: string, target: string, id: string) {
  if (asked.has(key)) return
  asked.add(key)
  try {
    const { name_of } = await import('./lookup')
    const queryFn = () => name_of(target, id)
    names.set(key, await query_client.fetchQuery({ queryKey: ['lookup', target, id], queryFn }))
  } catch {
    asked.delete(key)
  }
}
