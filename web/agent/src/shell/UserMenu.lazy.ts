// SPDX-License-Identifier: AGPL-3.0-or-later
// What a menu needs to float is fetched after the list that one works on.
import { defineAsyncComponent } from 'vue'

export default defineAsyncComponent(() => import('./UserMenu.vue'))
