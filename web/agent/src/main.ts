// SPDX-License-Identifier: AGPL-3.0-or-later
import { VueQueryPlugin } from '@tanstack/vue-query'
import { createApp } from 'vue'
import App from './App.vue'
import './app.css'
import { load_branding } from './branding/branding'
import { i18n, preferred_locale, set_locale } from './i18n'
import { query_client } from './queries/client'
import { router } from './router'

await Promise.all([set_locale(preferred_locale()), load_branding()])
createApp(App).use(i18n).use(VueQueryPlugin, { queryClient: query_client }).use(router).mount('#app')
// Development has no built files to keep; http on another host than this has no workers.
if (import.meta.env.PROD) void navigator.serviceWorker?.register('/sw.js').catch(() => {})
