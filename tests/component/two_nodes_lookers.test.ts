// SPDX-License-Identifier: AGPL-3.0-or-later
// Agents who have a ticket open see each other across the servers of one PostgreSQL.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Json } from "./harness/client.js";
import type { LiveSocket } from "./harness/live.js";
import { make_agent, make_group, make_ticket, sign_in, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let first: string;
let second: string;
let group: Json;
beforeAll(async () => {
  desk = await Desk.start();
  first = desk.url;
  second = await desk.add_node();
  group = await make_group(desk.admin());
});
afterAll(() => desk?.end());

interface Sitting {
  id: number;
  socket: LiveSocket;
}

async function seat(node: string, fields: Json = {}): Promise<Sitting> {
  const agent = await make_agent(desk, [group.id as number], fields);
  return { id: agent.id as number, socket: await (await sign_in(desk, agent, node)).live() };
}

const look = (one: Sitting, ticket_id: number | null, writes = false) =>
  one.socket.send({ type: "looking", ticket_id, writes });

// Until somebody is told of exactly these.
async function told(one: Sitting, ticket_id: number, lookers: [Sitting, boolean][]): Promise<void> {
  const wanted = lookers.map(([who, writes]) => ({ user_id: who.id, writes })).sort((a, b) => a.user_id - b.user_id);
  await one.socket.wait_for(
    (frame) =>
      frame.type === "lookers" &&
      frame.ticket_id === ticket_id &&
      JSON.stringify(frame.lookers) === JSON.stringify(wanted),
  );
}

test("who views, types and leaves on one server is seen on the other", async () => {
  const { id } = await make_ticket(desk.admin(), { group_id: group.id });
  const ticket = id as number;
  const [here, there] = [await seat(first), await seat(second)];
  look(here, ticket);
  await told(here, ticket, [[here, false]]);
  look(there, ticket);
  for (const one of [here, there]) await told(one, ticket, [[here, false], [there, false]]);
  look(there, ticket, true);
  await told(here, ticket, [[here, false], [there, true]]);
  look(there, null);
  await told(here, ticket, [[here, false]]);
  look(there, ticket);
  await told(here, ticket, [[here, false], [there, false]]);
  there.socket.close();
  await told(here, ticket, [[here, false]]);
  here.socket.close();
});

test("who lost the ticket is neither told nor told of", async () => {
  const { id } = await make_ticket(desk.admin(), { group_id: group.id });
  const ticket = id as number;
  const [here, there] = [await seat(first), await seat(second, { ticket_restriction: "groups" })];
  look(here, ticket);
  await told(here, ticket, [[here, false]]);
  look(there, ticket);
  for (const one of [here, there]) await told(one, ticket, [[here, false], [there, false]]);
  const elsewhere = await make_group(desk.admin());
  await update_ticket(desk.admin(), ticket, { group_id: elsewhere.id });
  await told(here, ticket, [[here, false]]);
  look(here, ticket, true);
  await told(here, ticket, [[here, true]]);
  expect(there.socket.has((frame) => frame.type === "lookers")).toBe(false);
  await update_ticket(desk.admin(), ticket, { group_id: group.id });
  for (const one of [here, there]) await told(one, ticket, [[here, true], [there, false]]);
  here.socket.close();
  there.socket.close();
});

test("a server that starts later learns who is there, and what a killed one held disappears", async () => {
  const { id } = await make_ticket(desk.admin(), { group_id: group.id });
  const ticket = id as number;
  const here = await seat(first);
  look(here, ticket, true);
  await told(here, ticket, [[here, true]]);
  const third = await desk.add_node();
  const there = await seat(third);
  look(there, ticket, true);
  for (const one of [here, there]) await told(one, ticket, [[here, true], [there, true]]);
  await desk.kill_node(third);
  await told(here, ticket, [[here, true]]);
  here.socket.close();
}, 120_000);
