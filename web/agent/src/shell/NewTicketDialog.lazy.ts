// SPDX-License-Identifier: AGPL-3.0-or-later
import { defineAsyncComponent } from 'vue'

export default defineAsyncComponent(() => import('./NewTicketDialog.vue'))
