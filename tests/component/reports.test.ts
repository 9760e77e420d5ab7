// SPDX-License-Identifier: AGPL-3.0-or-later
// Figures of a span of days, whose they are, and the tickets behind them.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_group, make_ticket, make_user, sign_in, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let group: number;
let agent: Json;
let other: Json;
let customer: Json;
let as_agent: Client;
let as_customer: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  group = (await make_group(admin)).id as number;
  [agent, other, customer] = [await make_agent(desk, [group]), await make_agent(desk, [group]), await make_user(admin)];
  [as_agent, as_customer] = [await sign_in(desk, agent), await sign_in(desk, customer)];
});
afterAll(() => desk?.end());

const day = (offset = 0) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
// A day on either side: midnight may come while the test runs.
const span = () => ({ from: day(-1), to: day(1) });
const figures = async (client: Client, query: Json = {}): Promise<Json> =>
  (await client.ok("GET", "reports/figures", { query: { ...span(), ...query } })).report as Json;
const behind = async (client: Client, figure: string, query: Json = {}): Promise<number[]> =>
  (
    (await client.ok("GET", "reports/tickets", { query: { figure, ...span(), ...query } })).tickets as Json[]
  ).map((one) => one.ticket_id as number);
const ticket_of = async (assignee: Json): Promise<number> =>
  (await make_ticket(admin, { requester_id: customer.id, group_id: group, assignee_id: assignee.id })).id as number;
const answer = (client: Client, id: number, status: string) =>
  update_ticket(client, id, { status, comment: { body: "An answer", public: true } });

test("solutions, first contact, reopened ones and ratings count for whose they are", async () => {
  const [at_once, slow, back, quiet] = [
    await ticket_of(agent),
    await ticket_of(agent),
    await ticket_of(agent),
    await ticket_of(agent),
  ];
  const of_other = await ticket_of(other);
  await answer(as_agent, at_once, "solved");
  await answer(as_agent, slow, "open");
  await answer(as_agent, slow, "solved");
  await answer(as_agent, back, "solved");
  await update_ticket(as_customer, back, { comment: { body: "It is not" } });
  await update_ticket(as_agent, quiet, { status: "solved" });
  await admin.delete(`tickets/${of_other}`);
  const rate = (id: number, score: string) =>
    as_customer.post(`tickets/${id}/satisfaction_rating`, { json: { satisfaction_rating: { score } } });
  await rate(at_once, "good");
  await rate(slow, "bad");

  const mine = await figures(as_agent);
  expect(mine.scope).toBe("own");
  expect(mine.total).toMatchObject({ created: 4, solved: 4, first_contact: 1, reopened: 1, good: 1, bad: 1 });
  expect(mine.total.first_reply).toEqual({ calendar: { median: 0, p90: 0 }, business: { median: null, p90: null } });
  expect(mine.days).toHaveLength(3);
  expect((mine.days as Json[]).reduce((sum, one) => sum + (one.solved as number), 0)).toBe(4);
  const all = await figures(admin, { group_id: group });
  expect(all.scope).toBe("everybody");
  expect(all.total).toEqual(mine.total);
  expect(all.agents).toMatchObject([{ user_id: agent.id, solved: 4 }]);
  expect(all.groups).toMatchObject([{ group_id: group, created: 4 }]);
  expect((await figures(await sign_in(desk, other))).total).toMatchObject({ created: 0, solved: 0 });

  expect(await behind(admin, "first_contact", { group_id: group })).toEqual([at_once]);
  expect(await behind(admin, "reopened", { group_id: group })).toEqual([back]);
  expect((await behind(as_agent, "solved")).toSorted((a, b) => a - b)).toEqual([at_once, slow, back, quiet]);
  expect(await behind(as_agent, "bad")).toEqual([slow]);
  const first = await admin.ok("GET", "reports/tickets", {
    query: { figure: "solved", ...span(), group_id: group, "page[size]": 3 },
  });
  const after = new URL(first.links.next as string).searchParams.get("page[after]")!;
  expect(await behind(admin, "solved", { group_id: group, "page[size]": 3, "page[after]": after })).toHaveLength(1);
});

test("a deleted ticket counts again when it is restored, and a moved one for who has it now", async () => {
  const before = (await figures(admin, { user_id: other.id })).total as Json;
  const id = await ticket_of(agent);
  await update_ticket(admin, id, { assignee_id: other.id });
  const created = async () => (await figures(admin, { user_id: other.id })).total.created as number;
  expect(await created()).toBe((before.created as number) + 1);
  await admin.delete(`tickets/${id}`);
  expect(await created()).toBe(before.created);
  await admin.put(`deleted_tickets/${id}/restore`);
  expect(await created()).toBe((before.created as number) + 1);
});

