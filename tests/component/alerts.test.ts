// SPDX-License-Identifier: AGPL-3.0-or-later
// Warnings before a deadline, loud alerts on channels, and who takes them.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Client, Json, SessionClient } from "./harness/client.js";
import { make_agent, make_group, make_user, sign_in, unique, update_ticket } from "./harness/people.js";
import { Receiver } from "./harness/receiver.js";
import { Desk } from "./harness/server.js";
import { is } from "./harness/views.js";

let desk: Desk;
let admin: Client;
let receiver: Receiver;
let group: Json;
let agent: Json;
let client: SessionClient;
let customer: Json;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  customer = await make_user(admin);
});
afterAll(() => desk?.end());
beforeEach(async () => {
  receiver = await Receiver.start();
  group = await make_group(admin);
  agent = await make_agent(desk, [group.id], { name: unique("Alice Alert") });
  client = await sign_in(desk, agent);
});
afterEach(async () => {
  for (const rule of (await admin.ok("GET", "alert_rules")).alert_rules as Json[])
    await admin.delete(`alert_rules/${rule.id}`);
  await receiver.end();
});

const template = JSON.stringify({
  title: "{{title}}",
  about: "{{subject}}",
  take: "{{take_link}}",
  id: "{{ticket_id}}",
});
async function make_channel(fields: Json = {}): Promise<Json> {
  const alert_channel = { name: unique("pager"), endpoint: receiver.url, body: template, ...fields };
  return (await admin.ok("POST", "alert_channels", { json: { alert_channel } })).alert_channel;
}
async function make_rule(fields: Json): Promise<Json> {
  const alert_rule = { title: unique("rule"), group_id: group.id, ...fields };
  return (await admin.ok("POST", "alert_rules", { json: { alert_rule } })).alert_rule;
}
async function make_policy(minutes: number): Promise<Json> {
  const sla_policy = {
    title: unique("policy"),
    filter: { all: [is("group_id", String(group.id))], any: [] },
    policy_metrics: [{ priority: "normal", metric: "first_reply_time", target: minutes, business_hours: false }],
  };
  return (await admin.ok("POST", "slas/policies", { json: { sla_policy } })).sla_policy;
}
// A question that was asked so long ago; its clock counts from there with its first change here.
async function asked_ago(minutes: number, fields: Json = {}): Promise<number> {
  const created_at = new Date(Date.now() - minutes * 60_000).toISOString();
  const ticket = {
    subject: unique("old"),
    requester_id: customer.id,
    description: "Hello?",
    created_at,
    group_id: group.id,
    ...fields,
  };
  const made = await admin.ok("POST", "imports/tickets", { json: { ticket } });
  await update_ticket(admin, made.ticket.id as number, { comment: { body: "Look at this", public: false } });
  return made.ticket.id as number;
}
async function ask_urgently(fields: Json = {}): Promise<Json> {
  const ticket = {
    subject: unique('a "kettle" that burns'),
    comment: { body: "Help" },
    requester_id: customer.id,
    group_id: group.id,
    priority: "urgent",
    ...fields,
  };
  return (await admin.ok("POST", "tickets", { json: { ticket } })).ticket;
}
const alerts_of = async (of: Client, ticket_id: number, state = ""): Promise<Json[]> =>
  ((await of.ok("GET", "alerts", { query: state ? { state } : {} })).alerts as Json[]).filter(
    (one) => one.ticket_id === ticket_id,
  );
const until_alert = async (ticket_id: number, fits: (alert: Json) => boolean): Promise<Json> => {
  await expect.poll(async () => (await alerts_of(admin, ticket_id)).some(fits)).toBe(true);
  return (await alerts_of(admin, ticket_id)).find(fits)!;
};
const told_of = async (of: Client, ticket_id: number): Promise<Json[]> =>
  ((await of.ok("GET", "notifications")).notifications as Json[]).filter((one) => one.ticket_id === ticket_id);
const until_told = async (of: Client, ticket_id: number, kind: string): Promise<Json> => {
  const found = async () => (await told_of(of, ticket_id)).find((one) => one.kind === kind);
  await expect.poll(found).toBeDefined();
  return (await found())!;
};
const said = (text: string): Json => JSON.parse(text) as Json;

