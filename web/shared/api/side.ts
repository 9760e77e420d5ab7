// SPDX-License-Identifier: AGPL-3.0-or-later
// Shapes of side conversations and of links from a ticket to other programs.
import type { Attachment, Classification, Delivery, Id, Timestamp } from './types'

export interface SideParticipant {
  user_id: Id | null
  name: string | null
  email: string
}

export interface SideConversation {
  id: string
  ticket_id: Id
  subject: string
  preview_text: string
  state: 'open' | 'closed'
  participants: SideParticipant[]
  message_added_at: Timestamp
}

export interface SideMessage {
  subject: string
  to: SideParticipant[]
  body: string
  html_body: string
  attachments: Attachment[]
  visible_body: string
  visible_html_body: string
  has_more: boolean
  has_remote_images: boolean
  report: boolean
  classification: Classification | null
  delivery: Delivery | null
}

export interface SideConversationEvent {
  id: string
  side_conversation_id: string
  type: 'create' | 'reply' | 'update'
  actor: SideParticipant
  created_at: Timestamp
  message: SideMessage | null
  updates: object
}

/** What the caller has written and not sent; without a conversation: of a new one. */
export interface SideDraftRow {
  side_conversation_id: string | null
  subject: string
  to: SideParticipant[]
  body: string
  html_body: string
  uploads: string[]
  attachment_ids: Id[]
  updated_at: Timestamp
}

export interface TicketContextLink {
  id: Id
  name: string
  placement: 'link' | 'panel'
  href: string
}
