// SPDX-License-Identifier: AGPL-3.0-or-later
// What is open for editing stands in the address: it can be linked to, and the way back closes it.
import { nextTick, shallowRef, watch, type ShallowRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'

export interface Opened<T> {
  edited: ShallowRef<T | 'new' | null>
  open: (item: T | 'new') => void
  close: () => void
}

/** `rows` is undefined until they are known. `prepare` fills the form before it is shown. */
export function use_opened<T extends { id: number | string }>(
  rows: () => readonly T[] | undefined,
  prepare: (item: T | 'new') => unknown = () => {},
  /** What the address calls it, where a page has several lists. */
  name = 'item'
): Opened<T> {
  const route = useRoute()
  const router = useRouter()
  const edited = shallowRef(null) as ShallowRef<T | 'new' | null>
  const wanted = () => {
    const id = route.query[name]
    return typeof id === 'string' ? id : ''
  }
  const id_of = (item: T | 'new' | null) => (item === null ? '' : item === 'new' ? 'new' : String(item.id))

  async function show() {
    const id = wanted()
    if (id === id_of(edited.value)) return
    const item = id === 'new' ? 'new' : (rows()?.find((row) => String(row.id) === id) ?? null)
    if (item) await prepare(item)
    if (wanted() === id) edited.value = item
  }
  watch([wanted, rows], show, { immediate: true })

  const at = (item: string) => ({ query: { ...route.query, [name]: item || undefined }, hash: route.hash })
  const open = (item: T | 'new') => void router.push(at(id_of(item)))
  async function close() {
    edited.value = null
    // Its guard against unsaved changes goes with the form.
    await nextTick()
    if (!wanted()) return
    const { back } = router.options.history.state
    if (back === router.resolve(at('')).fullPath) router.back()
    else await router.replace(at(''))
  }
  return { edited, open, close: () => void close() }
}
