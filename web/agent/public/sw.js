// SPDX-License-Identifier: AGPL-3.0-or-later
// Opens the screen when the server is away: the page itself and the hashed files it was built of, nothing that people
// wrote. The API is never answered from here.
const store_name = 'pult-screen-1'

self.addEventListener('install', (event) => {
  // Browsers that know routes ask the server without asking here first.
  event.waitUntil(event.addRoutes?.({ condition: { urlPattern: { pathname: '/api/*' } }, source: 'network' }))
  event.waitUntil(
    caches
      .open(store_name)
      .then((store) => store.add('/'))
      .then(() => self.skipWaiting())
  )
})

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== store_name).map((name) => caches.delete(name))))
      .then(() => self.clients.claim())
  )
})

const keep = (request, response) => {
  if (response.ok) {
    const copy = response.clone()
    void caches.open(store_name).then((store) => store.put(request, copy))
  }
  return response
}

/** The newest page the server has; the last one known when it can not be reached. */
const page = (request) => fetch(request).then((response) => keep('/', response), () => caches.match('/'))

/** A hashed name never changes its content. */
const asset = (request) =>
  caches.match(request).then((known) => known || fetch(request).then((response) => keep(request, response)))

const other = (request) =>
  fetch(request).then(
    (response) => keep(request, response),
    () => caches.match(request).then((known) => known || Response.error())
  )

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (url.pathname.startsWith('/api/') || url.pathname === '/health' || url.pathname.startsWith('/oauth/')) return
  if (request.mode === 'navigate') event.respondWith(page(request))
  else if (url.pathname.startsWith('/assets/')) event.respondWith(asset(request))
  else event.respondWith(other(request))
})

const shown = (message) =>
  self.registration.showNotification(message.title, {
    body: message.body,
    tag: message.tag,
    lang: message.lang,
    renotify: true,
    icon: '/icon-192.png',
    badge: '/icon-192.png',
    data: { url: message.url }
  })

/** A ticket that lies open before the agent needs no notification of the system. */
const is_before_agent = (windows, url) =>
  windows.some(
    (one) => one.visibilityState === 'visible' && url.startsWith('/tickets/') && one.url.endsWith(url.slice(8))
  )

self.addEventListener('push', (event) => {
  const message = event.data?.json()
  if (!message?.title) return
  event.waitUntil(
    self.clients
      .matchAll({ type: 'window' })
      .then((windows) => (is_before_agent(windows, message.url) ? undefined : shown(message)))
  )
})

/** The desk that is open already is taken; the page goes to the ticket itself and keeps what was being written. */
const open = async (url) => {
  const windows = await self.clients.matchAll({ type: 'window' })
  const desk = windows.find((one) => one.visibilityState === 'visible') ?? windows[0]
  if (!desk) return self.clients.openWindow(url)
  await desk.focus()
  if (new URL(desk.url).pathname === '/sign-in') return desk.navigate(`/sign-in?next=${encodeURIComponent(url)}`)
  desk.postMessage({ type: 'open', url })
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data?.url ?? '/'))
})
