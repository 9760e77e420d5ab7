// SPDX-License-Identifier: AGPL-3.0-or-later
// Blind copies of agents' answers: who may send them, and who learns of them.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "./harness/client.js";
import type { Json, SessionClient } from "./harness/client.js";
import { comments_of, make_agent, make_group, make_ticket, make_user, sign_in } from "./harness/people.js";
import { Desk } from "./harness/server.js";

const boss = "boss@example.org";
let desk: Desk;
let admin: Client;
let agent: SessionClient;
let colleague: SessionClient;
let as_customer: SessionClient;
let customer: Json;
let id = 0;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  const mailbox = { address: "help@desk.example", name: "Help desk", active: true };
  await admin.ok("POST", "mailboxes", { json: { mailbox } });
  const group = await make_group(admin);
  agent = await sign_in(desk, await make_agent(desk, [group.id]));
  colleague = await sign_in(desk, await make_agent(desk, [group.id]));
  customer = await make_user(admin);
  as_customer = await sign_in(desk, customer);
  id = (await make_ticket(admin, { requester_id: customer.id, group_id: group.id })).id as number;
});
afterAll(() => desk?.end());

const answer = (comment: Json, client: Client = agent) =>
  client.put(`tickets/${id}`, { json: { ticket: { comment: { body: "Try again", ...comment } } } });
const last = async (client: Client = agent) => (await comments_of(client, id)).at(-1)!;
const refusal = async (comment: Json): Promise<[number, Json]> => {
  const reply = await answer(comment);
  return [reply.status, reply.body.details?.bcc?.[0]?.error];
};

test("the mail goes to them, and agents see it", async () => {
  const bcc = [boss, { name: "The Boss", email: "BOSS@example.org" }, { email: "law@example.org" }];
  const reply = await answer({ bcc });
  expect(reply.status).toBe(200);
  const { delivery } = await last();
  expect(delivery).toMatchObject({ recipients: [customer.email], bcc: [boss, "law@example.org"] });
  const path = `outgoing_messages/${delivery.outgoing_message_id}`;
  const sent = (await admin.ok("GET", path)).outgoing_message;
  expect(sent).toMatchObject({ to: [customer.email], bcc: [boss, "law@example.org"] });
  expect((await admin.get(`${path}/raw`)).text).not.toMatch(/^bcc:|boss@|law@/im);
  const { audits } = await admin.ok("GET", `tickets/${id}/audits`);
  const said = (audits as Json[]).at(-1).events.find((event: Json) => event.type === "Comment");
  expect(said.bcc).toEqual([boss, "law@example.org"]);
});

test("they are nobody on the ticket", async () => {
  const { ticket } = await admin.ok("GET", `tickets/${id}`);
  expect(ticket).toMatchObject({ email_cc_ids: [], collaborator_ids: [], follower_ids: [] });
  const { users } = await admin.ok("GET", "users/search", { query: { query: boss } });
  expect(users).toEqual([]);
});

test("the customer learns nothing of them", async () => {
  for (const path of [
    `requests/${id}`,
    `requests/${id}/comments`,
    `tickets/${id}`,
    `tickets/${id}/comments`,
    `tickets/${id}/audits`,
    `search?query=${encodeURIComponent(boss)}`,
    "outgoing_messages",
  ])
    expect((await as_customer.get(path)).text).not.toMatch(/boss@|law@/);
  expect((await as_customer.get(`requests/${id}/comments`)).text).toContain("Try again");
});

test("a new ticket may have them, too", async () => {
  const comment = { body: "Good news", bcc: [boss] };
  const ticket = { subject: "News", requester_id: customer.id, comment };
  const made = (await agent.ok("POST", "tickets", { json: { ticket } })).ticket;
  expect((await comments_of(agent, made.id))[0].delivery.bcc).toEqual([boss]);
});