test("times are medians and 90th percentiles, by the clock and in business hours, on the day of the zone", async () => {
  const days = { from: "2026-03-02", to: "2026-03-08", time_zone: "Europe/Prague" };
  const schedule = { name: "Desk", time_zone: "Europe/Prague" };
  const made = await admin.ok("POST", "business_hours/schedules", { json: { schedule } });
  const intervals = [1, 2, 3, 4, 5].map((one) => ({ start_time: one * 1440 + 540, end_time: one * 1440 + 1020 }));
  await admin.ok("PUT", `business_hours/schedules/${made.schedule.id}/workweek`, { json: { workweek: { intervals } } });
  // Asked on Monday at 16:00 in Prague; answered after 10, 20 ... 100 minutes, of which 60 are before five o'clock.
  for (let minutes = 10; minutes <= 100; minutes += 10) {
    const at = (later: number) => new Date(Date.UTC(2026, 2, 2, 15, later)).toISOString();
    const ticket = {
      subject: "Old", requester_id: customer.id, assignee_id: agent.id, group_id: group, status: "solved",
      created_at: at(0), solved_at: at(minutes), updated_at: at(minutes),
      comments: [
        { author_id: customer.id, value: "Help", created_at: at(0) },
        { author_id: agent.id, value: "Here", created_at: at(minutes), public: true },
      ],
    };
    await admin.ok("POST", "imports/tickets", { json: { ticket } });
  }
  const report = await figures(admin, days);
  expect(report).toMatchObject({ business_hours: true, complete: true });
  expect(report.days).toHaveLength(7);
  expect(report.days[0]).toMatchObject({ date: "2026-03-02", created: 10, solved: 10, first_contact: 10 });
  expect(report.total.first_reply).toEqual({ calendar: { median: 50, p90: 90 }, business: { median: 50, p90: 60 } });
  expect(report.total.resolution.calendar).toEqual({ median: 50, p90: 90 });
  expect((await figures(admin, { ...days, from: "2026-03-03" })).total).toMatchObject({ created: 0 });
  const file = await as_agent.get("reports/export", { query: days });
  const lines = file.text.trim().split("\r\n");
  expect(lines).toHaveLength(1 + 30);
  expect(lines.filter((line) => line.includes("first_contact"))).toHaveLength(10);
  expect(lines.filter((line) => line.includes("first_reply")).at(-1)).toMatch(/"100","60",""$/);
});

test("a role with access to reports sees everybody's, restricted to groups those of its groups", async () => {
  const configuration = { report_access: "readonly", ticket_access: "all" };
  const wanted = { name: "Lead", configuration };
  const { custom_role } = await admin.ok("POST", "custom_roles", { json: { custom_role: wanted } });
  const elsewhere = (await make_group(admin)).id as number;
  await make_ticket(admin, { group_id: elsewhere });
  const lead = await make_agent(desk, [group]);
  await admin.ok("PUT", `users/${lead.id}`, { json: { user: { custom_role_id: custom_role.id } } });
  const as_lead = await sign_in(desk, lead);
  const groups = async () => ((await figures(as_lead)).groups as Json[]).map((one) => one.group_id as number);
  expect(await groups()).toEqual(expect.arrayContaining([group, elsewhere]));
  const restricted = { ...configuration, ticket_access: "within-groups" };
  await admin.ok("PUT", `custom_roles/${custom_role.id}`, { json: { custom_role: { configuration: restricted } } });
  expect(await groups()).toEqual([group]);
  expect(await behind(as_lead, "created", { group_id: elsewhere })).toEqual([]);
});

test("what cannot be asked is refused", async () => {
  for (const query of [
    { from: "yesterday", to: day() },
    { from: day(1), to: day() },
    { from: "2020-01-01", to: day() },
    { ...span(), time_zone: "Mars/Olympus" },
    { ...span(), group_id: "x" },
  ])
    expect((await admin.get("reports/figures", { query })).status).toBe(400);
  expect((await admin.get("reports/tickets", { query: { ...span(), figure: "luck" } })).status).toBe(400);
  expect((await as_customer.get("reports/figures", { query: span() })).status).toBe(403);
});
