// SPDX-License-Identifier: AGPL-3.0-or-later
// Replies that would reach nobody are held, say why, and leave when an agent says so.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { comments_of, make_ticket, make_user, seat_agent, unique, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let agent: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  const mailbox = { address: "help@desk.example", name: "Help desk", active: true };
  await admin.ok("POST", "mailboxes", { json: { mailbox } });
  agent = (await seat_agent(desk)).agent;
});
afterAll(() => desk?.end());

const delivery = async (id: number): Promise<Json> => (await comments_of(admin, id)).at(-1)!.delivery as Json;

async function answered(requester: Json): Promise<{ id: number; delivery: Json }> {
  const { id } = await make_ticket(admin, { requester_id: requester.id });
  await update_ticket(admin, id as number, { comment: { body: "Is it better now?", public: true } });
  return { id: id as number, delivery: await delivery(id as number) };
}

async function bounce(delivery: Json, recipient: string): Promise<void> {
  const lines = [
    "From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example.com>",
    "To: help@desk.example",
    "Subject: Undelivered Mail Returned to Sender",
    `Message-ID: <${unique("report")}@mx.example.com>`,
    "Return-Path: <>",
    "Auto-Submitted: auto-replied",
    "MIME-Version: 1.0",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain",
    "",
    "Your mail could not be delivered.",
    "--b",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mx.example.com",
    "",
    `Final-Recipient: rfc822; ${recipient}`,
    "Action: failed",
    "Status: 5.1.1",
    "Diagnostic-Code: smtp; 550 5.1.1 No such user",
    "",
    "--b",
    "Content-Type: message/rfc822",
    "",
    `Message-ID: ${delivery.message_id}`,
    "Subject: Re",
    "",
    "Hello",
    "--b--",
    "",
  ];
  await desk.command(["mail", "ingest", "--mailbox", "help@desk.example"], lines.join("\r\n"));
}

const retry = (row: Json, client = admin) => client.put(`outgoing_messages/${row.outgoing_message_id}/retry`, {});

test("a reply to an address that bounced waits, and leaves to the address the customer has by now", async () => {
  const customer = await make_user(admin);
  const first = await answered(customer);
  await bounce(first.delivery, customer.email as string);
  const { id, delivery: held } = await answered(customer);
  expect(held).toMatchObject({ state: "held", hold_reason: "undeliverable_address", recipients: [customer.email] });
  const listed = (await admin.ok("GET", "outgoing_messages", { query: { state: "held" } })).outgoing_messages as Json[];
  expect(listed.map((row) => row.id)).toContain(held.outgoing_message_id);

  const identity = { type: "email", value: `${unique("new")}@example.com` };
  const made = (await admin.ok("POST", `users/${customer.id}/identities`, { json: { identity } })).identity as Json;
  await admin.ok("PUT", `users/${customer.id}/identities/${made.id}/make_primary`, {});
  const sent = await retry(held);
  expect(sent.status).toBe(200);
  expect(sent.body.outgoing_message).toMatchObject({ hold_reason: null, to: [identity.value] });
  expect(await delivery(id)).toMatchObject({ hold_reason: null, recipients: [identity.value] });
  expect((await delivery(id)).state).not.toBe("held");
});

test("send anyway makes the address good again, so that the next reply leaves by itself", async () => {
  const customer = await make_user(admin);
  const first = await answered(customer);
  await bounce(first.delivery, customer.email as string);
  const { id, delivery: held } = await answered(customer);
  expect(held.state).toBe("held");
  expect((await retry(held)).status).toBe(200);
  await update_ticket(admin, id, { comment: { body: "And another thing.", public: true } });
  expect((await delivery(id)).state).not.toBe("held");
});

test("what nobody reads, and who has no address, is told; without an address there is no anyway", async () => {
  const robot = await answered(await make_user(admin, { email: `no-reply-${unique("x")}@shop.example` }));
  expect(robot.delivery).toMatchObject({ state: "held", hold_reason: "no_reply_address" });
  expect((await retry(robot.delivery)).status).toBe(200);
  const caller = await answered(await make_user(admin, { email: null, phone: "+420 777 000 111" }));
  expect(caller.delivery).toMatchObject({ state: "held", hold_reason: "no_address", recipients: [] });
  const refused = await retry(caller.delivery);
  expect(refused.status).toBe(422);
  expect(JSON.stringify(refused.body)).toContain("no mail address");
});

test("who may not see the ticket may not send its replies", async () => {
  const customer = await make_user(admin, { email: `noreply-${unique("y")}@shop.example` });
  const { delivery: held } = await answered(customer);
  const agent_id = ((await agent.ok("GET", "users/me")).user as Json).id;
  await admin.ok("PUT", `users/${agent_id}`, { json: { user: { ticket_restriction: "assigned" } } });
  expect((await retry(held, agent)).status).toBe(404);
});
