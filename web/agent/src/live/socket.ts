// SPDX-License-Identifier: AGPL-3.0-or-later
// One WebSocket to the server that always tries to come back, with growing pauses.
import { ref, readonly } from 'vue'
import type { LiveMessage } from '@pult/shared/api'

export type ConnectionState = 'connecting' | 'online' | 'offline'

const first_pause_ms = 500
const longest_pause_ms = 20_000
const ping_every_ms = 25_000
const silence_limit_ms = 60_000

export class LiveSocket {
  private readonly state_ = ref<ConnectionState>('connecting')
  private socket_: WebSocket | null = null
  private pause_ms_ = first_pause_ms
  private had_connection_ = false
  private heard_at_ms_ = 0
  private said_ = ''
  private stopped_ = false
  private ping_timer_: ReturnType<typeof setInterval> | undefined
  private retry_timer_: ReturnType<typeof setTimeout> | undefined
  readonly state = readonly(this.state_)

  /** `on_return` runs after every reconnection: whatever happened in between was missed. */
  constructor(
    private readonly on_message_: (message: LiveMessage) => void,
    private readonly on_return_: () => void
  ) {
    window.addEventListener('online', this.retry_now)
    this.connect()
  }

  stop() {
    this.stopped_ = true
    window.removeEventListener('online', this.retry_now)
    clearTimeout(this.retry_timer_)
    clearInterval(this.ping_timer_)
    this.socket_?.close()
  }

  /** Replaces what was said before; said again after every reconnection. */
  say(message: object) {
    this.said_ = JSON.stringify(message)
    if (this.socket_?.readyState === WebSocket.OPEN) this.socket_.send(this.said_)
  }

  readonly retry_now = () => {
    if (this.state_.value === 'online' || this.stopped_) return
    clearTimeout(this.retry_timer_)
    this.pause_ms_ = first_pause_ms
    this.connect()
  }

  private connect() {
    const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/v2/live`)
    this.socket_?.close()
    this.socket_ = socket
    socket.onopen = () => this.opened(socket)
    socket.onmessage = (event) => this.received(event)
    socket.onclose = () => {
      if (this.socket_ === socket) this.lost()
    }
  }

  private opened(socket: WebSocket) {
    if (this.socket_ !== socket) return
    this.state_.value = 'online'
    this.pause_ms_ = first_pause_ms
    this.heard_at_ms_ = Date.now()
    if (this.said_) socket.send(this.said_)
    if (this.had_connection_) this.on_return_()
    this.had_connection_ = true
    clearInterval(this.ping_timer_)
    this.ping_timer_ = setInterval(() => {
      // A dead link can stay "open" for minutes; silence after a ping is the only sign.
      if (Date.now() - this.heard_at_ms_ > silence_limit_ms) socket.close()
      else if (socket.readyState === WebSocket.OPEN) socket.send('{"type":"ping"}')
    }, ping_every_ms)
  }

  private received(event: MessageEvent) {
    this.heard_at_ms_ = Date.now()
    this.on_message_(JSON.parse(event.data as string) as LiveMessage)
  }

  private lost() {
    clearInterval(this.ping_timer_)
    if (this.stopped_) return
    this.state_.value = 'offline'
    // The spread keeps a fleet of browsers from returning in the same instant.
    const pause = this.pause_ms_ * (0.75 + Math.random() / 2)
    this.pause_ms_ = Math.min(this.pause_ms_ * 2, longest_pause_ms)
    clearTimeout(this.retry_timer_)
    this.retry_timer_ = setTimeout(() => this.connect(), pause)
  }
}
