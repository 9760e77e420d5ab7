// SPDX-License-Identifier: AGPL-3.0-or-later
// Shapes of /api/v2 as the agent's screen reads them. The contract is openapi/pult.yaml; keys the screen never reads
// are left out.

export * from './notify'
export * from './later'
export * from './knowledge'
export * from './objects'
export * from './side'
export * from './workspace'
export * from './work'
import type { Notification } from './notify'
import type { AgentPresence, TimeEntryChange } from './work'
import type { CustomFieldValue, FieldValue, JobStatus, RuleReason, TraceStep } from './workspace'

export type Id = number
export type Timestamp = string
export type TicketStatus = 'new' | 'open' | 'pending' | 'hold' | 'solved' | 'closed'
export type Priority = 'low' | 'normal' | 'high' | 'urgent'
export type TicketType = 'question' | 'incident' | 'problem' | 'task'
export type Role = 'end-user' | 'agent' | 'admin'

export interface Ticket {
  id: Id
  created_at: Timestamp
  updated_at: Timestamp
  subject: string | null
  description: string
  status: TicketStatus
  priority: Priority | null
  type: TicketType | null
  requester_id: Id
  submitter_id: Id
  assignee_id: Id | null
  organization_id: Id | null
  group_id: Id | null
  collaborator_ids: Id[]
  follower_ids: Id[]
  email_cc_ids: Id[]
  tags: string[]
  via: { channel: string }
  mailbox_id: Id | null
  comment_count: number
  last_comment_at: Timestamp | null
  last_comment_excerpt: string | null
  last_comment_author_id: Id | null
  last_comment_public: boolean | null
  has_attachments: boolean
  has_draft: boolean
  snoozed_until?: Timestamp | null
  time_spent_seconds?: number | null
  checklist_progress?: string | null
  approval_status?: 'waiting' | 'approved' | 'declined' | null
  custom_fields?: CustomFieldValue[]
  ticket_form_id?: Id | null
  custom_status_id?: Id | null
  brand_id?: Id | null
  problem_id?: Id | null
  has_incidents?: boolean
  followup_ids?: Id[]
}

export interface User {
  id: Id
  name: string
  email: string | null
  phone: string | null
  role: Role
  locale: string | null
  organization_id: Id | null
  notes: string | null
  details: string | null
  tags: string[]
  active: boolean
  suspended: boolean
  created_at: Timestamp
  signature: string | null
  default_group_id: Id | null
  custom_role_id?: Id | null
  photo?: { id: Id } | null
  external_id?: string | null
  user_fields?: Record<string, FieldValue>
}

export interface Me extends Omit<User, 'id'> {
  id: Id | null
  authenticity_token: string | null
}

export interface Identity {
  id: Id
  user_id: Id
  type: string
  value: string
  verified: boolean
  primary: boolean
  deliverable_state?: string | null
}

export interface Organization {
  id: Id
  name: string
  domain_names: string[]
  notes: string | null
  details: string | null
  tags?: string[]
  organization_fields?: Record<string, FieldValue>
}

export interface Group {
  id: Id
  name: string
  description: string
  deleted: boolean
  reopen_policy: 'reopen' | 'reopen_within' | 'follow_up'
  reopen_days: number
  ownership_timeout_hours: number
}

export interface GroupMembership {
  id: Id
  user_id: Id
  group_id: Id
}

export interface Attachment {
  id: Id
  file_name: string
  content_url: string
  content_type: string
  size: number
  inline: boolean
  width?: number | null
  height?: number | null
}

export type DeliveryState = 'queued' | 'sending' | 'sent' | 'failed' | 'bounced' | 'kept' | 'held'
export type HoldReason = 'undeliverable_address' | 'no_reply_address' | 'own_address' | 'no_address'

export interface Delivery {
  outgoing_message_id: Id
  state: DeliveryState
  error: string | null
  hold_reason: HoldReason | null
  attempts: number
  sent_at: Timestamp | null
  message_id: string | null
  recipients: string[]
  bcc: string[]
}

export interface Classification {
  auto_reply?: boolean
  out_of_office?: boolean
  bounce?: boolean
  hard_bounce?: boolean
  feedback_report?: boolean
  spam?: boolean
  bulk?: boolean
}

export interface Comment {
  id: Id
  author_id: Id
  body: string
  html_body: string
  plain_body: string
  public: boolean
  attachments: Attachment[]
  audit_id: Id
  via: { channel: string }
  created_at: Timestamp
  visible_body: string
  visible_html_body: string
  has_more: boolean
  has_remote_images: boolean
  from_mail: boolean
  delivery: Delivery | null
  classification: Classification | null
}

export interface AuditEvent {
  id: Id
  type: string
  field_name?: string
  value?: unknown
  previous_value?: unknown
  via?: { channel?: string; source?: { rel?: string | null; from?: { title?: string | null } } } | null
  /** Of AutomaticChange: what the desk decided by itself when the ticket was made, and why. */
  rule?: 'mail_filter' | 'priority_words' | 'customer_tier'
  title?: string
  reason?: string
  why?: RuleReason[]
  changes?: { field_name: string; value: string }[]
}

