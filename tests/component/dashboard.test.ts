// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_group, make_ticket, sign_in, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

const numbers = async (client = admin) => (await client.ok("GET", "dashboard")).dashboard as Json;
const of_group = (board: Json, id: number) => (board.groups as Json[]).find((one) => one.group_id === id);
const of_agent = (board: Json, id: number) => (board.agents as Json[]).find((one) => one.user_id === id);

test("the dashboard follows every change at once", async () => {
  const group = await make_group(admin);
  const agent = await make_agent(desk, [group.id]);
  const before = await numbers();
  const { id } = await make_ticket(admin, { group_id: group.id });
  expect(of_group(await numbers(), group.id)).toMatchObject({ new: 1, open: 0, unassigned: 1 });
  await update_ticket(admin, id, { assignee_id: agent.id });
  const taken = await numbers();
  expect(of_group(taken, group.id)).toMatchObject({ new: 0, open: 1, unassigned: 0 });
  expect(of_agent(taken, agent.id)).toMatchObject({ open: 1, pending: 0 });
  expect(taken.total.open).toBe(before.total.open + 1);
  await update_ticket(admin, id, { status: "pending" });
  expect(of_agent(await numbers(), agent.id)).toMatchObject({ open: 0, pending: 1 });
  await update_ticket(admin, id, { status: "solved" });
  const after = await numbers();
  expect(of_agent(after, agent.id)).toBeUndefined();
  expect(after.total).toEqual(before.total);
});

test("an agent restricted to groups sees the numbers of those, a customer none", async () => {
  const [own, other] = [await make_group(admin), await make_group(admin)];
  const agent = await make_agent(desk, [own.id], { ticket_restriction: "groups" });
  await make_ticket(admin, { group_id: own.id });
  await make_ticket(admin, { group_id: other.id });
  const board = await numbers(await sign_in(desk, agent));
  expect(of_group(board, own.id)).toMatchObject({ new: 1 });
  expect(of_group(board, other.id)).toBeUndefined();
  expect(board.total.new).toBe(1);
});
