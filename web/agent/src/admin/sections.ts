// SPDX-License-Identifier: AGPL-3.0-or-later
// The pages of the administration, in the order they are shown.
import {
  BookOpen,
  Boxes,
  BrushCleaning,
  CalendarClock,
  Filter,
  Gauge,
  Hourglass,
  KeyRound,
  ListFilter,
  Mailbox,
  Palette,
  ScrollText,
  Siren,
  SlidersHorizontal,
  Sparkles,
  SpellCheck,
  Tags,
  Upload,
  Users,
  UsersRound
} from '@lucide/vue'
import { defineAsyncComponent, type Component } from 'vue'
import { load_alert_screen } from '../alerts/lazy'
import { load_knowledge_screen } from '../knowledge/lazy'
import { load_objects_screen } from '../objects/lazy'
import { load_filter_screen, load_priority_screen } from './filters/lazy'
import ResourceScreen from './ResourceScreen.vue'
import { label_key, type Resource } from './resource'
import { resources } from './resources'

export interface AdminPage {
  id: string
  section: Resource['section'] | 'start'
  icon: Component
  component: Component
  /** What ResourceScreen shows. */
  resource?: Resource
  /** Keys of the words a search finds the page by, beside its title. */
  words: string[]
}

const screen = (
  id: string,
  section: AdminPage['section'],
  icon: Component,
  load: () => Promise<{ default: Component }>,
  words: string[] = []
): AdminPage => ({ id, section, icon, component: defineAsyncComponent(load), words })

const of_resource = (resource: Resource): AdminPage => ({
  id: resource.id,
  section: resource.section,
  icon: resource.icon,
  component: ResourceScreen,
  resource,
  words: resource.fields.map(label_key)
})

const silence_words = ['close', 'remind', 'solve'].map((word) => `lifecycle.${word}`)
const hours_words = ['zone', 'week', 'holidays'].map((word) => `hours.${word}`)
const order: AdminPage['section'][] = ['start', 'people', 'channels', 'tickets', 'work', 'system']

const pages: AdminPage[] = [
  screen('checklist', 'start', Sparkles, () => import('./screens/Checklist.vue')),
  screen('housekeeping', 'start', BrushCleaning, () => import('./screens/HousekeepingScreen.vue')),
  screen('people', 'people', Users, () => import('./screens/PeopleSettings.vue')),
  screen('groups', 'people', UsersRound, () => import('./screens/GroupSettings.vue')),
  screen('mailboxes', 'channels', Mailbox, () => import('./screens/MailboxSettings.vue')),
  screen('mail_filters', 'channels', Filter, load_filter_screen),
  ...resources.map(of_resource),
  screen('objects', 'tickets', Boxes, load_objects_screen),
  screen('tags', 'tickets', Tags, () => import('./screens/TagScreen.vue')),
  screen('branding', 'start', Palette, () => import('./screens/BrandingScreen.vue')),
  screen('hours', 'work', CalendarClock, () => import('./screens/HoursScreen.vue'), hours_words),
  screen('alerts', 'work', Siren, load_alert_screen),
  screen('knowledge', 'work', BookOpen, load_knowledge_screen),
  screen('macro_names', 'work', SpellCheck, () => import('./screens/MacroNames.vue')),
  screen('views', 'work', ListFilter, () => import('./screens/ViewScreen.vue')),
  screen('lifecycle', 'tickets', Hourglass, () => import('./screens/LifecycleScreen.vue'), silence_words),
  screen('priorities', 'tickets', Gauge, load_priority_screen),
  screen('desk', 'system', SlidersHorizontal, () => import('./screens/DeskSettings.vue')),
  screen('api_tokens', 'system', KeyRound, () => import('./screens/ApiTokens.vue')),
  screen('import', 'system', Upload, () => import('./screens/ImportScreen.vue')),
  screen('audit_log', 'system', ScrollText, () => import('./screens/AuditLog.vue'))
]

export const admin_sections = order.map((id) => ({ id, pages: pages.filter((page) => page.section === id) }))
export const is_admin_page = (id: string) => pages.some((page) => page.id === id)
export const admin_page = (id: string) => pages.find((page) => page.id === id) ?? pages[0]!