describe("agents hear of a deadline", () => {
  test("before it comes, once, and again when it is over", async () => {
    await make_policy(60);
    const id = await asked_ago(45, { assignee_id: agent.id });
    const warning = await until_told(client, id, "sla_warning");
    expect(warning).toMatchObject({ metric: "first_reply_time", actor_id: -1 });
    const clock = (await admin.ok("GET", `tickets/${id}/slas`)).slas[0] as Json;
    expect(warning.due_at).toBe(clock.due_at);
    // The same deadline, looked at again by other changes, is told once.
    await update_ticket(admin, id, { tags: ["a"] });
    await update_ticket(admin, id, { priority: "high" });
    await update_ticket(admin, id, { priority: "normal" });
    const late = await asked_ago(90, { assignee_id: agent.id });
    expect(await until_told(client, late, "sla_breach")).toMatchObject({ metric: "first_reply_time" });
    const kinds = (await told_of(client, id)).map((one) => one.kind as string);
    expect(kinds.filter((kind) => kind === "sla_warning")).toHaveLength(1);
    expect((await told_of(client, late)).map((one) => one.kind)).not.toContain("sla_warning");
    // Admins hear of what is over, as the desk usually has it.
    expect((await told_of(admin, late)).map((one) => one.kind)).toContain("sla_breach");
    expect((await told_of(admin, id)).map((one) => one.kind)).not.toContain("sla_warning");
  });

  test("of nobody's ticket the agents of its group do, but not those of others nor who is suspended", async () => {
    await make_policy(60);
    const gone = await make_agent(desk, [group.id]);
    await admin.ok("PUT", `users/${gone.id}`, { json: { user: { suspended: true } } });
    const stranger = await sign_in(desk, await make_agent(desk, []));
    const id = await asked_ago(45);
    await until_told(client, id, "sla_warning");
    expect(await told_of(stranger, id)).toEqual([]);
    await admin.ok("PUT", `users/${gone.id}`, { json: { user: { suspended: false } } });
    expect(await told_of(await sign_in(desk, gone), id)).toEqual([]);
  });

  test("the leads of a group do, whoever has the ticket", async () => {
    await make_policy(60);
    const other = await make_agent(desk, []);
    const lead = await sign_in(desk, other);
    const path = `groups/${group.id}/leads`;
    expect((await client.put(path, { json: { leads: { user_ids: [other.id] } } })).status).toBe(403);
    const refused = await admin.put(path, { json: { leads: { user_ids: [customer.id] } } });
    expect(Object.keys(refused.body.details as object)).toEqual(["user_ids"]);
    await admin.ok("PUT", path, { json: { leads: { user_ids: [other.id] } } });
    expect((await client.ok("GET", path)).leads.user_ids).toEqual([other.id]);
    const id = await asked_ago(45, { assignee_id: agent.id });
    await until_told(lead, id, "sla_warning");
    await admin.ok("PUT", path, { json: { leads: { user_ids: [] } } });
    const late = await asked_ago(90, { assignee_id: agent.id });
    await until_told(client, late, "sla_breach");
    expect((await told_of(lead, late)).map((one) => one.kind)).not.toContain("sla_breach");
  });

  test("as early as the desk wants, and not of what was answered", async () => {
    await make_policy(600);
    const chosen = async (sla: Json) => await admin.put("account/settings", { json: { settings: { sla } } });
    expect((await chosen({ warning_minutes: -1 })).status).toBe(422);
    expect((await chosen({ admins_hear: "loudly" })).status).toBe(422);
    expect((await chosen({ warning_minutes: 240, admins_hear: "always" })).body.settings.sla).toEqual({
      warning_minutes: 240,
      admins_hear: "always",
    });
    const answered = await asked_ago(100, { assignee_id: agent.id });
    await update_ticket(admin, answered, { comment: { body: "An answer" } });
    const id = await asked_ago(400, { assignee_id: agent.id });
    await until_told(client, id, "sla_warning");
    await until_told(admin, id, "sla_warning");
    expect((await told_of(client, answered)).map((one) => one.kind)).not.toContain("sla_warning");
    await chosen({ warning_minutes: 30, admins_hear: "breaches" });
  });
});

