// SPDX-License-Identifier: AGPL-3.0-or-later
// The one place that talks HTTP. A request that meets an expired session waits for the new sign-in and is then sent
// again,
// so that no caller loses what the agent has typed.
import { ApiError, parse_error } from './error'

type Query = Record<string, string | number | boolean | null | undefined | string[]>

export interface RequestOptions {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  query?: Query
  body?: unknown
  signal?: AbortSignal
  /** A request that must see its own 401 (the sign-in itself). */
  anonymous?: boolean
  /** Goes on when the page is left. */
  keepalive?: boolean
}

const base = '/api/v2/'
let csrf_token: string | null = null
let sign_in_again: (() => Promise<void>) | null = null

export function set_csrf_token(token: string | null) {
  csrf_token = token
}

/** `handler` resolves once the agent is signed in again and rejects when they give up. */
export function on_session_expired(handler: () => Promise<void>) {
  sign_in_again = handler
}

export function api_url(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value === null || value === undefined || value === '') continue
    for (const one of Array.isArray(value) ? value : [String(value)]) parameters.append(key, one)
  }
  const text = parameters.toString()
  return base + path + (text ? `?${text}` : '')
}

async function refresh_csrf_token() {
  const response = await fetch(api_url('users/me'), { credentials: 'same-origin' })
  const body = (await response.json()) as { user: { authenticity_token: string | null } }
  csrf_token = body.user.authenticity_token
}

async function send(path: string, options: RequestOptions): Promise<Response> {
  const method = options.method ?? 'GET'
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (options.body !== undefined) headers['Content-Type'] = 'application/json'
  if (method !== 'GET' && csrf_token) headers['X-CSRF-Token'] = csrf_token
  try {
    return await fetch(api_url(path, options.query), {
      method,
      headers,
      credentials: 'same-origin',
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: options.signal,
      keepalive: options.keepalive
    })
  } catch (error) {
    if (options.signal?.aborted) throw error
    throw new ApiError(0, 'Unreachable', '')
  }
}

export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  let response = await send(path, options)
  if (response.status === 401 && !options.anonymous && sign_in_again) {
    await sign_in_again()
    response = await send(path, options)
  }
  if (response.ok) {
    return (response.status === 204 ? undefined : await response.json()) as T
  }
  const error = parse_error(response.status, await response.text(), response.headers.get('Retry-After'))
  if (error.code !== 'InvalidCsrfToken') throw error
  await refresh_csrf_token()
  response = await send(path, options)
  if (response.ok) return (response.status === 204 ? undefined : await response.json()) as T
  throw parse_error(response.status, await response.text(), response.headers.get('Retry-After'))
}

/** Sends a file's bytes; fetch can not tell how far it is, XMLHttpRequest can. */
export function send_file<T>(
  path: string,
  query: Query,
  file: Blob,
  on_progress: (share: number) => void,
  method: 'POST' | 'PUT' = 'POST'
): Promise<T> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest()
    call.open(method, api_url(path, query))
    call.setRequestHeader('Content-Type', file.type || 'application/octet-stream')
    if (csrf_token) call.setRequestHeader('X-CSRF-Token', csrf_token)
    call.upload.onprogress = (event) => on_progress(event.total ? event.loaded / event.total : 0)
    call.onerror = () => reject(new ApiError(0, 'Unreachable', ''))
    call.onload = () => {
      if (call.status < 300) resolve(JSON.parse(call.responseText) as T)
      else reject(parse_error(call.status, call.responseText, call.getResponseHeader('Retry-After')))
    }
    call.send(file)
  })
}
