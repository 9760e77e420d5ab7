// SPDX-License-Identifier: AGPL-3.0-or-later
// Compiled, never run: fails where the server's shapes (openapi/pult.yaml) no longer fit what the screen expects.
import type * as ours from '@pult/shared/api'
import type { components } from '../../node_modules/.cache/pult/openapi'

import type { Clock, SlaBoard } from '../src/sla/clock'

type Api = components['schemas']

/** Every key that the screen reads must exist in the API and have a type that the screen can read. */
type Fits<Wanted, Given extends Wanted> = [Wanted, Given]

export type Checked = [
  Fits<ours.Ticket, Api['Ticket']>,
  Fits<ours.CustomObject, Api['CustomObject']>,
  Fits<ours.CustomObjectField, Api['CustomObjectField']>,
  Fits<ours.CustomObjectRecord, Api['CustomObjectRecord']>,
  Fits<ours.HelpCategory, Api['HelpCategory']>,
  Fits<ours.HelpSection, Api['HelpSection']>,
  Fits<ours.Article, Api['Article']>,
  Fits<ours.ArticleResult, Api['ArticleResult']>,
  Fits<ours.HelpTranslation, Api['HelpTranslation']>,
  Fits<ours.Checklist, Api['Checklist']>,
  Fits<ours.ChecklistTemplate, Api['ChecklistTemplate']>,
  Fits<ours.TimeEntry, Api['TimeEntry']>,
  Fits<ours.Approval, Api['Approval']>,
  Fits<ours.AgentPresence[], Api['PresenceList']>,
  Fits<Clock, Api['TicketSla']>,
  Fits<SlaBoard, Api['DashboardResponse']['dashboard']['sla']>,
  Fits<ours.Comment, Api['Comment']>,
  Fits<ours.User, Api['User']>,
  Fits<ours.Identity, Api['Identity']>,
  Fits<ours.Organization, Api['Organization']>,
  Fits<ours.Group, Api['Group']>,
  Fits<ours.GroupMembership, Api['GroupMembership']>,
  Fits<ours.Attachment, Api['Attachment']>,
  Fits<ours.Delivery, Api['Delivery']>,
  Fits<ours.MailView, Api['Email']>,
  Fits<ours.Draft, Api['Draft']>,
  Fits<ours.Upload, Api['Upload']>,
  Fits<ours.Mailbox, Api['Mailbox']>,
  Fits<ours.SuspendedTicket, Api['SuspendedTicket']>,
  Fits<ours.OutgoingMessage, Api['OutgoingMessageDetail']>,
  Fits<ours.ViewCount, Api['ViewCount']>,
  Fits<ours.CursorMeta, Api['CursorMeta']>,
  Fits<ours.View, Api['View']>,
  Fits<ours.Macro, Api['Macro']>,
  Fits<ours.TicketField, Api['TicketField']>,
  Fits<ours.TicketForm, Api['TicketForm']>,
  Fits<ours.CustomStatus, Api['CustomStatus']>,
  Fits<ours.Notification, Api['Notification']>,
  Fits<ours.UnreadNotifications, Api['UnreadNotifications']>,
  Fits<ours.NotificationSettings, Api['NotificationSettings']>,
  Fits<ours.PushSubscriptionRow, Api['PushSubscription']>,
  Fits<ours.Branding, Api['Branding']>,
  Fits<ours.JobStatus, Api['JobStatus']>,
  Fits<ours.TicketLink, Api['TicketLink']>,
  Fits<ours.SideConversation, Api['SideConversation']>,
  Fits<ours.SideConversationEvent, Api['SideConversationEvent']>,
  Fits<ours.TicketContextLink, Api['TicketContextLink']>,
  Fits<ours.PersonField, Api['PersonField']>
]
