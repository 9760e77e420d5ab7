// SPDX-License-Identifier: AGPL-3.0-or-later
// When the tickets of a list are due: asked for in crowds, for lists that show it.
import { useDebounceFn } from '@vueuse/core'
import { onUnmounted, shallowReactive, watch, type ComputedRef } from 'vue'
import type { Id, Ticket, Timestamp } from '@pult/shared/api'
import { request } from '../api/client'
import { on_part_event, on_ticket_event } from '../live/live'

const most_at_once = 100
const crowd_ms = 250
const longest_wait_ms = 1_000

interface Known {
  due_at: Timestamp | null
  /** Of the ticket when it was asked for. */
  updated_at: Timestamp
}

/** Of all clocks that run, also of those whose time is over. */
interface WithClocks {
  id: Id
  slas?: { policy_metrics: { breach_at: Timestamp | null; stage: string }[] }
}
const first_due = ({ slas }: WithClocks) =>
  (slas?.policy_metrics ?? [])
    .flatMap(({ stage, breach_at }) => (stage === 'active' && breach_at ? [breach_at] : []))
    .sort()[0] ?? null

const known = shallowReactive(new Map<Id, Known>())
export const due_of = (id: Id) => known.get(id)?.due_at ?? null

async function ask(tickets: Ticket[]) {
  for (let from = 0; from < tickets.length; from += most_at_once) {
    const some = tickets.slice(from, from + most_at_once)
    const reply = await request<{ tickets: WithClocks[] }>('tickets/show_many', {
      query: { ids: some.map((one) => one.id).join(','), include: 'slas' }
    })
    const found = new Map(reply.tickets.map((one) => [one.id, first_due(one)]))
    for (const { id, updated_at } of some) known.set(id, { due_at: found.get(id) ?? null, updated_at })
  }
}

export function use_due_times(tickets: ComputedRef<Ticket[]>, is_wanted: ComputedRef<boolean>) {
  const load = useDebounceFn(
    async () => {
      if (!is_wanted.value) return
      const missing = tickets.value.filter((one) => known.get(one.id)?.updated_at !== one.updated_at)
      // What could not be asked for is missing still, and is asked for with the next change.
      if (missing.length > 0) await ask(missing).catch(() => {})
    },
    crowd_ms,
    { maxWait: longest_wait_ms }
  )
  watch([tickets, is_wanted], () => void load(), { immediate: true })
  const forget = (id: Id) => {
    const one = known.get(id)
    if (!one) return
    if (!is_wanted.value) return void known.delete(id)
    known.set(id, { ...one, updated_at: '' })
    void load()
  }
  onUnmounted(on_ticket_event((message) => forget(message.ticket_id)))
  onUnmounted(on_part_event((message) => message.part === 'slas' && forget(message.ticket_id)))
}
