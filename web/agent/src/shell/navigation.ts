// SPDX-License-Identifier: AGPL-3.0-or-later
// The pages besides the inbox: their place in the rail, and what the palette calls them. A page is added here and in
// the router.
import { MailQuestion, Send, Settings } from '@lucide/vue'
import type { Component } from 'vue'

export interface RailSection {
  id: string
  /** Keys of the catalogues. */
  title?: string
  at_foot?: boolean
  links: { to: string; icon: Component; label: string; mark: string }[]
}

export const rail_sections: RailSection[] = [
  {
    id: 'mail',
    title: 'shell.mail',
    links: [
      { to: '/suspended', icon: MailQuestion, label: 'suspended.title', mark: 'view-suspended' },
      { to: '/outgoing', icon: Send, label: 'outgoing.title', mark: 'view-outgoing' }
    ]
  },
  {
    id: 'settings',
    at_foot: true,
    links: [{ to: '/settings', icon: Settings, label: 'settings.title', mark: 'view-settings' }]
  }
]
