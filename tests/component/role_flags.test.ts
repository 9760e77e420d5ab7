// SPDX-License-Identifier: AGPL-3.0-or-later
// Every flag of a custom role that Pult reads: what it opens is closed without it, and the rest stays closed.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json, Reply } from "./harness/client.js";
import { run_job } from "./harness/jobs.js";
import {
  make_agent,
  make_group,
  make_organization,
  make_ticket,
  make_user,
  sign_in,
  unique,
} from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

/** May see all tickets, and nothing else. */
const bare = { ticket_access: "all" };
async function agent_with(configuration: Json, groups: number[] = []): Promise<Client> {
  const custom_role = { name: unique("role"), configuration: { ...bare, ...configuration } };
  const { id } = (await admin.ok("POST", "custom_roles", { json: { custom_role } })).custom_role;
  return sign_in(desk, await make_agent(desk, groups, { custom_role_id: id }));
}

type Try = (client: Client) => Promise<Reply>;
const post =
  (path: string, json: () => Json): Try =>
  (client) =>
    client.post(path, { json: json() });
const on_ticket =
  (change: Json): Try =>
  async (client) => {
    const { id } = await make_ticket(admin, { tags: ["kept"] });
    return client.put(`tickets/${id}`, { json: { ticket: change } });
  };
const condition = { all: [{ field: "status", operator: "is", value: "open" }], any: [] };
let hours = 24;
const waiting = () => ({
  all: [
    { field: "status", operator: "is", value: "pending" },
    { field: "PENDING", operator: "greater_than", value: String(++hours) },
  ],
  any: [],
});
const problems = { all: [{ field: "ticket_type_id", operator: "is", value: "2" }], any: [] };
const rule = () => ({
  title: unique("rule"),
  conditions: condition,
  actions: [{ field: "priority", value: "high" }],
});
const trigger = post("triggers", () => ({ trigger: rule() }));
const opening = [{ field: "status", value: "open" }];
const automation = post("automations", () => ({
  automation: { title: unique("rule"), conditions: waiting(), actions: opening },
}));
const sla = post("slas/policies", () => ({
  sla_policy: {
    title: unique("sla"),
    filter: problems,
    policy_metrics: [{ priority: "high", metric: "first_reply_time", target: 60, business_hours: false }],
  },
}));
const view = (restriction: Json | null): Try =>
  post("views", () => ({ view: { title: unique("v"), all: condition.all, restriction } }));
const macro = (restriction: Json | null): Try =>
  post("macros", () => ({
    macro: { title: unique("m"), actions: [{ field: "priority", value: "high" }], restriction },
  }));
const field = (kind: string): Try => {
  const one = kind.replace(/s$/, "");
  return post(kind, () => ({ [one]: { type: "text", title: unique("f"), key: unique("k").replaceAll("-", "_") } }));
};

/** The flag, its value, and what it opens. */
const flags: [string, unknown, Try][] = [
  ["ticket_comment_access", "public", on_ticket({ comment: { body: "Hello", public: true } })],
  ["ticket_editing", true, on_ticket({ priority: "high" })],
  ["ticket_tag_editing", true, on_ticket({ tags: ["other"] })],
  ["ticket_deletion", true, async (client) => client.delete(`tickets/${(await make_ticket(admin)).id}`)],
  ["view_deleted_tickets", true, (client) => client.get("deleted_tickets")],
  ["organization_editing", true, post("organizations", () => ({ organization: { name: unique("o") } }))],
  [
    "organization_notes_editing",
    true,
    async (client) => {
      const { id } = await make_organization(admin);
      return client.put(`organizations/${id}`, { json: { organization: { notes: "seen" } } });
    },
  ],
  ["manage_automations", true, automation],
  ["manage_triggers", true, trigger],
  ["manage_slas", true, sla],
  ["manage_business_rules", true, trigger],
  ["manage_business_rules", true, automation],
  ["manage_business_rules", true, sla],
  [
    "manage_dynamic_content",
    true,
    post("dynamic_content/items", () => ({
      item: { name: unique("d"), default_locale_id: 1, variants: [{ content: "x", locale_id: 1, default: true }] },
    })),
  ],
  ["manage_extensions_and_channels", true, (client) => client.get("webhooks")],
  [
    "manage_group_memberships",
    true,
    async (client) => {
      const [agent, group] = [await make_agent(desk, []), await make_group(admin)];
      const json = { group_membership: { user_id: agent.id, group_id: group.id } };
      return client.post("group_memberships", { json });
    },
  ],
  ["manage_groups", true, post("groups", () => ({ group: { name: unique("g") } }))],
  ["manage_organization_fields", true, field("organization_fields")],
  [
    "manage_organizations",
    true,
    async (client) => client.delete(`organizations/${(await make_organization(admin)).id}`),
  ],
  ["manage_roles", "all-except-self", post("custom_roles", () => ({ custom_role: { name: unique("r") } }))],
  ["manage_suspended_tickets", true, (client) => client.get("suspended_tickets")],
  ["manage_ticket_fields", true, field("ticket_fields")],
  ["manage_ticket_forms", true, post("ticket_forms", () => ({ ticket_form: { name: unique("form") } }))],
  ["manage_user_fields", true, field("user_fields")],
  ["view_access", "full", view(null)],
  ["macro_access", "full", macro(null)],
];

