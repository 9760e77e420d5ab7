// SPDX-License-Identifier: AGPL-3.0-or-later
// A list that goes on: one page after another, by cursor.
import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed, toValue, type ComputedRef, type MaybeRefOrGetter, type Ref } from 'vue'
import type { CursorMeta } from '@pult/shared/api'

export interface Paged {
  meta: Pick<CursorMeta, 'has_more' | 'after_cursor'>
}

interface Source<Page extends Paged, Row> {
  key: MaybeRefOrGetter<readonly unknown[]>
  load: (after: string | null, signal: AbortSignal) => Promise<Page>
  rows_of: (page: Page) => Row[]
  enabled?: MaybeRefOrGetter<boolean>
  /** How long what was fetched is good; without it, until the socket says otherwise. */
  stale_ms?: number
}

/** What a part that shows such a list has to know of it. */
export interface RowPages<Row> {
  query: { error: Ref<unknown>; isSuccess: Ref<boolean>; refetch: () => unknown }
  rows: ComputedRef<Row[]>
  more: ComputedRef<{ has_more: boolean; busy: boolean; onMore: () => void }>
}

export function use_pages<Page extends Paged, Row>(source: Source<Page, Row>) {
  const query = useInfiniteQuery({
    queryKey: computed(() => toValue(source.key)),
    queryFn: ({ pageParam, signal }) => source.load(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page: Page) => (page.meta.has_more ? page.meta.after_cursor : null),
    enabled: computed(() => toValue(source.enabled) ?? true),
    ...(source.stale_ms === undefined ? {} : { staleTime: source.stale_ms })
  })
  const rows = computed(() => (query.data.value?.pages ?? []).flatMap(source.rows_of))
  /** For a `MoreButton` under the rows. */
  const more = computed(() => ({
    has_more: query.hasNextPage.value,
    busy: query.isFetchingNextPage.value,
    onMore: () => void query.fetchNextPage()
  }))
  return { query, rows, more }
}
