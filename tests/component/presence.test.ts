// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, sign_in } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

const of = (list: Json[], id: unknown) => list.find((one) => one.user_id === id);
const state_of = async (id: unknown) => of((await admin.ok("GET", "presence")).presence as Json[], id);

test("agents see who comes, goes, and says that they are away", async () => {
  const watcher = await (await sign_in(desk, await make_agent(desk, []))).live();
  const made = await make_agent(desk, []);
  const agent = await sign_in(desk, made);
  const told = (state: string) =>
    watcher.wait_for((frame) => frame.type === "presence" && of(frame.presence as Json[], made.id)?.state === state);
  expect(await state_of(made.id)).toEqual({ user_id: made.id, state: "offline", chosen: "online" });
  const socket = await agent.live();
  await told("online");
  expect((await state_of(made.id))?.state).toBe("online");
  await agent.ok("PUT", "presence", { json: { presence: { state: "away" } } });
  await told("away");
  expect(await state_of(made.id)).toMatchObject({ state: "away", chosen: "away" });
  socket.close();
  await told("offline");
  expect(await state_of(made.id)).toMatchObject({ state: "offline", chosen: "away" });
  watcher.close();
});

test("what one says about oneself outlives a restart, connections do not", async () => {
  const made = await make_agent(desk, []);
  const agent = await sign_in(desk, made);
  await agent.ok("PUT", "presence", { json: { presence: { state: "away" } } });
  await desk.restart("kill");
  admin = desk.admin();
  expect((await state_of(made.id))?.chosen).toBe("away");
});

test("only agents know, and odd states are refused", async () => {
  const agent = await sign_in(desk, await make_agent(desk, []));
  for (const bad of [{}, { state: "asleep" }])
    expect((await agent.put("presence", { json: { presence: bad } })).status).toBe(422);
  expect((await agent.put("presence", { json: { presence: 7 } as Json })).status).toBe(400);
  const { user } = await admin.ok("POST", "users", { json: { user: { name: "C", email: "c@example.com" } } });
  expect((await (await sign_in(desk, user as Json)).get("presence")).status).toBe(403);
});
