// SPDX-License-Identifier: AGPL-3.0-or-later
// Colleagues who are asked for, people who were deleted for good, clients that everybody is told of, suspended tickets
// as a file, and sockets that end with their token.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "./harness/client.js";
import type { Json } from "./harness/client.js";
import { make_agent, make_user, sign_in, unique } from "./harness/people.js";
import { start_relayed_desk } from "./harness/relayed.js";
import type { RelayedDesk } from "./harness/relayed.js";
import type { Desk } from "./harness/server.js";
import type { Relay } from "./harness/smtp.js";

let relayed: RelayedDesk;
let relay: Relay;
let desk: Desk;
let admin: Client;
let agent: Client;
beforeAll(async () => {
  relayed = await start_relayed_desk();
  ({ desk, relay } = relayed);
  admin = desk.admin();
  agent = await sign_in(desk, await make_agent(desk, []));
});
afterAll(() => relayed?.end());

const mailed = (text: string) =>
  expect.poll(() => relay.mails.filter((mail) => mail.includes(text)).length);

describe("users/request_create", () => {
  test("asks the admins by mail", async () => {
    const user = { name: "Vera New", email: `${unique("vera")}@example.com` };
    const asked = await agent.post("users/request_create", { json: { user } });
    expect(asked.status).toBe(200);
    await mailed(user.email).toBe(1);
    expect((await admin.ok("GET", "users/search", { query: { query: user.email } })).users).toEqual([]);
  });

  test("of somebody who cannot be added is refused", async () => {
    const known = await make_user(admin);
    const email = known.email as string;
    for (const user of [{ name: "X" }, { name: "", email: "x@example.com" }, { name: "X", email }])
      expect((await agent.post("users/request_create", { json: { user } })).status).toBe(422);
    const customer = await sign_in(desk, await make_user(admin));
    const user = { name: "A", email: "a@b.example" };
    expect((await customer.post("users/request_create", { json: { user } })).status).toBe(403);
  });
});

describe("users/{id}/compliance_deletion_statuses", () => {
  test("tell who deleted somebody for good", async () => {
    const user = await make_user(admin);
    const path = `users/${user.id}/compliance_deletion_statuses`;
    expect((await admin.ok("GET", path)).compliance_deletion_statuses).toEqual([]);
    await admin.ok("DELETE", `users/${user.id}`);
    await admin.ok("DELETE", `deleted_users/${user.id}`);
    const me = (await admin.ok("GET", "users/me")).user.id as number;
    const statuses = (await admin.ok("GET", path)).compliance_deletion_statuses as Json[];
    expect(statuses.map((one) => one.action)).toEqual(["request_deletion", "started", "complete"]);
    expect(statuses[0]).toMatchObject({ user_id: user.id, executer_id: me, application: "support" });
    expect((await admin.ok("GET", path, { query: { application: "chat" } })).compliance_deletion_statuses).toEqual([]);
    expect((await admin.get("users/999999/compliance_deletion_statuses")).status).toBe(404);
    expect((await agent.get(path)).status).toBe(403);
  });

  test("and nothing of them is found any more", async () => {
    const user = await make_user(admin, { name: "Zyxwvut Forgetme" });
    await admin.ok("POST", "tickets", { json: { ticket: { requester_id: user.id, comment: { body: "hello" } } } });
    const found = async () =>
      ((await admin.ok("GET", "search", { query: { query: "type:ticket forgetme" } })).results as Json[]).length;
    expect(await found()).toBe(1);
    await admin.ok("PUT", `users/${user.id}`, { json: { user: { suspended: true } } });
    for (const ticket of (await admin.ok("GET", `users/${user.id}/tickets/requested`)).tickets as Json[])
      await admin.ok("PUT", `tickets/${ticket.id}`, { json: { ticket: { status: "closed" } } });
    expect((await admin.delete(`users/${user.id}`)).status).toBe(200);
    await admin.ok("DELETE", `deleted_users/${user.id}`);
    await expect.poll(found).toBe(0);
  });
});

describe("oauth/global_clients", () => {
  test("are those that admins made known to everybody", async () => {
    const make = async (global: boolean) =>
      (
        await admin.ok("POST", "oauth/clients", {
          json: { client: { name: unique("client"), identifier: unique("id"), global } },
        })
      ).client as Json;
    const [shown, hidden] = [await make(true), await make(false)];
    expect(shown.global).toBe(true);
    const ids = async () => ((await agent.ok("GET", "oauth/global_clients")).clients as Json[]).map((one) => one.id);
    expect(await ids()).toEqual([shown.id]);
    await admin.ok("PUT", `oauth/clients/${hidden.id}`, { json: { client: { global: true } } });
    expect(await ids()).toEqual([shown.id, hidden.id]);
    expect((await agent.get("oauth/clients")).status).toBe(403);
  });
});

describe("suspended_tickets/export", () => {
  test("is a file for those who look after them", async () => {
    const started = await admin.post("suspended_tickets/export");
    expect(started.status).toBe(200);
    expect(started.body.export).toMatchObject({ status: "enqueued", view_id: "suspended" });
    await mailed("suspended_tickets/export").toBe(1);
    const file = await admin.get(started.body.export.content_url as string);
    const columns = '"id","created_at","author","email","recipient","subject","cause","content"';
    expect(file.text.split("\r\n")[0]).toBe(columns);
    const customer = await sign_in(desk, await make_user(admin));
    expect((await customer.get("suspended_tickets/export")).status).toBe(403);
  });
});

describe("live sockets", () => {
  test("end when the token they were opened with is taken away", async () => {
    const client = (
      await admin.ok("POST", "oauth/clients", {
        json: { client: { name: unique("client"), identifier: unique("id") } },
      })
    ).client as Json;
    const made = async () =>
      (await admin.ok("POST", "oauth/tokens", { json: { token: { client_id: client.id, scopes: ["read"] } } }))
        .token as Json;
    const [gone, kept] = [await made(), await made()];
    const open = (token: Json) => new Client(desk.url, { authorization: `Bearer ${token.full_token}` }).live();
    const [ending, staying] = [await open(gone), await open(kept)];
    expect((await admin.delete(`oauth/tokens/${gone.id}`)).status).toBe(204);
    expect(await ending.closed()).toBe(1008);
    await admin.ok("POST", "tickets", { json: { ticket: { comment: { body: "still told" } } } });
    await staying.wait_for((frame) => frame.type === "ticket");
    staying.close();
  });
});