test("the audit of a redacted comment no longer names them", async () => {
  const comment = { body: "PIN 1234", bcc: [boss] };
  const ticket = { subject: "Redacted", requester_id: customer.id, comment };
  const made = (await agent.ok("POST", "tickets", { json: { ticket } })).ticket;
  const [said] = await comments_of(agent, made.id);
  const audits = async () => (await admin.get(`tickets/${made.id}/audits`)).text;
  expect(await audits()).toContain(boss);
  await admin.ok("PUT", `tickets/${made.id}/comments/${said!.id}/redact`, { json: { text: "1234" } });
  expect(await audits()).not.toContain(boss);
});

test("what cannot be is refused with words", async () => {
  const before = (await comments_of(agent, id)).length;
  const invalid = [422, "InvalidValue"];
  for (const bad of ["nobody", "a@b@c", "a b@c.d", "<a@b.c>", "a@b.c,d@e.f", "", "a@b.c\r\nTo: d@e.f"])
    expect(await refusal({ bcc: [bad] }), bad).toEqual(invalid);
  expect(await refusal({ bcc: [{ name: "No address" }] })).toEqual(invalid);
  expect(await refusal({ bcc: Array.from({ length: 51 }, (_, i) => `a${i}@b.c`) })).toEqual(invalid);
  expect(await refusal({ bcc: [boss], public: false })).toEqual(invalid);
  expect(await refusal({ bcc: [boss], author_id: customer.id })).toEqual(invalid);
  expect((await answer({ bcc: boss })).status).toBe(400);
  expect((await answer({ bcc: [7] })).status).toBeGreaterThanOrEqual(400);
  expect((await comments_of(agent, id)).length).toBe(before);
});

test("those of customers are passed over or refused", async () => {
  const comment = { body: "Me too", bcc: [boss] };
  await as_customer.ok("PUT", `requests/${id}`, { json: { request: { comment } } });
  await as_customer.ok("POST", "requests", { json: { request: { subject: "More", comment } } });
  expect(await last()).toMatchObject({ body: "Me too", delivery: null });
  expect((await admin.get("outgoing_messages")).text).not.toContain("Me too");
  const put = await as_customer.put(`tickets/${id}`, { json: { ticket: { comment } } });
  expect(put.status).toBe(403);
  expect((await comments_of(agent, id)).filter((one) => one.body === "Me too").length).toBe(1);
});

test("drafts and replies that wait keep them", async () => {
  const draft_path = `tickets/${id}/draft`;
  await agent.ok("PUT", draft_path, { json: { draft: { body: "Dear", bcc: [boss], shared: true } } });
  expect((await agent.ok("GET", draft_path)).draft.bcc).toEqual([boss]);
  expect((await agent.put(draft_path, { json: { draft: { body: "x", bcc: ["nobody"] } } })).status).toBe(422);
  await colleague.ok("PUT", draft_path, { json: { draft: { body: "Mine", bcc: ["law@example.org"] } } });
  const taken = await colleague.ok("POST", `tickets/${id}/drafts/${agent.user.id}/take`, {});
  expect(taken.draft.bcc).toEqual(["law@example.org", boss]);

  const path = `tickets/${id}/scheduled_reply`;
  const comment = { html_body: "<p>Later</p>", public: true, bcc: [boss] };
  const wanted = { scheduled_reply: { delay_seconds: 3000, ticket: { comment } } };
  const waits = (await agent.ok("PUT", path, { json: wanted })).scheduled_reply;
  expect(waits.content.bcc).toEqual([boss]);
  expect((await agent.ok("DELETE", path)).draft).toMatchObject({ html_body: "<p>Later</p>", bcc: [boss] });
  await agent.ok("PUT", path, { json: wanted });
  await agent.ok("POST", `${path}/send`, {});
  expect((await last()).delivery.bcc).toEqual([boss]);
});

test("a restart changes nothing about it", async () => {
  await desk.restart("kill");
  expect((await last(desk.admin())).delivery.bcc).toEqual([boss]);
});
