// SPDX-License-Identifier: AGPL-3.0-or-later
// Keeps what somebody types: on this device at once, on the server after a pause.

const server_pause_ms = 400

export type Kept<T> = T & { saved_at: string }

export function read_kept<T>(key: string): Kept<T> | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as Kept<T> | null
  } catch {
    return null
  }
}

/** Null: there is nothing to keep any more. */
export function keep(key: string, content: object | null) {
  try {
    if (!content) localStorage.removeItem(key)
    else localStorage.setItem(key, JSON.stringify({ saved_at: new Date().toISOString(), ...content }))
  } catch {
    // Where there is a copy on the server, it is left then.
  }
}

export interface Source {
  key: string
  /** What this device keeps; null when nothing is written. */
  local: () => object | null
  /** What is asked of the server once the calls before it are done; null when it need not know. */
  server: () => (() => Promise<unknown>) | null
}

export function make_saver({ key, local, server }: Source) {
  let timer: ReturnType<typeof setTimeout> | undefined
  let last_call: Promise<unknown> = Promise.resolve()

  function cancel() {
    clearTimeout(timer)
    timer = undefined
  }

  const write_local = () => keep(key, local())

  /** Calls follow each other: a save that overtakes the deletion after sending would bring a sent text back. */
  function write_server() {
    cancel()
    const call = server()
    // The local copy stays when it fails, and the next key press tries again.
    if (call) last_call = last_call.then(call).catch(() => undefined)
  }

  function touch() {
    write_local()
    cancel()
    timer = setTimeout(write_server, server_pause_ms)
  }

  /** What waits for the pause to end need not wait. */
  const flush = () => timer !== undefined && write_server()

  /** No save is on its way any more. */
  function settle(): Promise<unknown> {
    cancel()
    return last_call
  }

  return { write_local, write_server, touch, flush, settle, cancel }
}
