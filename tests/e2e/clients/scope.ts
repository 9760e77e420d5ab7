// SPDX-License-Identifier: AGPL-3.0-or-later
// Methods of node-zendesk's core client that no check calls, and why.
export const out_of_scope: Record<string, string> = {
  installations: "apps are not part of the desk",
  sharingagreement: "tickets are not shared between accounts",
  sideconversations: "side conversations are not part of this tier",
  targets: "targets are a legacy of the conventions; webhooks do their work",
  permissiongroups: "belongs to the help center",
  agentactivity: "voice",
  availabilities: "voice",
  "activitystream.list": "the client asks for GET.json (a mistake of the client)",
  "attachments.redactAttachmentComment": "the client sends DELETE; the conventions have PUT",
  "automations.reorder": "no such endpoint in the conventions",
  "brand.checkHostMapping": "hosts of brands belong to the help center",
  "brand.checkHostMappingForExistingBrand": "hosts of brands belong to the help center",
  "oauthtokens.current": "needs a bearer token: see the scenario of OAuth",
  "satisfactionratings.incremental": "the client does not hand out its promise; the list with start_time is a scenario",
  "search.queryAnonymous": "searches the help center",
  "search.queryAnonymousAll": "searches the help center",
  sessions: "sessions are made by signing in: see the scenario of sessions",
  "suspendedtickets.exportTickets": "mails a file; the list has the same rows",
  "tags.create": "no such endpoint in the conventions",
  "tags.show": "no such endpoint in the conventions",
  "tags.update": "no such endpoint in the conventions",
  "tags.delete": "no such endpoint in the conventions",
  "triggers.bulkDelete": "the client builds a broken path (a mistake of the client)",
  "triggers.listRevisions": "revisions of triggers are not kept yet",
  "triggers.showRevision": "revisions of triggers are not kept yet",
  "useridentities.requestVerification": "sends a mail: needs a mailbox, see the component tests",
  "views.delete": "the client calls itself without end (a mistake of the client)",
  "views.reorder": "no such endpoint in the conventions",
  "views.showExecutionStatus": "legacy: executing a view answers at once",
  "views.showRecentTicketIDs": "legacy: executing a view answers at once",
  "webhooks.test": "needs a receiver: see the scenario of webhooks",
  "webhooks.listInvocationAttempts": "needs a receiver: see the scenario of webhooks",
};

export const reason_out_of_scope = (method: string): string | undefined =>
  out_of_scope[method] ?? out_of_scope[method.split(".")[0]!];
