// SPDX-License-Identifier: AGPL-3.0-or-later
// The people on a ticket, the tickets of a person, what agents looked at and passed over.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import {
  make_agent,
  make_group,
  make_organization,
  make_ticket,
  make_user,
  sign_in,
  unique,
} from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

const ids = (list: Json[]) => list.map((one) => one.id as number);

test("collaborators, people in copy, followers", async () => {
  const agent = await make_agent(desk, []);
  const [one, two] = [await make_user(admin), await make_user(admin)];
  const { id } = await make_ticket(admin, {
    email_ccs: [{ user_id: one.id }, { user_id: two.id }],
    followers: [{ user_id: agent.id }],
  });
  expect(ids((await admin.ok("GET", `tickets/${id}/email_ccs`)).users)).toEqual([one.id, two.id]);
  expect(ids((await admin.ok("GET", `tickets/${id}/followers`)).users)).toEqual([agent.id]);
  const all = [agent.id, one.id, two.id].sort((a, b) => a - b);
  expect(ids((await admin.ok("GET", `tickets/${id}/collaborators`)).users)).toEqual(all);
  for (const [part, user] of [
    ["ccd", one],
    ["followed", agent],
  ] as const) {
    expect(ids((await admin.ok("GET", `users/${user.id}/tickets/${part}`)).tickets)).toEqual([id]);
    expect((await admin.ok("GET", `users/${user.id}/tickets/${part}/count`)).count.value).toBe(1);
  }
});

test("tickets requested by and assigned to somebody, and of an organization", async () => {
  const agent = await make_agent(desk, []);
  const organization = await make_organization(admin);
  const user = await make_user(admin, { organization_id: organization.id });
  const one = await make_ticket(admin, { requester_id: user.id, assignee_id: agent.id });
  const two = await make_ticket(admin, { requester_id: user.id });
  for (const [path, expected] of [
    [`users/${user.id}/tickets/requested`, [two.id, one.id]],
    [`users/${agent.id}/tickets/assigned`, [one.id]],
    [`organizations/${organization.id}/tickets`, [two.id, one.id]],
  ] as const) {
    expect(ids((await admin.ok("GET", path)).tickets), path).toEqual(expected);
    expect((await admin.ok("GET", `${path}/count`)).count.value, path).toBe(expected.length);
  }
});

test("lists hold only what the caller may see", async () => {
  const [mine, theirs] = [await make_group(admin), await make_group(admin)];
  const user = await make_user(admin);
  const seen = await make_ticket(admin, { requester_id: user.id, group_id: mine.id });
  await make_ticket(admin, { requester_id: user.id, group_id: theirs.id });
  const agent = await sign_in(desk, await make_agent(desk, [mine.id], { ticket_restriction: "groups" }));
  expect(ids((await agent.ok("GET", `users/${user.id}/tickets/requested`)).tickets)).toEqual([seen.id]);
  expect((await agent.ok("GET", `users/${user.id}/tickets/requested/count`)).count.value).toBe(1);
});

test("by external id", async () => {
  const external_id = unique("order");
  const one = await make_ticket(admin, { external_id });
  await make_ticket(admin, { external_id: unique("order") });
  expect(ids((await admin.ok("GET", "tickets", { query: { external_id } })).tickets)).toEqual([one.id]);
  expect((await admin.ok("GET", "tickets", { query: { external_id: "' OR 1=1 --" } })).tickets).toEqual([]);
});

test("the tickets one looked at last, each once", async () => {
  const agent = await sign_in(desk, await make_agent(desk, []));
  const [one, two] = [await make_ticket(admin), await make_ticket(admin)];
  for (const { id } of [one, two, one]) expect((await agent.put(`tickets/${id}/visit`)).status).toBe(204);
  expect(ids((await agent.ok("GET", "tickets/recent")).tickets)).toEqual([one.id, two.id]);
  expect((await agent.put("tickets/999999999/visit")).status).toBe(404);
  for (let i = 0; i < 22; ++i) await agent.put(`tickets/${(await make_ticket(admin)).id}/visit`);
  const recent = ids((await agent.ok("GET", "tickets/recent")).tickets);
  expect(recent).toHaveLength(20);
  expect(recent).not.toContain(two.id);
});

test("skips say who passed over what, and why", async () => {
  const user = await make_agent(desk, []);
  const agent = await sign_in(desk, user);
  const ticket = await make_ticket(admin);
  const json = { skip: { ticket_id: ticket.id, reason: "Not my language" } };
  const { skip } = await agent.ok("POST", "skips", { json });
  expect(skip).toMatchObject({
    ticket_id: ticket.id,
    user_id: user.id,
    reason: "Not my language",
    ticket: { id: ticket.id },
  });
  for (const path of [`tickets/${ticket.id}/skips`, `users/${user.id}/skips`]) {
    expect(ids((await admin.ok("GET", path)).skips), path).toEqual([skip.id]);
  }
  expect(ids((await admin.ok("GET", "skips", { query: { sort_order: "desc" } })).skips)[0]).toBe(skip.id);
  expect((await agent.post("skips", { json: { skip: { ticket_id: 999_999_999, reason: "x" } } })).status).toBe(422);
  expect((await agent.post("skips", { json: {} })).status).toBe(400);
});

test("lists in any order, page by page", async () => {
  const user = await make_user(admin);
  const made: Json[] = [];
  for (const [subject, priority, status] of [
    ["cherry", "low", "pending"],
    ["apple", "urgent", "open"],
    ["banana", null, "solved"],
    ["apple", "low", "hold"],
  ]) {
    made.push(await make_ticket(admin, { requester_id: user.id, subject, priority, status }));
  }
  const [cherry, apple, banana, apple_too] = made.map((ticket) => ticket.id as number);
  const path = `users/${user.id}/tickets/requested`;
  for (const [key, ascending] of [
    ["subject", [apple, apple_too, banana, cherry]],
    ["priority", [banana, cherry, apple_too, apple]],
    ["status", [apple, cherry, apple_too, banana]],
    ["requester.name", [cherry, apple, banana, apple_too]],
    ["id", [cherry, apple, banana, apple_too]],
  ] as const) {
    for (const expected of [ascending, [...ascending].reverse()]) {
      const is_ascending = expected === ascending;
      const query = { sort_by: key, sort_order: is_ascending ? "asc" : "desc" };
      expect(ids((await admin.ok("GET", path, { query })).tickets), key).toEqual(expected);
      const seen: number[] = [];
      const sort = is_ascending ? key : `-${key}`;
      for (let next: string | null = `${path}?page[size]=1&sort=${sort}`; next;) {
        const page: Json = await admin.ok("GET", next);
        seen.push(...ids(page.tickets));
        next = page.links.next as string | null;
      }
      expect(seen, sort).toEqual(expected);
    }
  }
  const { links } = await admin.ok("GET", path, { query: { "page[size]": 1, sort: "subject" } });
  const cursor = new URL(links.next as string).searchParams.get("page[after]")!;
  const other = await admin.get(path, { query: { "page[size]": 1, sort: "status", "page[after]": cursor } });
  expect(other.status).toBe(400);
});
