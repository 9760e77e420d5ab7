// SPDX-License-Identifier: AGPL-3.0-or-later
// What was not seen yet: asked for once, then told over the live socket. A ticket that is open in a window one can see
// has seen its news, on all devices.
import { useQuery } from '@tanstack/vue-query'
import { useDocumentVisibility } from '@vueuse/core'
import { watch } from 'vue'
import { useRoute } from 'vue-router'
import type { Id, UnreadNotifications } from '@pult/shared/api'
import * as api from '../api/notify'
import { keys, query_client } from '../queries/client'

/** More are not told apart. */
export const most_unread = 100

export const use_unread = () => useQuery({ queryKey: keys.unread, queryFn: api.unread_notifications })

export function store_unread(unread: UnreadNotifications) {
  query_client.setQueryData<UnreadNotifications>(keys.unread, {
    unread: unread.unread,
    notifications: unread.notifications
  })
  void query_client.invalidateQueries({ queryKey: keys.notifications })
}

export async function mark_read(which: Parameters<typeof api.mark_read>[0]) {
  store_unread(await api.mark_read(which))
}

/** Takes away what the system shows of a ticket on this device. */
async function close_shown(ticket_id: Id) {
  const worker = await navigator.serviceWorker?.getRegistration()
  for (const shown of (await worker?.getNotifications({ tag: `ticket-${ticket_id}` })) ?? []) shown.close()
}

/** Whether opening the ticket is the answer to something; beyond the newest ten only the server knows. */
export const concerns = (unread: UnreadNotifications | undefined, ticket_id: Id): boolean =>
  unread !== undefined &&
  (unread.notifications.some((one) => one.ticket_id === ticket_id) || unread.unread > unread.notifications.length)

export function use_seeing() {
  const route = useRoute()
  const visibility = useDocumentVisibility()
  const unread = use_unread()
  watch(
    [() => Number(route.params.ticket) || 0, visibility, unread.data],
    ([ticket_id]) => {
      if (!ticket_id || visibility.value !== 'visible' || !concerns(unread.data.value, ticket_id)) return
      void mark_read({ ticket_id }).catch(() => undefined)
      void close_shown(ticket_id)
    },
    { immediate: true }
  )
}
