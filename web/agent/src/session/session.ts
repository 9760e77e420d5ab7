// SPDX-License-Identifier: AGPL-3.0-or-later
// Who is signed in. An expired session opens a dialog over whatever the agent was doing; requests wait for it.
import { computed, ref, shallowRef } from 'vue'
import type { Id, Me } from '@pult/shared/api'
import { on_session_expired, set_csrf_token } from '../api/client'
import * as api from '../api/people'
import { ApiError } from '../api/error'
import { load_preferences } from './preferences'

const user = shallowRef<Me | null>(null)
export const is_expired = ref(false)

interface Wait {
  promise: Promise<void>
  resolve: () => void
  reject: (error: Error) => void
}
let waiting: Wait | null = null

function new_wait(): Wait {
  const wait = {} as Wait
  wait.promise = new Promise((resolve, reject) => Object.assign(wait, { resolve, reject }))
  return wait
}

export const current_user = computed(() => user.value)
export const current_user_id = computed<Id | null>(() => user.value?.id ?? null)
export const is_admin = computed(() => user.value?.role === 'admin')

/** Asks the server who we are; false when nobody is signed in. */
export async function load_session(): Promise<boolean> {
  const me = await api.me()
  if (me.id === null) return false
  user.value = me
  set_csrf_token(me.authenticity_token)
  await load_preferences()
  return true
}

export async function sign_in(email: string, password: string) {
  const reply = await api.sign_in(email, password)
  const other_person = user.value !== null && user.value.id !== reply.user.id
  // What is on the screen belongs to the previous person; their drafts stay stored under their own id.
  if (other_person) return location.reload()
  user.value = { ...reply.user, authenticity_token: reply.csrf_token }
  set_csrf_token(reply.csrf_token)
  is_expired.value = false
  waiting?.resolve()
  waiting = null
  await load_preferences()
}

export async function sign_out() {
  await api.sign_out().catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error
  })
  waiting?.reject(new ApiError(401, 'SignedOut', ''))
  // A full load drops every cache of this person's data.
  location.assign('/sign-in')
}

on_session_expired(() => {
  is_expired.value = true
  waiting ??= new_wait()
  return waiting.promise
})
