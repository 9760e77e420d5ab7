// SPDX-License-Identifier: AGPL-3.0-or-later
// What the checks work on: real objects of a real server, made when the first check wants them.
import type { Client, Json } from "../../component/harness/client.js";
import { unique } from "../../component/harness/people.js";
import { admin_password } from "../../component/harness/server.js";
import type { Desk } from "../../component/harness/server.js";
import { until } from "../harness/until.js";

const a_condition = { all: [{ field: "status", operator: "less_than", value: "solved" }], any: [] };

export class World {
  private readonly kept = new Map<string, Promise<Json>>();
  password = admin_password; // of the admin, as it is now

  constructor(
    readonly desk: Desk,
    readonly admin: Client,
  ) {}

  // The same object for every check that asks for this name.
  keep(name: string, make: () => Promise<Json>): Promise<Json> {
    const found = this.kept.get(name) ?? make();
    this.kept.set(name, found);
    return found;
  }

  async make(path: string, key: string, fields: Json): Promise<Json> {
    return (await this.admin.ok("POST", path, { json: { [key]: fields } }))[key];
  }

  // Makes a new one each time.
  user = (fields: Json = {}): Promise<Json> =>
    this.make("users", "user", { name: "Uma User", email: `${unique("uma")}@client.example`, ...fields });
  agent = (fields: Json = {}): Promise<Json> => this.user({ name: "Axel Agent", role: "agent", ...fields });
  group = (): Promise<Json> => this.make("groups", "group", { name: unique("group") });
  organization = (fields: Json = {}): Promise<Json> =>
    this.make("organizations", "organization", { name: unique("organization"), ...fields });
  ticket = (fields: Json = {}): Promise<Json> =>
    this.make("tickets", "ticket", { subject: unique("ticket"), comment: { body: "Kettle trouble" }, ...fields });
  membership = async (): Promise<Json> =>
    this.make("group_memberships", "group_membership", {
      user_id: (await this.agent()).id,
      group_id: (await this.group()).id,
    });
  organization_membership = async (): Promise<Json> =>
    this.make("organization_memberships", "organization_membership", {
      user_id: (await this.user()).id,
      organization_id: (await this.organization()).id,
    });
  identity = async (user_id: number): Promise<Json> =>
    this.make(`users/${user_id}/identities`, "identity", { type: "email", value: `${unique("id")}@client.example` });
  ticket_field = (fields: Json = {}): Promise<Json> =>
    this.make("ticket_fields", "ticket_field", { type: "text", title: unique("field"), ...fields });
  dropdown = (): Promise<Json> => {
    const value = unique("option").replaceAll("-", "_");
    return this.ticket_field({ type: "tagger", custom_field_options: [{ name: "One", value }] });
  };
  person_field = (target: "user" | "organization", fields: Json = {}): Promise<Json> =>
    this.make(`${target}_fields`, `${target}_field`, {
      type: "text",
      title: unique("field"),
      key: unique("key").replaceAll("-", "_"),
      ...fields,
    });
  form = (): Promise<Json> => this.make("ticket_forms", "ticket_form", { name: unique("form") });
  brand = (): Promise<Json> => {
    const name = unique("brand");
    return this.make("brands", "brand", { name, subdomain: name });
  };
  dynamic_item = (): Promise<Json> =>
    this.make("dynamic_content/items", "item", {
      name: unique("item"),
      default_locale_id: 1,
      content: "Welcome",
    });
  role = (): Promise<Json> => this.make("custom_roles", "custom_role", { name: unique("role"), configuration: {} });
  view = (): Promise<Json> => this.make("views", "view", { title: unique("view"), ...a_condition });
  macro = (): Promise<Json> =>
    this.make("macros", "macro", { title: unique("macro"), actions: [{ field: "status", value: "solved" }] });
  trigger = (): Promise<Json> =>
    this.make("triggers", "trigger", {
      title: unique("trigger"),
      conditions: a_condition,
      actions: [{ field: "priority", value: "high" }],
    });
  automation = (): Promise<Json> => this.make("automations", "automation", automation_fields());
  policy = (): Promise<Json> => this.make("slas/policies", "sla_policy", policy_fields());
  webhook = (): Promise<Json> => this.make("webhooks", "webhook", webhook_fields());
  oauth_client = (): Promise<Json> => this.make("oauth/clients", "client", oauth_client_fields());
  oauth_token = async (): Promise<Json> =>
    this.make("oauth/tokens", "token", { client_id: (await this.oauth_client()).id, scopes: ["read"] });
  request = (): Promise<Json> =>
    this.make("requests", "request", { subject: unique("request"), comment: { body: "My kettle is cold" } });
  upload = async (): Promise<Json> =>
    (await this.admin.ok("POST", "uploads?filename=note.txt", { raw: "a note", content_type: "text/plain" })).upload;
  comments = async (ticket_id: number): Promise<Json[]> =>
    (await this.admin.ok("GET", `tickets/${ticket_id}/comments`)).comments as Json[];
  last_audit = async (ticket_id: number): Promise<Json> =>
    ((await this.admin.ok("GET", `tickets/${ticket_id}/audits`)).audits as Json[]).at(-1);

