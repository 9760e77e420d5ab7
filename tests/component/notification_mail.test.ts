// SPDX-License-Identifier: AGPL-3.0-or-later
// Agents are told by mail, through a relay of the test. What takes time is tested beside the code, with a clock that
// can be moved; here a mail leaves at once or in an hour.
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Client, Json, SessionClient } from "./harness/client.js";
import { make_agent, make_group, make_ticket, make_user, sign_in, unique, update_ticket } from "./harness/people.js";
import { start_relayed_desk, unfolded } from "./harness/relayed.js";
import type { RelayedDesk } from "./harness/relayed.js";

let relayed: RelayedDesk;
let admin: Client;
let agent: Json;
let client: SessionClient;
let group: Json;
beforeAll(async () => {
  relayed = await start_relayed_desk();
  admin = relayed.desk.admin();
});
afterAll(() => relayed?.end());
beforeEach(async () => {
  group = await make_group(admin);
  agent = await make_agent(relayed.desk, [group.id], { name: unique("Mia Mailed") });
  client = await sign_in(relayed.desk, agent);
  await choose({ kinds: { assigned: { push: false, mail: true }, customer_reply: { mail: true } } });
});

const settings_path = "users/me/notification_settings";
const choose = async (notification_settings: Json): Promise<Json> =>
  (await client.ok("PUT", settings_path, { json: { notification_settings } })).notification_settings;
const delay = (delay_minutes: number) => choose({ mail: { delay_minutes } });
const assign = (fields: Json = {}): Promise<Json> => make_ticket(admin, { assignee_id: agent.id, ...fields });
const mails = () => relayed.relay.mails.map(unfolded).filter((mail) => mail.includes(`<${agent.email}>`));
const sent = async (count: number): Promise<string[]> => {
  await expect.poll(() => mails().length).toBe(count);
  return mails();
};
const link = (ticket: Json) => new RegExp(`/tickets/${ticket.id}\\b`);

test("the settings say whether mail arrives", async () => {
  expect((await client.ok("GET", settings_path)).notification_settings.mail).toEqual({
    delay_minutes: 5,
    address: agent.email,
    trouble: null,
  });
  expect((await delay(30)).mail.delay_minutes).toBe(30);
  await relayed.desk.restart("kill");
  admin = relayed.desk.admin();
  client = await sign_in(relayed.desk, agent);
  const kept = (await client.ok("GET", settings_path)).notification_settings;
  expect(kept.mail.delay_minutes).toBe(30);
  expect(kept.kinds.assigned).toEqual({ in_app: true, push: false, mail: true });
});

test("what was said reaches the agent, and their answer is a note", async () => {
  await delay(0);
  const customer = await make_user(admin, { name: "Cora Customer" });
  const ticket = await make_ticket(admin, { subject: "Cold kettle", requester_id: customer.id, group_id: group.id });
  await update_ticket(client, ticket.id, { assignee_id: agent.id });
  const as_customer = await sign_in(relayed.desk, customer);
  const request = { comment: { body: "It is cold again" } };
  await as_customer.ok("PUT", `requests/${ticket.id}`, { json: { request } });
  const mail = (await sent(1))[0]!;
  for (const part of ["It is cold again", "Cora Customer", "Auto-Submitted: auto-generated"])
    expect(mail).toContain(part);
  expect(mail).toMatch(link(ticket));
  expect(mail).toContain(`Subject: Customer's message in #${ticket.id}: Cold kettle [#${ticket.id}-`);
  const find = async () =>
    ((await admin.ok("GET", "outgoing_messages")).outgoing_messages as Json[]).find(
      (one) => one.kind === "notification" && one.ticket_id === ticket.id,
    );
  await expect.poll(async () => (await find())?.state as string).toBe("sent");
  const message = (await find())!;
  expect(message).toMatchObject({ to: [agent.email], comment_id: null });
  // It is no part of the conversation: the ticket has what was said, and no more.
  expect((await admin.ok("GET", `tickets/${ticket.id}/comments`)).comments).toHaveLength(2);

  const answer = [
    `From: ${agent.name} <${agent.email}>`,
    "To: help@desk.example",
    "Subject: Re: something",
    `Message-ID: <${unique("answer")}@example.com>`,
    `In-Reply-To: ${message.message_id}`,
    "",
    "I will look at noon",
    "",
  ].join("\r\n");
  await relayed.desk.command(["mail", "ingest"], answer);
  await expect
    .poll(async () => ((await admin.ok("GET", `tickets/${ticket.id}/comments`)).comments as Json[]).at(-1))
    .toMatchObject({ public: false, author_id: agent.id });
});

test("what was seen is not mailed, and what waits comes in one mail", async () => {
  await delay(60);
  const seen = await assign();
  await client.ok("PUT", "notifications/mark_read", { json: { ticket_id: seen.id } });
  const [one, other] = [await assign(), await assign()];
  await delay(0);
  const last = await assign();
  const mail = (await sent(1))[0]!;
  expect(mail).toContain("Subject: New notifications: 3");
  for (const ticket of [one, other, last]) expect(mail).toMatch(link(ticket));
  expect(mail).not.toMatch(link(seen));
});

test("nobody is told of a ticket they may no longer see", async () => {
  await admin.ok("PUT", `users/${agent.id}`, { json: { user: { ticket_restriction: "groups" } } });
  await choose({ kinds: { new_ticket: { mail: true } }, mail: { delay_minutes: 60 } });
  const hidden = await make_ticket(admin, { group_id: group.id });
  const other = await make_group(admin);
  await update_ticket(admin, hidden.id, { group_id: other.id });
  await delay(0);
  const shown = await make_ticket(admin, { group_id: group.id });
  const mail = (await sent(1))[0]!;
  expect(mail).toMatch(link(shown));
  expect(mail).not.toMatch(link(hidden));
});

test("in the agent's language", async () => {
  await client.ok("PUT", "users/me/settings", { json: { settings: { locale: "lt" } } });
  await delay(0);
  const ticket = await assign({ subject: "Kettle" });
  const mail = (await sent(1))[0]!;
  expect(mail).toContain(`Subject: Priskirta jums: #${ticket.id}: Kettle`);
});
