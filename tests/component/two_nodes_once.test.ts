// SPDX-License-Identifier: AGPL-3.0-or-later
// What two servers on one PostgreSQL do by themselves is done once, and by the other when one is killed.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { comments_of, make_agent, make_group, make_ticket, make_user, sign_in, unique } from "./harness/people.js";
import { PushService } from "./harness/push_service.js";
import type { Browser } from "./harness/push_service.js";
import { Receiver } from "./harness/receiver.js";
import type { Received } from "./harness/receiver.js";
import { Desk } from "./harness/server.js";

const day_ms = 86_400_000;
const each = 6; // of everything, on either node

let desk: Desk;
let first: string;
let second: string;
let hooks: Receiver;
let pagers: Receiver;
let pushes: PushService;
let group: Json;
let customer: Json;
beforeAll(async () => {
  desk = await Desk.start();
  first = desk.url;
  second = await desk.add_node();
  [hooks, pagers, pushes] = [await Receiver.start(), await Receiver.start(), await PushService.start()];
  const admin = desk.admin();
  [group, customer] = [await make_group(admin), await make_user(admin)];
  const webhook = { name: "both", endpoint: hooks.url, subscriptions: ["zen:event-type:ticket.created"] };
  await admin.ok("POST", "webhooks", { json: { webhook } });
  const alert_channel = { name: "pager", endpoint: pagers.url, body: JSON.stringify({ id: "{{ticket_id}}" }) };
  const made = (await admin.ok("POST", "alert_channels", { json: { alert_channel } })).alert_channel as Json;
  const alert_rule = { title: "Urgent", event: "ticket_urgent", group_id: group.id, channel_ids: [made.id] };
  await admin.ok("POST", "alert_rules", { json: { alert_rule } });
});
afterAll(async () => {
  await desk?.end();
  await Promise.all([hooks?.end(), pagers?.end(), pushes?.end()]);
});

const hook_of = (one: Received) => Number((JSON.parse(one.body).subject as string).split(":")[2]);
const page_of = (one: Received) => Number(JSON.parse(one.body).id);
const about = (all: Received[], id: number, id_of: (one: Received) => number) => all.filter((one) => id_of(one) === id);
const urgent = async (client: Client, fields: Json = {}): Promise<number> => {
  const ticket = { requester_id: customer.id, group_id: group.id, priority: "urgent", ...fields };
  return (await make_ticket(client, ticket)).id as number;
};

interface Work {
  told: { ticket: number; browser: Browser }[]; // by webhook, alert and push
  replies: { ticket: number; text: string }[];
  old: number[]; // to be closed
}

// Half of it on either node, if there are two.
async function give_work(nodes: string[]): Promise<Work> {
  const work: Work = { told: [], replies: [], old: [] };
  for (let i = 0; i < 2 * each; ++i) {
    const node = nodes[i % nodes.length]!;
    const admin = desk.admin(node);
    const agent = await make_agent(desk, [group.id as number]);
    const browser = pushes.browser();
    const push_subscription = { ...browser.subscription(), name: "Browser" };
    await (await sign_in(desk, agent, node)).ok("POST", "push_subscriptions", { json: { push_subscription } });
    const ticket = await urgent(admin, { assignee_id: agent.id });
    work.told.push({ ticket, browser });
    const text = unique("reply");
    const scheduled_reply = { delay_seconds: 1, ticket: { comment: { body: text, public: true } } };
    await admin.ok("PUT", `tickets/${ticket}/scheduled_reply`, { json: { scheduled_reply } });
    work.replies.push({ ticket, text });
    const at = new Date(Date.now() - 50 * day_ms).toISOString();
    const old = { subject: "Old", requester_id: customer.id, description: "Hello?", status: "solved" };
    const json = { ticket: { ...old, created_at: at, updated_at: at, solved_at: at } };
    work.old.push((await admin.ok("POST", "imports/tickets", { json })).ticket.id as number);
  }
  return work;
}

const close_after = (days: number, node: string) =>
  desk.admin(node).ok("PUT", "account/settings", {
    json: { settings: { lifecycle: { close_after_days: days } } },
  });

// When everything has been done at least once.
async function until_done(work: Work, node: string): Promise<void> {
  const admin = desk.admin(node);
  const limit_ms = 120_000; // what a killed node was at is its own until its lease ends
  for (const { ticket, browser } of work.told) {
    await hooks.until((all) => about(all, ticket, hook_of).length > 0, limit_ms);
    await pagers.until((all) => about(all, ticket, page_of).length > 0, limit_ms);
    await pushes.until(browser, (all) => all.length > 0, limit_ms);
  }
  const said = async (ticket: number, text: string) =>
    (await comments_of(admin, ticket)).filter((one) => one.body === text).length;
  for (const { ticket, text } of work.replies) {
    await expect.poll(() => said(ticket, text), { timeout: limit_ms }).toBe(1);
  }
  for (const id of work.old) {
    const status = async () => (await admin.ok("GET", `tickets/${id}`)).ticket.status as string;
    await expect.poll(status, { timeout: limit_ms }).toBe("closed");
  }
}

// What is in the database is there once in any case.
async function expect_rows_once(work: Work, node: string): Promise<void> {
  const admin = desk.admin(node);
  for (const { ticket, text } of work.replies) {
    expect((await comments_of(admin, ticket)).filter((one) => one.body === text)).toHaveLength(1);
  }
  for (const id of work.old) {
    const audits = (await admin.ok("GET", `tickets/${id}/audits`)).audits as Json[];
    expect(audits.filter((one) => one.via.source?.rel === "auto_close")).toHaveLength(1);
  }
}

test("the other node hears of rules a moment later", async () => {
  const known = async () => {
    const id = await urgent(desk.admin(second));
    return about(hooks.received, id, hook_of).length > 0 && about(pagers.received, id, page_of).length > 0;
  };
  await expect.poll(known).toBe(true);
});

test("two nodes do each thing once", async () => {
  await close_after(2000, first);
  const work = await give_work([first, second]);
  await close_after(40, second);
  await until_done(work, first);
  await expect_rows_once(work, second);
  for (const { ticket, browser } of work.told) {
    expect(about(hooks.received, ticket, hook_of)).toHaveLength(1);
    expect(about(pagers.received, ticket, page_of)).toHaveLength(1);
    // Being assigned and the customer's answer are two things to tell; each is told once.
    const told = pushes.received.filter((one) => one.browser === browser).map((one) => one.message.kind as string);
    expect(new Set(told).size).toBe(told.length);
  }
}, 280_000);

test("what a killed node leaves is done by the other", async () => {
  await close_after(2000, first);
  const before = hooks.received.length;
  const work = await give_work([first, second]);
  await close_after(40, first);
  await hooks.until((all) => all.length > before);
  await desk.kill_node(first);
  await until_done(work, second);
  await expect_rows_once(work, second);
  // What was under way may come again, under the same id.
  for (const { ticket } of work.told) {
    const ids = (all: Received[], header: string) => new Set(all.map((one) => one.headers[header])).size;
    expect(ids(about(hooks.received, ticket, hook_of), "x-zendesk-webhook-invocation-id")).toBe(1);
    expect(ids(about(pagers.received, ticket, page_of), "idempotency-key")).toBe(1);
  }
}, 280_000);
