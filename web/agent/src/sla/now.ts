// SPDX-License-Identifier: AGPL-3.0-or-later
// The second hand of every clock on the screen; stands while there is none.
import { createSharedComposable, useNow } from '@vueuse/core'

const second_ms = 1_000
export const use_seconds = createSharedComposable(() => useNow({ interval: second_ms }))