export interface Audit {
  id: Id
  ticket_id: Id
  created_at: Timestamp
  author_id: Id
  events: AuditEvent[]
  via?: { channel: string; source?: { rel?: string | null } }
}

export interface MailAddress {
  name: string | null
  address: string
}

export interface MailView {
  from: MailAddress | null
  to: MailAddress[]
  cc: MailAddress[]
  reply_to: MailAddress[]
  subject: string | null
  message_id: string | null
  date: Timestamp | null
  body_text: string
  body_html: string | null
  visible_text: string
  classification: Classification
  defects: string[]
  trace?: TraceStep[]
}

export interface Draft {
  user_id?: Id
  body: string
  html_body?: string | null
  public: boolean
  uploads: string[]
  bcc?: string[]
  shared?: boolean
  taken_by_id?: Id | null
  updated_at: Timestamp
}

export interface Upload {
  token: string
  attachment: Attachment
}

export interface SuspendedTicket {
  id: Id
  author: { id: Id | null; name: string | null; email: string | null }
  subject: string | null
  content: string | null
  cause: string
  cause_id: number | null
  /** Of a mail that a filter holds back. */
  why: RuleReason[]
  recipient: string | null
  ticket_id: Id | null
  created_at: Timestamp
  attachments: Attachment[]
}

export interface OutgoingMessage {
  id: Id
  ticket_id: Id | null
  comment_id: Id | null
  state: DeliveryState
  to: string[]
  cc: string[]
  bcc: string[]
  subject: string
  message_id: string | null
  attempts: number
  error: string | null
  hold_reason: HoldReason | null
  created_at: Timestamp
  sent_at: Timestamp | null
  next_attempt_at: Timestamp | null
  text?: string
  html?: string | null
}

export interface MailServer {
  host: string
  port: number
  security: 'tls' | 'starttls' | 'none'
  username: string
  auth: 'password' | 'xoauth2'
  folder?: string | null
  password?: string
}

export interface Mailbox {
  id: Id
  address: string
  name: string
  group_id: Id | null
  signature: string | null
  imap: MailServer | null
  smtp: MailServer | null
  active: boolean
  health?: {
    state: 'ok' | 'error' | 'off'
    error: string | null
    last_checked_at: Timestamp | null
    last_mail_at: Timestamp | null
  }
}

export interface Settings {
  locale: string | null
  theme: 'system' | 'light' | 'dark'
  single_key_shortcuts: boolean
}

export interface CommentChange {
  body?: string
  html_body?: string
  public: boolean
  uploads?: string[]
  bcc?: string[]
}

export interface TicketChange {
  subject?: string
  comment?: CommentChange
  requester?: { name?: string; email: string }
  requester_id?: Id
  status?: TicketStatus
  priority?: Priority | null
  type?: TicketType | null
  group_id?: Id | null
  assignee_id?: Id | null
  tags?: string[]
  additional_tags?: string[]
  remove_tags?: string[]
  email_ccs?: { user_email?: string; user_id?: string; action: 'put' | 'delete' }[]
  followers?: { user_id: string; action: 'put' | 'delete' }[]
  custom_fields?: CustomFieldValue[]
  ticket_form_id?: Id | null
  custom_status_id?: Id
  problem_id?: Id | null
  macro_ids?: Id[]
  time_entry?: TimeEntryChange
  snoozed_until?: Timestamp | null
  via_followup_source_id?: Id
  safe_update?: boolean
  updated_stamp?: Timestamp
}

export interface CursorMeta {
  has_more: boolean
  after_cursor: string | null
  before_cursor: string | null
}

export interface Sideloads {
  users?: User[]
  groups?: Group[]
  organizations?: Organization[]
}

export interface TicketPage extends Sideloads {
  tickets: Ticket[]
  meta: CursorMeta
}

export interface CommentPage extends Sideloads {
  comments: Comment[]
  meta: CursorMeta
}

export interface ViewCount {
  /** Null: of a view that is not stored. */
  view_id: Id | null
  value: number | null
}

export type LiveMessage =
  | { type: 'hello'; user_id: Id; server_time: Timestamp }
  | {
      type: 'ticket'
      ticket_id: Id
      audit_id: Id
      actor_id: Id
      created: boolean
      updated_at: Timestamp
      fields: string[]
      comment: { id: Id; public: boolean } | null
      ticket: Ticket
    }
  | { type: 'ticket_gone'; ticket_id: Id }
  | { type: 'ticket_part'; ticket_id: Id; part: string; user_id: Id | null }
  | { type: 'lookers'; ticket_id: Id; lookers: { user_id: Id; writes: boolean }[] }
  | { type: 'view_counts'; view_counts: ViewCount[] }
  | { type: 'delivery'; ticket_id: Id; comment_id: Id; delivery: Delivery }
  | { type: 'job_status'; job_status: JobStatus }
  | { type: 'import'; import: { id: Id; status: string } }
  | { type: 'housekeeping' }
  | { type: 'alerts' }
  | { type: 'presence'; presence: AgentPresence[] }
  | { type: 'round_trip'; mailbox_id: Id }
  | { type: 'notifications'; unread: number; notifications: Notification[] }
  | { type: 'resync' | 'pong' }
