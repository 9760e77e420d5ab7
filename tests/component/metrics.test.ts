// SPDX-License-Identifier: AGPL-3.0-or-later
// Metrics of tickets, alone and beside their tickets.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_group, make_ticket, make_user, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

const metrics_of = async (id: number) => (await admin.ok("GET", `tickets/${id}/metrics`)).ticket_metric as Json;

test("a new ticket has measured nothing yet", async () => {
  const ticket = await make_ticket(admin);
  expect(await metrics_of(ticket.id)).toMatchObject({
    ticket_id: ticket.id,
    replies: 0,
    reopens: 0,
    assignee_stations: 0,
    group_stations: 0,
    solved_at: null,
    created_at: ticket.created_at,
    reply_time_in_minutes: { calendar: null, business: null },
    reply_time_in_seconds: { calendar: null },
  });
});

test("answers, stations, solutions and reopenings are counted", async () => {
  const [first, second] = [await make_group(admin), await make_group(admin)];
  const agent = await make_agent(desk, [first.id, second.id]);
  const customer = await make_user(admin);
  const { id } = await make_ticket(admin, { requester_id: customer.id, group_id: first.id });
  await update_ticket(admin, id, { comment: { body: "An answer" }, assignee_id: agent.id });
  await update_ticket(admin, id, { comment: { body: "A note", public: false }, group_id: second.id });
  await update_ticket(admin, id, { status: "solved" });
  await update_ticket(admin, id, { comment: { body: "Not solved at all", author_id: customer.id }, status: "open" });
  await update_ticket(admin, id, { status: "solved", comment: { body: "Now it is" } });
  const metrics = await metrics_of(id);
  expect(metrics).toMatchObject({ replies: 2, reopens: 1, assignee_stations: 1, group_stations: 2 });
  expect(metrics.reply_time_in_minutes.calendar).toBe(0);
  expect(metrics.full_resolution_time_in_minutes.calendar).toBe(0);
  expect(metrics.solved_at).toBe(metrics.status_updated_at);
  expect(metrics.reply_time_in_seconds.calendar).toBeGreaterThanOrEqual(0);
});

test("beside the ticket on request: metric sets, dates, events", async () => {
  const { id } = await make_ticket(admin);
  await update_ticket(admin, id, { status: "pending" });
  const include = "metric_sets,dates,metric_events";
  const shown = await admin.ok("GET", `tickets/${id}`, { query: { include } });
  expect(shown.ticket.metric_set).toEqual(await metrics_of(id));
  expect(shown.ticket.dates.status_updated_at).toBe(shown.ticket.metric_set.status_updated_at);
  expect(shown.metric_events.agent_work_time.map((event: Json) => event.type)).toEqual([
    "activate",
    "pause",
    "update_status",
  ]);
  const listed = await admin.ok("GET", "tickets/show_many", { query: { ids: id, include } });
  expect(listed.tickets[0].metric_set.ticket_id).toBe(id);
  expect((await admin.ok("GET", `tickets/${id}`)).ticket.metric_set).toBeUndefined();
});

test("all metrics, newest ticket first", async () => {
  const [older, newer] = [await make_ticket(admin), await make_ticket(admin)];
  const page = await admin.ok("GET", "ticket_metrics", { query: { "page[size]": 1 } });
  expect(page.ticket_metrics[0].ticket_id).toBe(newer.id);
  expect((await admin.ok("GET", page.links.next as string)).ticket_metrics[0].ticket_id).toBe(older.id);
  const numbered = await admin.ok("GET", "ticket_metrics", { query: { per_page: 2 } });
  expect(numbered.ticket_metrics.map((one: Json) => one.id)).toEqual([newer.id, older.id]);
  expect((await admin.ok("GET", `ticket_metrics/${newer.id}`)).ticket_metric.url).toContain(
    `/ticket_metrics/${newer.id}`,
  );
  expect((await admin.get("ticket_metrics/999999999")).status).toBe(404);
});
