// SPDX-License-Identifier: AGPL-3.0-or-later
// This browser as one that takes pushes. Who switched it on is kept beside it: another person who signs in here gets
// none before they ask.
import type { Id, PushSubscriptionRow } from '@pult/shared/api'
import * as api from '../api/notify'

const owner_key = 'pult.push_owner'

export const is_supported = () =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window && window.isSecureContext

export async function digest_of(text: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function bytes_of(base64_url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64_url.replace(/-/g, '+').replace(/_/g, '/'))
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0))
}

const systems: [RegExp, string][] = [
  [/android/i, 'Android'],
  [/iphone|ipad/i, 'iOS'],
  [/windows/i, 'Windows'],
  [/mac os/i, 'macOS'],
  [/linux/i, 'Linux']
]
const browsers: [RegExp, string][] = [
  [/edg\//i, 'Edge'],
  [/opr\//i, 'Opera'],
  [/firefox\//i, 'Firefox'],
  [/chrome\//i, 'Chrome'],
  [/safari\//i, 'Safari']
]
const named = (list: [RegExp, string][], agent: string) => list.find(([pattern]) => pattern.test(agent))?.[1] ?? ''

export const browser_name = (agent = navigator.userAgent) => named(browsers, agent)
export const system_name = (agent = navigator.userAgent) => named(systems, agent)

async function manager(): Promise<PushManager> {
  const worker = (await navigator.serviceWorker.getRegistration()) ?? (await navigator.serviceWorker.register('/sw.js'))
  await navigator.serviceWorker.ready
  return worker.pushManager
}

const same_key = (subscription: PushSubscription, key: Uint8Array) => {
  const used = subscription.options.applicationServerKey
  return used !== null && String(new Uint8Array(used)) === String(key)
}

export async function current_subscription(): Promise<PushSubscription | null> {
  const worker = is_supported() ? await navigator.serviceWorker.getRegistration() : undefined
  return (await worker?.pushManager.getSubscription()) ?? null
}

/** Asks the browser, then tells the server. Throws 'denied' when the person or the browser says no. */
export async function switch_on(user_id: Id, name: string): Promise<PushSubscriptionRow> {
  if ((await Notification.requestPermission()) !== 'granted') throw new Error('denied')
  const pushes = await manager()
  const key = bytes_of(await api.push_key())
  let subscription = await pushes.getSubscription()
  if (subscription && !same_key(subscription, key)) {
    await subscription.unsubscribe()
    subscription = null
  }
  subscription ??= await pushes.subscribe({ userVisibleOnly: true, applicationServerKey: key })
  const row = await api.save_push_subscription({ ...subscription.toJSON(), name })
  localStorage.setItem(owner_key, String(user_id))
  return row
}

export async function switch_off(row: PushSubscriptionRow | undefined) {
  localStorage.removeItem(owner_key)
  await (await current_subscription())?.unsubscribe()
  if (row) await api.delete_push_subscription(row.id)
}

/** At each start: a new session takes over what its person switched on; a stranger's subscription ends. */
export async function renew(user_id: Id, name: string) {
  const subscription = await current_subscription()
  if (!subscription) return
  if (localStorage.getItem(owner_key) === String(user_id)) await switch_on(user_id, name)
  else await subscription.unsubscribe()
}