  // A mail that was held back: an anonymous request of somebody who has an account.
  async suspended(): Promise<Json> {
    const victim = await this.user({ verified: true });
    const request = {
      requester: { name: "Not Uma", email: victim.email as string },
      subject: unique("suspicious"),
      comment: { body: "Send me the password" },
    };
    await this.desk.anonymous().ok("POST", "requests", { json: { request } });
    const rows = (await this.admin.ok("GET", "suspended_tickets", { query: { per_page: 100 } })).suspended_tickets;
    return (rows as Json[]).find((row) => row.subject === request.subject);
  }

  // A solved ticket whose requester is the admin, and so may rate it.
  async rated(): Promise<Json> {
    const ticket = await this.ticket();
    await this.admin.ok("PUT", `tickets/${ticket.id}`, { json: { ticket: { status: "solved" } } });
    return (await this.rate(ticket.id as number)).satisfaction_rating;
  }
  rate = (ticket_id: number): Promise<Json> =>
    this.admin.ok("POST", `tickets/${ticket_id}/satisfaction_rating`, {
      json: { satisfaction_rating: { score: "good", comment: "Quick" } },
    });

  async finished_job(job: Json): Promise<Json> {
    await until("the job ends", async () => {
      const status = (await this.admin.ok("GET", `job_statuses/${job.id}`)).job_status.status as string;
      return ["completed", "failed", "killed"].includes(status);
    });
    return (await this.admin.ok("GET", `job_statuses/${job.id}`)).job_status;
  }
}

let automations_made = 0; // no two active ones have the same conditions
export const automation_fields = (): Json => ({
  title: unique("automation"),
  conditions: {
    all: [
      { field: "status", operator: "is", value: "solved" },
      { field: "SOLVED", operator: "greater_than", value: String(100 + ++automations_made) },
    ],
    any: [],
  },
  actions: [{ field: "status", value: "closed" }],
});

export const policy_fields = (): Json => ({
  title: unique("policy"),
  filter: { all: [{ field: "ticket_type_id", operator: "is", value: "2" }], any: [] },
  policy_metrics: [{ priority: "urgent", metric: "first_reply_time", target: 30, business_hours: false }],
});

export const webhook_fields = (): Json => ({
  name: unique("webhook"),
  status: "active",
  endpoint: "https://hooks.example.com/take",
  http_method: "POST",
  request_format: "json",
  subscriptions: ["conditional_ticket_events"],
});

export const oauth_client_fields = (): Json => {
  const identifier = unique("client");
  return { name: identifier, identifier, redirect_uri: ["https://app.example.com/back"], kind: "confidential" };
};
