// SPDX-License-Identifier: AGPL-3.0-or-later
// Sessions as objects, and that their end is the end of what they opened.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { Client as ApiClient } from "./harness/client.js";
import { make_agent, make_user, password, sign_in } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

test("the current one is shown, renewed and ended", async () => {
  const agent = await make_agent(desk, []);
  const client = await sign_in(desk, agent);
  const { session } = await client.ok("GET", "users/me/session");
  expect(session).toMatchObject({ user_id: agent.id });
  expect((await client.ok("GET", `users/${agent.id}/sessions/${session.id}`)).session.id).toBe(session.id);
  expect((await client.ok("GET", "users/me/session/renew")).authenticity_token).toBe(client.csrf_token);
  expect((await admin.get("users/me/session")).status).toBe(404);
  expect((await client.delete("users/me/logout")).status).toBe(204);
  expect((await client.get("tickets")).status).toBe(401);
});

test("people see their own, admins everybody's", async () => {
  const agent = await make_agent(desk, []);
  const client = await sign_in(desk, agent);
  const user = await make_user(admin);
  const customer = await sign_in(desk, user);
  const own = (await client.ok("GET", "sessions")).sessions as Json[];
  expect(own.map((one) => one.user_id)).toEqual([agent.id]);
  const all = (await admin.ok("GET", "sessions")).sessions as Json[];
  expect(all.map((one) => one.user_id)).toEqual(expect.arrayContaining([agent.id, user.id]));
  const theirs = (await admin.ok("GET", `users/${user.id}/sessions`)).sessions as Json[];
  expect((await client.get(`users/${user.id}/sessions`)).status).toBe(404);
  expect((await client.delete(`users/${user.id}/sessions/${theirs[0].id}`)).status).toBe(404);
  expect((await customer.get("tickets")).status).toBe(200);
  expect((await admin.delete(`users/${user.id}/sessions/${theirs[0].id}`)).status).toBe(204);
  expect((await customer.get("tickets")).status).toBe(401);
});

test.each(["sign-out", "logout", "deletion", "all", "many", "password"])(
  "%s closes the live connections",
  async (how) => {
    const agent = await make_agent(desk, []);
    const client = await sign_in(desk, agent);
    const other = await ApiClient.with_session(desk.url, agent.email as string, password);
    const { session } = await client.ok("GET", "users/me/session");
    const socket = await client.live();
    const ends: Record<string, () => Promise<unknown>> = {
      "sign-out": () => client.delete("session"),
      logout: () => client.delete("users/me/logout"),
      deletion: () => admin.ok("DELETE", `users/${agent.id}/sessions/${session.id}`),
      all: () => admin.ok("DELETE", `users/${agent.id}/sessions`),
      many: () => admin.ok("POST", "users/logout_many", { query: { ids: agent.id as number } }),
      password: () => admin.ok("PUT", `users/${agent.id}/password`, { json: { password: "another good one" } }),
    };
    const other_socket = how === "deletion" || how === "logout" || how === "sign-out" ? await other.live() : null;
    await ends[how]!();
    expect(await socket.closed()).toBe(1008);
    if (!other_socket) return;
    other_socket.send({ type: "ping" });
    await other_socket.wait_for((frame) => frame.type === "pong");
    other_socket.close();
  },
);