describe("custom roles", () => {
  test.each(flags)("%s (%s)", async (flag, value, attempt) => {
    const without = await attempt(await agent_with({}));
    expect([403, 404], `without ${flag}: ${JSON.stringify(without.body)}`).toContain(without.status);
    const trusted = await attempt(await agent_with({ [flag]: value }));
    expect(trusted.status, `with ${flag}: ${JSON.stringify(trusted.body)}`).toBeLessThan(300);
    for (const [other, , closed] of flags.filter(([name]) => name !== flag).slice(0, 3)) {
      const reply = await closed(await agent_with({ [flag]: value }));
      expect([403, 404], `${flag} opens ${other}`).toContain(reply.status);
    }
  });

  test("ticket_merge", async () => {
    const merged = async (configuration: Json) => {
      const client = await agent_with({ ticket_editing: true, ...configuration });
      const [one, two] = [await make_ticket(admin), await make_ticket(admin)];
      const job = await run_job(client, "POST", `tickets/${one.id}/merge`, { json: { ids: [two.id] } });
      return (job.results as Json[])[0]!.success as boolean;
    };
    expect(await merged({})).toBe(false);
    expect(await merged({ ticket_merge: true })).toBe(true);
  });

  test("ticket_redaction", async () => {
    const redact: Try = async (client) => {
      const { id } = await make_ticket(admin, { comment: { body: "the card 4111" } });
      const comment = ((await admin.ok("GET", `tickets/${id}/comments`)).comments as Json[])[0]!;
      return client.put(`tickets/${id}/comments/${comment.id}/redact`, { json: { text: "4111" } });
    };
    expect((await redact(await agent_with({ ticket_editing: true }))).status).toBe(403);
    expect((await redact(await agent_with({ ticket_editing: true, ticket_redaction: true }))).status).toBe(200);
  });

  test("end_user_list_access", async () => {
    const look: Try = async (client) => client.get(`users/${(await make_user(admin)).id}`);
    expect((await look(await agent_with({ end_user_list_access: "none" }))).status).toBe(404);
    expect((await look(await agent_with({ end_user_list_access: "full" }))).status).toBe(200);
  });

  test("assign_tickets_to_any_group", async () => {
    const [own, other] = [await make_group(admin), await make_group(admin)];
    const move = on_ticket({ group_id: other.id });
    expect((await move(await agent_with({ ticket_editing: true }, [own.id]))).status).toBe(403);
    const free = { ticket_editing: true, assign_tickets_to_any_group: true };
    expect((await move(await agent_with(free, [own.id]))).status).toBe(200);
  });

  test("end_user_profile_access", async () => {
    const change: Try = async (client) =>
      client.put(`users/${(await make_user(admin)).id}`, { json: { user: { name: "Changed" } } });
    const remove: Try = async (client) => client.delete(`users/${(await make_user(admin)).id}`);
    const status = async (attempt: Try, access: string) =>
      (await attempt(await agent_with({ end_user_list_access: "full", end_user_profile_access: access }))).status;
    expect(await status(change, "readonly")).toBe(403);
    expect(await status(change, "edit-within-org")).toBe(403);
    expect(await status(change, "edit")).toBe(200);
    expect(await status(remove, "edit")).toBe(403);
    expect(await status(remove, "full")).toBe(200);
  });

  test("side_conversation_create", async () => {
    const side_conversation = { message: { subject: "S", body: "B", to: [{ email: "shop@supplier.example" }] } };
    const start: Try = async (client) => {
      const { id } = await make_ticket(admin);
      return client.post(`tickets/${id}/side_conversations`, { json: side_conversation });
    };
    const writing = { ticket_comment_access: "public", ticket_editing: true };
    expect((await start(await agent_with(writing))).status).toBe(403);
    const trusted = await agent_with({ ...writing, side_conversation_create: true });
    expect((await start(trusted)).status).toBeLessThan(300);
  });

  test("ticket_access: groups that are public are seen by who may see those too", async () => {
    const own = await make_group(admin);
    const open = await make_group(admin);
    const secret = await make_group(admin);
    await admin.ok("PUT", `groups/${secret.id}`, { json: { group: { is_public: false } } });
    const tickets: Json[] = [];
    for (const group of [own, open, secret]) tickets.push(await make_ticket(admin, { group_id: group.id }));
    const seen = async (ticket_access: string) => {
      const client = await agent_with({ ticket_access }, [own.id]);
      const out: number[] = [];
      for (const one of tickets) out.push((await client.get(`tickets/${one.id}`)).status);
      const listed = ((await client.ok("GET", "tickets")).tickets as Json[]).map((one) => one.id);
      expect(tickets.map((one) => listed.includes(one.id))).toEqual(out.map((status) => status === 200));
      return out;
    };
    expect(await seen("within-groups")).toEqual([200, 404, 404]);
    expect(await seen("within-groups-and-public-groups")).toEqual([200, 200, 404]);
  });
});
