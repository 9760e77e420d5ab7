// SPDX-License-Identifier: AGPL-3.0-or-later
// Opens the screen when the server is away: the page itself and the hashed files it was built of, nothing that people
// wrote. The API is never answered from here.
const store_name = 'pult-screen-1'

self.addEventListener('install', (event) => {
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