describe("an alert", () => {
  test("calls its channel, is taken in the app, and ends with the answer", async () => {
    const channel = await make_channel();
    const rule = await make_rule({ event: "ticket_urgent", channel_ids: [channel.id], repeat_minutes: 5 });
    const live = await client.live();
    const ticket = await ask_urgently();
    const calls = await receiver.until((all) => all.length > 0);
    expect(said(calls[0]!.body)).toMatchObject({
      title: `Urgent: #${ticket.id}`,
      about: ticket.subject,
      id: String(ticket.id),
    });
    expect(calls[0]!.headers["idempotency-key"]).toMatch(/^alert-/);
    await live.wait_for((frame) => frame.type === "ticket_part" && frame.part === "alerts");
    const open = await until_alert(ticket.id as number, (one) => one.calls[0]?.state === "sent");
    expect(open).toMatchObject({ state: "open", event: "ticket_urgent", rule_id: rule.id, subject: ticket.subject });
    const taken = (await client.ok("PUT", `alerts/${open.id}/acknowledge`)).alert;
    expect(taken).toMatchObject({
      state: "acknowledged",
      acknowledged_by_id: agent.id,
      acknowledged_by_name: agent.name,
      acknowledged_via: "app",
    });
    const again = (await admin.ok("PUT", `alerts/${open.id}/acknowledge`)).alert;
    expect(again.acknowledged_by_id).toBe(agent.id);
    await update_ticket(client, ticket.id as number, { comment: { body: "We are on it" } });
    const over = (await client.ok("GET", `alerts/${open.id}`)).alert;
    expect(over).toMatchObject({ state: "ended", end_reason: "answered" });
    expect(receiver.received).toHaveLength(1);
    live.close();
  });

  test("is taken by its link only when the button is pressed, and only by a link that is ours", async () => {
    const channel = await make_channel({ name: unique("on call") });
    await make_rule({ event: "ticket_urgent", channel_ids: [channel.id] });
    const ticket = await ask_urgently();
    const [call] = await receiver.until((all) => all.length > 0);
    const path = new URL(said(call!.body).take as string).pathname;
    const anybody = desk.anonymous();
    const page = await anybody.get(path);
    expect(page.status).toBe(200);
    expect(page.text).toContain('method="post"');
    expect(page.text).toContain("a &quot;kettle&quot; that burns");
    expect((await alerts_of(admin, ticket.id as number))[0]!.state).toBe("open");
    const forged = path.slice(0, -1) + (path.endsWith("0") ? "1" : "0");
    expect((await anybody.post(forged)).status).toBe(404);
    expect((await anybody.get("/alert/7-7-nonsense")).status).toBe(404);
    expect((await alerts_of(admin, ticket.id as number))[0]!.state).toBe("open");
    expect((await anybody.post(path)).status).toBe(200);
    expect((await alerts_of(admin, ticket.id as number))[0]).toMatchObject({
      state: "acknowledged",
      acknowledged_by_id: null,
      acknowledged_via: channel.name,
    });
    const later = await anybody.post(path);
    expect(later.status).toBe(200);
    expect(later.text).toContain(channel.name);
    expect(later.text).not.toContain('method="post"');
  });

  test("is of an SLA policy and a priority, before and after the deadline", async () => {
    const policy = await make_policy(60);
    const channel = await make_channel();
    const channel_ids = [channel.id];
    const warning = await make_rule({ event: "sla_warning", policy_id: policy.id, channel_ids });
    const breach = await make_rule({ event: "sla_breach", priority: "normal", channel_ids });
    const high = await make_rule({ event: "sla_breach", priority: "high", channel_ids });
    const soon = await asked_ago(45);
    const warned = await until_alert(soon, (one) => one.rounds === 1);
    expect(warned).toMatchObject({ rule_id: warning.id, metric: "first_reply_time", policy_title: policy.title });
    const late = await asked_ago(90);
    expect(await until_alert(late, () => true)).toMatchObject({ rule_id: breach.id, event: "sla_breach" });
    expect((await alerts_of(admin, late)).map((one) => one.rule_id)).not.toContain(high.id);
    await update_ticket(admin, soon, { comment: { body: "An answer" } });
    await update_ticket(admin, late, { comment: { body: "An answer" } });
    expect((await alerts_of(admin, soon))[0]).toMatchObject({ state: "ended", end_reason: "answered" });
    expect((await alerts_of(admin, late))[0]).toMatchObject({ state: "ended", end_reason: "answered" });
  });

  test("is not shown to who may not see its ticket", async () => {
    await make_rule({ event: "ticket_urgent" });
    const ticket = await ask_urgently();
    const other = await make_group(admin);
    const restricted = await make_agent(desk, [other.id], { ticket_restriction: "groups" });
    const stranger = await sign_in(desk, restricted);
    const [alert] = await alerts_of(admin, ticket.id as number);
    expect(await alerts_of(stranger, ticket.id as number)).toEqual([]);
    expect((await stranger.get(`alerts/${alert!.id}`)).status).toBe(404);
    expect((await stranger.put(`alerts/${alert!.id}/acknowledge`)).status).toBe(404);
    expect(await alerts_of(client, ticket.id as number, "open")).toHaveLength(1);
    expect((await admin.get("alerts", { query: { state: "loud" } })).status).toBe(400);
  });

  test("ends with its rule", async () => {
    const rule = await make_rule({ event: "ticket_urgent" });
    const ticket = await ask_urgently();
    expect((await alerts_of(admin, ticket.id as number))[0]!.state).toBe("open");
    await admin.ok("PUT", `alert_rules/${rule.id}`, { json: { alert_rule: { active: false } } });
    expect((await alerts_of(admin, ticket.id as number))[0]).toMatchObject({ state: "ended", end_reason: "removed" });
    const quiet = await ask_urgently();
    expect(await alerts_of(admin, quiet.id as number)).toEqual([]);
  });

  test("of a mailbox that cannot be fetched", async () => {
    const channel = await make_channel();
    await make_rule({ event: "mailbox_failing", group_id: null, channel_ids: [channel.id] });
    const mailbox = {
      address: `${unique("box")}@desk.example`,
      imap: { host: "127.0.0.1", port: 1, security: "none", username: "x", password: "y" },
    };
    const made = (await admin.ok("POST", "mailboxes", { json: { mailbox } })).mailbox;
    const [call] = await receiver.until((all) => all.length > 0);
    expect(said(call!.body).title).toContain(mailbox.address);
    const open = (await client.ok("GET", "alerts", { query: { state: "open" } })).alerts as Json[];
    const alert = open.find((one) => one.mailbox_id === made.id)!;
    expect(alert).toMatchObject({ event: "mailbox_failing", ticket_id: null, mailbox_address: mailbox.address });
    const live = await client.live();
    await admin.ok("PUT", `mailboxes/${made.id}`, { json: { mailbox: { active: false } } });
    await live.wait_for((frame) => frame.type === "alerts");
    expect((await admin.ok("GET", `alerts/${alert.id}`)).alert).toMatchObject({ end_reason: "recovered" });
    live.close();
  });
});

