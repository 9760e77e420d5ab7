// SPDX-License-Identifier: AGPL-3.0-or-later
// The pages besides the inbox: their place in the rail, and what the palette calls them. A page is added here and in
// the router.
import { CalendarClock, ChartBar, MailQuestion, Send, Settings, SlidersHorizontal } from '@lucide/vue'
import type { Component } from 'vue'
import { is_admin } from '../session/session'

export interface RailSection {
  id: string
  /** Keys of the catalogues. */
  title?: string
  at_foot?: boolean
  links: { to: string; icon: Component; label: string; mark: string; for_admins?: boolean }[]
}

/** What the person who is signed in may open. */
export const shown_links = (section: RailSection) => section.links.filter((link) => is_admin.value || !link.for_admins)

export const rail_sections: RailSection[] = [
  {
    id: 'desk',
    links: [{ to: '/dashboard', icon: ChartBar, label: 'dashboard.title', mark: 'view-dashboard' }]
  },
  {
    id: 'mail',
    title: 'shell.mail',
    links: [
      { to: '/suspended', icon: MailQuestion, label: 'suspended.title', mark: 'view-suspended' },
      { to: '/outgoing', icon: Send, label: 'outgoing.title', mark: 'view-outgoing' },
      { to: '/scheduled', icon: CalendarClock, label: 'later.scheduled', mark: 'view-scheduled' }
    ]
  },
  {
    id: 'settings',
    at_foot: true,
    links: [
      { to: '/admin', icon: SlidersHorizontal, label: 'shell.admin', mark: 'view-admin', for_admins: true },
      { to: '/settings', icon: Settings, label: 'settings.title', mark: 'view-settings' }
    ]
  }
]
