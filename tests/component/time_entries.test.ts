// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_ticket, seat_agent, sign_in, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let agent: Client;
let agent_id: number;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  ({ agent, agent_id } = await seat_agent(desk));
});
afterAll(() => desk?.end());

const add = async (client: Client, id: unknown, time_entry: Json) =>
  (await client.ok("POST", `tickets/${id}/time_entries`, { json: { time_entry } })).time_entry as Json;
const spent = async (id: unknown) => (await admin.ok("GET", `tickets/${id}`)).ticket.time_spent_seconds;

test("time is written down, corrected and taken back; the ticket keeps the sum", async () => {
  const { id } = await make_ticket(admin);
  expect(await spent(id)).toBe(0);
  const entry = await add(agent, id, { minutes: 20, note: "on the phone", billable: true });
  expect(entry).toMatchObject({ seconds: 1200, user_id: agent_id, source: "manual", billable: true, comment_id: null });
  await add(admin, id, { seconds: 90, source: "timer", spent_at: "2026-01-02T03:04:05Z" });
  expect(await spent(id)).toBe(1290);
  const path = `tickets/${id}/time_entries/${entry.id}`;
  const corrected = await agent.ok("PUT", path, { json: { time_entry: { seconds: 600 } } });
  expect(corrected.time_entry).toMatchObject({ seconds: 600, note: "on the phone", billable: true });
  const listed = await agent.ok("GET", `tickets/${id}/time_entries`);
  expect((listed.time_entries as Json[]).map((one) => one.seconds)).toEqual([600, 90]);
  expect(listed).toMatchObject({
    time_spent_seconds: 690,
    totals: [
      { user_id: agent_id, seconds: 600, billable_seconds: 600, entries: 1 },
      { seconds: 90, billable_seconds: 0 },
    ],
  });
  expect((await agent.delete(path)).status).toBe(204);
  expect(await spent(id)).toBe(90);
  const { audits } = await admin.ok("GET", `tickets/${id}/audits`);
  const sums = (audits as Json[])
    .flatMap((audit) => audit.events as Json[])
    .filter((event) => event.field_name === "time_spent")
    .map((event) => event.value);
  expect(sums).toEqual(["1200", "1290", "690", "90"]);
});

test("a reply takes its time along", async () => {
  const { id } = await make_ticket(admin);
  const { audit } = await update_ticket(agent, id, {
    comment: { body: "done" },
    time_entry: { seconds: 75, source: "timer" },
  });
  const [entry] = (await agent.ok("GET", `tickets/${id}/time_entries`)).time_entries as Json[];
  const comment = (audit.events as Json[]).find((event) => event.type === "Comment")!;
  expect(entry).toMatchObject({ seconds: 75, comment_id: comment.id, source: "timer", user_id: agent_id });
  expect(await spent(id)).toBe(75);
  const bad = await agent.put(`tickets/${id}`, {
    json: { ticket: { comment: { body: "no" }, time_entry: { seconds: -5 } } },
  });
  expect(bad.status).toBe(422);
  expect(((await agent.ok("GET", `tickets/${id}/comments`)).comments as Json[]).length).toBe(2);
});

test("entries belong to who did the work", async () => {
  const { id } = await make_ticket(admin);
  const other = await sign_in(desk, await make_agent(desk, []));
  const entry = await add(agent, id, { minutes: 5 });
  const path = `tickets/${id}/time_entries/${entry.id}`;
  expect((await other.put(path, { json: { time_entry: { minutes: 50 } } })).status).toBe(403);
  expect((await other.delete(path)).status).toBe(403);
  expect(
    (await other.post(`tickets/${id}/time_entries`, { json: { time_entry: { minutes: 5, user_id: agent_id } } }))
      .status,
  ).toBe(403);
  expect((await add(admin, id, { minutes: 7, user_id: agent_id })).user_id).toBe(agent_id);
  expect((await admin.put(path, { json: { time_entry: { minutes: 6 } } })).status).toBe(200);
  expect(await spent(id)).toBe(13 * 60);
});

test("what was spent is found by agent, ticket and time, page by page", async () => {
  const one = await make_ticket(admin);
  const two = await make_ticket(admin);
  for (let day = 1; day <= 3; ++day) {
    await add(agent, one.id, { seconds: day, spent_at: `2025-03-0${day}T12:00:00Z` });
    await add(admin, two.id, { seconds: 10 + day, spent_at: `2025-03-0${day}T13:00:00Z` });
  }
  const seconds = async (query: string) =>
    ((await admin.ok("GET", `time_entries?${query}`)).time_entries as Json[]).map((entry) => entry.seconds);
  const march = "from=2025-03-01T00:00:00Z&to=2025-04-01T00:00:00Z";
  expect(await seconds(march)).toEqual([13, 3, 12, 2, 11, 1]);
  expect(await seconds(`${march}&user_id=${agent_id}`)).toEqual([3, 2, 1]);
  expect(await seconds(`${march}&ticket_id=${two.id}`)).toEqual([13, 12, 11]);
  expect(await seconds("from=2025-03-02T12:00:00Z&to=2025-03-03T00:00:00Z")).toEqual([12, 2]);
  const first = await admin.ok("GET", `time_entries?${march}&page[size]=4`);
  expect((first.meta as Json).has_more).toBe(true);
  const cursor = encodeURIComponent((first.meta as Json).after_cursor as string);
  expect(await seconds(`${march}&page[size]=4&page[after]=${cursor}`)).toEqual([11, 1]);
  expect(await seconds(`${march}&per_page=2&page=3`)).toEqual([11, 1]);
  expect((await admin.get("time_entries?from=yesterday")).status).toBe(400);
  expect((await admin.get("time_entries?user_id=x")).status).toBe(400);
  const outsider = await sign_in(desk, await make_agent(desk, [], { ticket_restriction: "groups" }));
  expect((await outsider.ok("GET", `time_entries?${march}`)).time_entries).toEqual([]);
});

test("odd entries are refused", async () => {
  const { id } = await make_ticket(admin);
  const create = (time_entry: unknown) => admin.post(`tickets/${id}/time_entries`, { json: { time_entry } as Json });
  for (const bad of [
    {},
    { seconds: 0 },
    { minutes: 9e15 },
    { seconds: 1, source: "x" },
    { seconds: 1, spent_at: "2099-01-01T00:00:00Z" },
    { seconds: 1, user_id: 999_999 },
  ])
    expect((await create(bad)).status).toBe(422);
  for (const bad of [null, 7, { seconds: "x" }, { seconds: 1, spent_at: "now" }, { seconds: 1, note: {} }])
    expect((await create(bad)).status).toBe(400);
});
