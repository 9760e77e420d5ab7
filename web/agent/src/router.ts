// SPDX-License-Identifier: AGPL-3.0-or-later
import { shallowRef } from 'vue'
import { createRouter, createWebHistory } from 'vue-router'
import { load_admin_words } from './admin/words'
import { current_user, is_admin, load_session } from './session/session'

export const router = createRouter({
  history: createWebHistory('/'),
  routes: [
    { path: '/sign-in', name: 'sign-in', component: () => import('./session/SignInPage.vue') },
    { path: '/forgotten', name: 'forgotten', component: () => import('./session/ForgottenPage.vue') },
    { path: '/new-password', name: 'new-password', component: () => import('./session/NewPasswordPage.vue') },
    {
      path: '/',
      component: () => import('./shell/ShellPage.vue'),
      meta: { signed_in: true },
      children: [
        { path: '', redirect: '/views/mine' },
        {
          path: 'views/:view([a-z_]+|\\d+)/:ticket(\\d+)?',
          name: 'view',
          component: () => import('./inbox/InboxPage.vue'),
          props: (route) => ({ view: route.params.view, ticket_id: Number(route.params.ticket) || null })
        },
        {
          path: 'tickets/:ticket(\\d+)',
          name: 'ticket',
          component: () => import('./ticket/TicketPage.vue'),
          props: (route) => ({ ticket_id: Number(route.params.ticket) })
        },
        { path: 'dashboard', name: 'dashboard', component: () => import('./dashboard/DashboardPage.vue') },
        { path: 'search', name: 'search', component: () => import('./search/SearchPage.vue') },
        {
          path: 'suspended',
          name: 'suspended',
          component: async () => (await import('./mail/lazy')).load_suspended_page()
        },
        { path: 'scheduled', name: 'scheduled', component: () => import('./later/ScheduledPage.vue') },
        { path: 'outgoing', name: 'outgoing', component: () => import('./mail/OutgoingPage.vue') },
        {
          path: 'admin/:page([a-z_]+)?',
          name: 'admin',
          component: async () => {
            const [page] = await Promise.all([import('./admin/AdminPage.vue'), load_admin_words()])
            return page
          },
          props: (route) => ({ page: route.params.page || 'checklist' }),
          beforeEnter: () => is_admin.value || { path: '/' }
        },
        { path: 'settings', name: 'settings', component: () => import('./settings/SettingsPage.vue') }
      ]
    },
    { path: '/:rest(.*)*', redirect: '/' }
  ]
})

router.beforeEach(async (to) => {
  if (!to.meta.signed_in || current_user.value) return true
  // Only a clear "nobody" leads to the sign-in; an unreachable server is an error of the navigation.
  const signed_in = await load_session()
  return signed_in || { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
})

/** A page that could not be opened: the server is away, or a newer build has replaced this one's files. */
export const navigation_error = shallowRef<unknown>(null)
router.onError((error) => (navigation_error.value = error))
