// SPDX-License-Identifier: AGPL-3.0-or-later
// Activities and bookmarks.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_group, make_ticket, make_user, sign_in, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let group: Json;
let agent: Json;
let as_agent: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  group = await make_group(admin);
  agent = await make_agent(desk, [group.id as number]);
  as_agent = await sign_in(desk, agent);
});
afterAll(() => desk?.end());

const activities = async (client = as_agent, query: Record<string, string> = {}): Promise<Json[]> =>
  (await client.ok("GET", "activities", { query })).activities as Json[];

describe("activities", () => {
  test("assignment, comment and a raised priority by others, newest first", async () => {
    const ticket = await make_ticket(admin, { assignee_id: agent.id, group_id: group.id, priority: "low" });
    await update_ticket(admin, ticket.id, { comment: { body: "Look at this", public: false } });
    await update_ticket(admin, ticket.id, { priority: "urgent" });
    await update_ticket(admin, ticket.id, { priority: "normal" });
    await update_ticket(as_agent, ticket.id, { comment: { body: "I do" }, priority: "high" });
    const rows = (await activities()).filter((row) => row.target.ticket.id === ticket.id);
    expect(rows.map((row) => row.verb)).toEqual(["tickets.priority_increase", "tickets.comment", "tickets.assignment"]);
    expect(rows[1]).toMatchObject({
      user_id: agent.id,
      object: { comment: { value: "Look at this", public: false } },
      target: { ticket: { id: ticket.id, subject: ticket.subject } },
      actor: { name: "Ada Admin" },
      user: { id: agent.id },
    });
    const { activity } = await as_agent.ok("GET", `activities/${rows[0]!.id}`);
    expect(activity).toEqual(rows[0]);
  });

  test("are counted, filtered by time and paged", async () => {
    await make_ticket(admin, { assignee_id: agent.id, group_id: group.id });
    await make_ticket(admin, { assignee_id: agent.id, group_id: group.id });
    const all = await activities();
    expect((await as_agent.ok("GET", "activities/count")).count.value).toBe(all.length);
    const later = new Date(Date.now() + 3_600_000).toISOString();
    expect(await activities(as_agent, { since: later })).toEqual([]);
    expect((await as_agent.get("activities", { query: { since: "yesterday" } })).status).toBe(400);
    const first = await as_agent.ok("GET", "activities", { query: { "page[size]": 1 } });
    const second = await as_agent.ok("GET", first.links.next as string);
    expect([first.activities[0].id, second.activities[0].id]).toEqual(all.slice(0, 2).map((row) => row.id));
  });

  test("are one's own, of tickets one still may see", async () => {
    const restricted = await make_agent(desk, [group.id as number], { ticket_restriction: "groups" });
    const client = await sign_in(desk, restricted);
    const ticket = await make_ticket(admin, { assignee_id: restricted.id, group_id: group.id });
    const [mine] = await activities(client);
    expect(mine.target.ticket.id).toBe(ticket.id);
    expect((await as_agent.get(`activities/${mine.id}`)).status).toBe(404);
    const elsewhere = await make_group(admin);
    await update_ticket(admin, ticket.id, { group_id: elsewhere.id, assignee_id: null });
    expect(await activities(client)).toEqual([]);
    expect((await client.get(`activities/${mine.id}`)).status).toBe(404);
    expect((await (await sign_in(desk, await make_user(admin))).get("activities")).status).toBe(403);
  });
});

describe("bookmarks", () => {
  test("are made once, listed and removed", async () => {
    const ticket = await make_ticket(admin);
    const keep = () => as_agent.post("bookmarks", { json: { bookmark: { ticket_id: ticket.id } } });
    const reply = await keep();
    expect(reply.status).toBe(201);
    expect(reply.body.bookmark.ticket.id).toBe(ticket.id);
    const again = await keep();
    expect([again.status, again.body.bookmark.id]).toEqual([200, reply.body.bookmark.id]);
    const { bookmarks } = await as_agent.ok("GET", "bookmarks");
    expect((bookmarks as Json[]).map((one) => one.ticket.id)).toEqual([ticket.id]);
    expect((await admin.delete(`bookmarks/${reply.body.bookmark.id}`)).status).toBe(404);
    expect((await as_agent.delete(`bookmarks/${reply.body.bookmark.id}`)).status).toBe(204);
    expect((await as_agent.ok("GET", "bookmarks")).bookmarks).toEqual([]);
    const nothing = { bookmark: { ticket_id: 999_999_999 } };
    expect((await as_agent.post("bookmarks", { json: nothing })).status).toBe(422);
  });

  test("a deleted ticket is gone from them", async () => {
    const ticket = await make_ticket(admin);
    await as_agent.ok("POST", "bookmarks", { json: { bookmark: { ticket_id: ticket.id } } });
    await admin.delete(`tickets/${ticket.id}`);
    expect((await as_agent.ok("GET", "bookmarks")).bookmarks).toEqual([]);
  });
});