describe("delivery", () => {
  test("is tried again, the same call, and a refusal is shown", async () => {
    const channel = await make_channel();
    await make_rule({ event: "ticket_urgent", channel_ids: [channel.id] });
    receiver.answer_next({ status: 503 }, { status: 200 });
    await ask_urgently();
    const [first, second] = await receiver.until((all) => all.length === 2);
    expect(second!.headers["idempotency-key"]).toBe(first!.headers["idempotency-key"]);
    receiver.answer_always({ status: 403, body: "no such token" });
    const ticket = await ask_urgently();
    const refused = await until_alert(ticket.id as number, (one) => one.calls[0]?.state === "failed");
    expect(refused.calls[0]).toMatchObject({ status_code: 403, channel_name: channel.name });
    const shown = (await admin.ok("GET", `alert_channels/${channel.id}`)).alert_channel;
    expect(shown.last_error).toContain("no such token");
    expect(shown.last_success_at).not.toBeNull();
  });

  test("goes on after a restart, repeats, calls others, and nothing is sent twice", async () => {
    const others = await Receiver.start();
    const channel = await make_channel();
    const second = await make_channel({ endpoint: others.url });
    await make_rule({
      event: "ticket_urgent",
      channel_ids: [channel.id],
      repeat_minutes: 1,
      escalation_channel_ids: [second.id],
      escalate_minutes: 1,
    });
    const ticket = await ask_urgently();
    await receiver.until((all) => all.length === 1);
    await until_alert(ticket.id as number, (one) => one.calls[0]?.state === "sent");
    await desk.restart("kill");
    admin = desk.admin();
    await others.until((all) => all.length === 1, 120_000);
    await receiver.until((all) => all.length === 2, 120_000);
    const alert = await until_alert(ticket.id as number, (one) => one.rounds === 2);
    expect(alert.escalated_at).not.toBeNull();
    await admin.ok("PUT", `alerts/${alert.id}/acknowledge`);
    expect(receiver.received).toHaveLength(2);
    expect(others.received).toHaveLength(1);
    const keys = [...receiver.received, ...others.received].map((one) => one.headers["idempotency-key"]);
    expect(new Set(keys).size).toBe(3);
    await others.end();
  }, 280_000);
});
