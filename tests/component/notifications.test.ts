// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Client, Json, SessionClient } from "./harness/client.js";
import { make_agent, make_group, make_ticket, make_user, sign_in, unique, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let agent: Json;
let client: SessionClient;
let colleague: SessionClient;
let colleague_user: Json;
let group: Json;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

beforeEach(async () => {
  group = await make_group(admin);
  agent = await make_agent(desk, [group.id], { name: unique("Nora Notified") });
  client = await sign_in(desk, agent);
  colleague_user = await make_agent(desk, [group.id], { name: unique("Carl Colleague") });
  colleague = await sign_in(desk, colleague_user);
});

const told = async (of: Client = client, query: Record<string, string | number> = {}): Promise<Json[]> =>
  (await of.ok("GET", "notifications", { query })).notifications as Json[];
const kinds_of = async (of: Client = client) => (await told(of)).map((one) => one.kind as string);
const unread = async (of: Client = client): Promise<number> =>
  (await of.ok("GET", "notifications/unread")).unread as number;
const choose = (kinds: Json) =>
  client.ok("PUT", "users/me/notification_settings", { json: { notification_settings: { kinds } } });

describe("who is told of what", () => {
  test("a ticket that is given to me, a customer's message, a colleague's change", async () => {
    const customer = await make_user(admin, { name: "Cora Customer" });
    const ticket = await make_ticket(colleague, { requester_id: customer.id, assignee_id: agent.id });
    expect(await kinds_of()).toEqual(["assigned"]);
    const as_customer = await sign_in(desk, customer);
    const request = { comment: { body: "It is\n\nurgent" } };
    await as_customer.ok("PUT", `requests/${ticket.id}`, { json: { request } });
    await update_ticket(colleague, ticket.id, { status: "pending" });
    const all = await told();
    expect(all.map((one) => one.kind)).toEqual(["agent_update", "customer_reply", "assigned"]);
    expect(all[1]).toMatchObject({
      ticket_id: ticket.id,
      actor_id: customer.id,
      actor_name: "Cora Customer",
      subject: ticket.subject,
      excerpt: "It is urgent",
      read: false,
      read_at: null,
    });
    expect(all[0].excerpt).toBeNull();
    expect(await unread()).toBe(3);
    expect(await kinds_of(colleague)).toEqual([]);
  });

  test("nobody hears of what they did themselves", async () => {
    const ticket = await make_ticket(client, { assignee_id: agent.id });
    await update_ticket(client, ticket.id, { comment: { body: "Done" }, status: "open" });
    await update_ticket(client, ticket.id, { comment: { body: `@${agent.name} remember`, public: false } });
    expect(await told()).toEqual([]);
  });

  test("a tag or a form is no news", async () => {
    const ticket = await make_ticket(colleague, { assignee_id: agent.id });
    await update_ticket(colleague, ticket.id, { tags: ["quiet"] });
    expect(await kinds_of()).toEqual(["assigned"]);
  });

  test("who is mentioned hears of that alone, on any ticket", async () => {
    const ticket = await make_ticket(admin);
    const body = `Please look, @${agent.name}, before noon. Write to info@${agent.name}.example`;
    await update_ticket(colleague, ticket.id, { comment: { body, public: false } });
    expect(await kinds_of()).toEqual(["mention"]);
    await update_ticket(admin, ticket.id, { assignee_id: agent.id });
    await update_ticket(colleague, ticket.id, { comment: { body: `(@${agent.name}) once more`, public: false } });
    expect(await kinds_of()).toEqual(["mention", "assigned", "mention"]);
    await update_ticket(colleague, ticket.id, { comment: { body: `no mention: x@${agent.name}`, public: false } });
    expect(await kinds_of()).toEqual(["agent_update", "mention", "assigned", "mention"]);
  });

  test("the group hears of a new ticket that is nobody's, and of one that comes to it", async () => {
    const other = await make_group(admin);
    const ticket = await make_ticket(admin, { group_id: group.id });
    expect(await kinds_of()).toEqual(["new_ticket"]);
    expect(await kinds_of(colleague)).toEqual(["new_ticket"]);
    await update_ticket(admin, ticket.id, { group_id: other.id });
    expect(await kinds_of()).toEqual(["new_ticket"]);
    await update_ticket(colleague, ticket.id, { group_id: group.id });
    expect(await kinds_of()).toEqual(["new_ticket", "new_ticket"]);
    expect(await kinds_of(colleague)).toEqual(["new_ticket"]);
  });

  test("what somebody does not want to hear of is not kept", async () => {
    await choose({ assigned: { in_app: false }, new_ticket: { in_app: false } });
    const ticket = await make_ticket(admin, { group_id: group.id });
    await update_ticket(admin, ticket.id, { assignee_id: agent.id });
    await update_ticket(admin, ticket.id, { comment: { body: "Hello" } });
    expect(await kinds_of()).toEqual(["agent_update"]);
  });

  test("a ticket that may no longer be seen is no longer shown", async () => {
    await admin.ok("PUT", `users/${agent.id}`, { json: { user: { ticket_restriction: "groups" } } });
    const ticket = await make_ticket(admin, { group_id: group.id });
    expect(await kinds_of()).toEqual(["new_ticket"]);
    const other = await make_group(admin);
    await update_ticket(admin, ticket.id, { group_id: other.id });
    expect(await told()).toEqual([]);
    expect(await unread()).toBe(0);
    const mine = await make_ticket(admin, { group_id: group.id });
    expect(await unread()).toBe(1);
    await admin.delete(`tickets/${mine.id}`);
    expect(await unread()).toBe(0);
  });
});

describe("what was seen", () => {
  test("one, those of a ticket, or all up to one", async () => {
    const tickets = [];
    for (let i = 0; i < 4; ++i) tickets.push(await make_ticket(colleague, { assignee_id: agent.id }));
    const all = await told();
    const mark = async (json: Json) => (await client.ok("PUT", "notifications/mark_read", { json })).unread as number;
    expect(await mark({ ids: [all[0].id] })).toBe(3);
    expect(await mark({ ids: [all[0].id] })).toBe(3);
    expect(await mark({ ticket_id: tickets[0]!.id })).toBe(2);
    expect(await told(client, { unread: "true" })).toHaveLength(2);
    expect(await mark({ up_to_id: all[2].id })).toBe(1);
    const after = await told();
    expect(after.map((one) => one.read)).toEqual([true, false, true, true]);
    expect(after[0].read_at).not.toBeNull();
    expect((await client.put("notifications/mark_read", { json: {} })).status).toBe(400);
    expect((await client.put("notifications/mark_read", { json: { ids: "x" } })).status).toBe(400);
    // Not somebody else's.
    await colleague.ok("PUT", "notifications/mark_read", { json: { ids: [all[1].id], up_to_id: all[0].id } });
    expect(await unread()).toBe(1);
  });

  test("by number and by cursor", async () => {
    for (let i = 0; i < 5; ++i) await make_ticket(colleague, { assignee_id: agent.id });
    const ids = (await told()).map((one) => one.id as number);
    const first = await client.ok("GET", "notifications", { query: { per_page: 2 } });
    expect(first.count).toBe(5);
    const second = await client.ok("GET", first.next_page as string);
    const by_number = [...first.notifications, ...second.notifications].map((one: Json) => one.id);
    expect(by_number).toEqual(ids.slice(0, 4));
    const start = await client.ok("GET", "notifications", { query: { "page[size]": 3 } });
    const rest = await client.ok("GET", start.links.next as string);
    expect([...start.notifications, ...rest.notifications].map((one: Json) => one.id)).toEqual(ids);
    expect(rest.meta.has_more).toBe(false);
  });

  test("all windows of an agent hear of it, and nobody else's", async () => {
    const mine = await client.live();
    const other = await colleague.live();
    const ticket = await make_ticket(colleague, { assignee_id: agent.id });
    const frame = await mine.wait_for((one) => one.type === "notifications");
    expect(frame).toMatchObject({ unread: 1, notifications: [{ kind: "assigned", ticket_id: ticket.id }] });
    await client.ok("PUT", "notifications/mark_read", { json: { ticket_id: ticket.id } });
    expect(await mine.wait_for((one) => one.type === "notifications")).toMatchObject({ unread: 0, notifications: [] });
    const theirs = await make_ticket(admin, { assignee_id: colleague_user.id });
    const first = await other.wait_for((one) => one.type === "notifications");
    expect(first).toMatchObject({ unread: 1, notifications: [{ ticket_id: theirs.id }] });
  });
});

describe("settings", () => {
  test("have usual values, and keep what is not named", async () => {
    const path = "users/me/notification_settings";
    const usual = (await client.ok("GET", path)).notification_settings;
    const pushed = { in_app: true, push: true, mail: false };
    const listed = { in_app: true, push: false, mail: false };
    expect(usual.kinds).toEqual({
      assigned: pushed,
      customer_reply: pushed,
      mention: pushed,
      agent_update: listed,
      new_ticket: listed,
      sla_warning: pushed,
      sla_breach: pushed,
      taken_back: pushed,
    });
    expect(usual.mail).toEqual({ delay_minutes: 5, address: agent.email, trouble: "not_set_up" });
    expect(usual.quiet_hours).toEqual({ enabled: false, from: "22:00", to: "07:00", time_zone: "UTC" });
    const save = (notification_settings: Json) => client.put(path, { json: { notification_settings } });
    await choose({ mention: { in_app: false }, agent_update: { mail: true } });
    const saved = (await save({ quiet_hours: { enabled: true, to: "06:15" } })).body.notification_settings;
    expect(saved.kinds.mention).toEqual({ in_app: false, push: false, mail: false });
    expect(saved.kinds.agent_update).toEqual({ in_app: true, push: false, mail: true });
    expect(saved.quiet_hours).toMatchObject({ enabled: true, from: "22:00", to: "06:15" });
    await save({ quiet_hours: { time_zone: "Europe/Vilnius" } });
    expect((await client.ok("GET", "users/me")).user.iana_time_zone).toBe("Europe/Vilnius");
    saved.quiet_hours.time_zone = "Europe/Vilnius";
    for (const bad of [
      { kinds: { mention: "push" } },
      { kinds: { mention: { mail: "loud" } } },
      { kinds: { mention: { in_app: false, mail: true } } },
      { kinds: { moon: { push: true } } },
      { kinds: "push" },
      { mail: { delay_minutes: -1 } },
      { mail: { delay_minutes: 1441 } },
      { mail: "soon" },
      { quiet_hours: { from: "25:00" } },
      { quiet_hours: { enabled: "perhaps" } },
      { quiet_hours: { time_zone: "Nowhere/At all" } },
    ])
      expect((await save(bad)).status, JSON.stringify(bad)).toBe(400);
    expect((await client.ok("GET", path)).notification_settings).toEqual(saved);
  });

  test("are for agents", async () => {
    const customer = await sign_in(desk, await make_user(admin));
    const paths = ["notifications", "notifications/unread", "users/me/notification_settings", "push_subscriptions"];
    for (const path of paths)
      expect((await customer.get(path)).status).toBe(403);
    expect((await desk.anonymous().get("notifications")).status).toBe(401);
  });
});
