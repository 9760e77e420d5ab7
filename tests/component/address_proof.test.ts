// SPDX-License-Identifier: AGPL-3.0-or-later
// An address is proven by the secret in a mail to it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "./harness/client.js";
import type { Json } from "./harness/client.js";
import { make_agent, make_user, sign_in, unique } from "./harness/people.js";
import { start_relayed_desk, unfolded } from "./harness/relayed.js";
import type { RelayedDesk } from "./harness/relayed.js";
import type { Desk } from "./harness/server.js";
import type { Relay } from "./harness/smtp.js";

let relayed: RelayedDesk;
let relay: Relay;
let desk: Desk;
let admin: Client;
beforeAll(async () => {
  relayed = await start_relayed_desk();
  ({ desk, relay } = relayed);
  admin = desk.admin();
});
afterAll(() => relayed?.end());

const identities = async (id: number) => (await admin.ok("GET", `users/${id}/identities`)).identities as Json[];

test("the link asks, the button confirms, once", async () => {
  const user = await make_user(admin);
  const customer = await sign_in(desk, user);
  const [identity] = await identities(user.id);
  expect(identity.verified).toBe(false);
  await customer.ok("PUT", `users/${user.id}/identities/${identity.id}/request_verification`);
  await expect.poll(() => relay.mails.length).toBe(1);
  const mail = unfolded(relay.mails[0]!);
  expect(mail).toMatch(/^Auto-Submitted: auto-generated/m);
  expect(mail).toContain(user.email);
  const link = /\/verify\/[\w-]+/.exec(mail)![0];
  const anybody = new Client(desk.url, {});
  expect((await anybody.get(link)).text).toContain(user.email);
  expect((await identities(user.id))[0].verified).toBe(false);
  expect((await anybody.post(link)).status).toBe(200);
  expect((await identities(user.id))[0].verified).toBe(true);
  expect((await admin.ok("GET", `users/${user.id}`)).user.verified).toBe(true);
  expect((await anybody.get(link)).status).toBe(404);
  expect((await anybody.post("/verify/guess")).status).toBe(404);
  // It is no answer of a ticket, and shows up nowhere among them.
  expect((await admin.ok("GET", "outgoing_messages")).outgoing_messages).toEqual([]);
});

test("staff may say so, customers may not", async () => {
  const user = await make_user(admin);
  const customer = await sign_in(desk, user);
  const [identity] = await identities(user.id);
  const path = `users/${user.id}/identities/${identity.id}`;
  expect((await customer.put(`${path}/verify`)).status).toBe(403);
  const agent = await sign_in(desk, await make_agent(desk, []));
  expect((await agent.ok("PUT", `${path}/verify`)).identity.verified).toBe(true);
  const value = "+420601551234";
  const json = { identity: { type: "phone_number", value } };
  const phone = (await admin.ok("POST", `users/${user.id}/identities`, { json })).identity;
  const asked = await admin.put(`users/${user.id}/identities/${phone.id}/request_verification`);
  expect(asked.status).toBe(422);
  const other = await make_user(admin, { email: `${unique("o")}@example.com` });
  expect((await customer.put(`users/${other.id}/identities/1/request_verification`)).status).toBe(404);
});
