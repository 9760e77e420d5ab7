// SPDX-License-Identifier: AGPL-3.0-or-later
// SLA policies run: what is owed, when it is due, what pauses and meets it, and who is told why.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_group, make_ticket, make_user, sign_in, unique, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";
import { ids_in, is, make_view } from "./harness/views.js";

let desk: Desk;
let admin: Client;
let customer: Json;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  customer = await make_user(admin);
});
afterAll(() => desk?.end());

const clocks_of = async (id: number): Promise<Json[]> => (await admin.ok("GET", `tickets/${id}/slas`)).slas as Json[];
const clock_of = async (id: number, metric: string): Promise<Json> =>
  (await clocks_of(id)).find((clock) => clock.metric === metric);
const minutes_between = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 60_000;
const keys = (clock: Json): string[] => clock.why.map((reason: Json) => reason.key);

// A policy for the tickets of a group of its own.
async function make_policy(targets: Json[], more: Json = {}): Promise<{ group_id: number; policy: Json }> {
  const group = await make_group(admin);
  const sla_policy = {
    title: unique("policy"),
    filter: { all: [is("group_id", String(group.id))], any: [] },
    policy_metrics: targets,
    ...more,
  };
  const made = await admin.ok("POST", "slas/policies", { json: { sla_policy } });
  return { group_id: group.id as number, policy: made.sla_policy as Json };
}
const target = (metric: string, minutes: number, fields: Json = {}): Json => ({
  priority: "normal",
  metric,
  target: minutes,
  business_hours: false,
  ...fields,
});
const ask = (fields: Json) => make_ticket(admin, { requester_id: customer.id, ...fields });
// A question that was asked so long ago.
async function asked_long_ago(minutes: number, fields: Json): Promise<number> {
  const created_at = new Date(Date.now() - minutes * 60_000).toISOString();
  const ticket = { subject: unique("old"), requester_id: customer.id, description: "Hello?", created_at, ...fields };
  const made = await admin.ok("POST", "imports/tickets", { json: { ticket } });
  // Imports begin to count with their first change here.
  await update_ticket(admin, made.ticket.id, { comment: { body: "Look at this", public: false } });
  return made.ticket.id as number;
}
// One that is over: the live wire tells when its ticket says so.
async function over_for_long(minutes: number, fields: Json): Promise<number> {
  const socket = await admin.live();
  const id = await asked_long_ago(minutes, fields);
  await socket.wait_for(
    (frame) => frame.type === "ticket" && frame.ticket_id === id && frame.fields.includes("sla_breach"),
  );
  socket.close();
  return id;
}

describe("a clock", () => {
  test("begins with the ticket and is met by the first public answer", async () => {
    const { group_id, policy } = await make_policy([target("first_reply_time", 60)]);
    const { id, created_at } = await ask({ group_id });
    const [clock] = await clocks_of(id);
    expect(clock).toMatchObject({
      metric: "first_reply_time",
      policy_id: policy.id,
      policy_title: policy.title,
      state: "active",
      target_minutes: 60,
      business_hours: false,
      started_at: created_at,
      fulfilled_at: null,
      breached_at: null,
    });
    expect(minutes_between(created_at, clock!.due_at)).toBe(60);
    expect(keys(clock!)).toEqual(
      expect.arrayContaining(["policy", "no_priority", "target", "calendar_hours", "counts", "ran", "due"]),
    );
    await update_ticket(admin, id, { comment: { body: "A note", public: false } });
    expect((await clocks_of(id))[0]!.state).toBe("active");
    await update_ticket(admin, id, { comment: { body: "An answer" } });
    const [met] = await clocks_of(id);
    expect(met).toMatchObject({ state: "fulfilled", breached_at: null });
    expect(met!.fulfilled_at).not.toBeNull();
    expect(keys(met!)).toContain("met");
  });

  test("of a later question is one of its own", async () => {
    const { group_id } = await make_policy([target("first_reply_time", 60), target("next_reply_time", 30)]);
    const { id } = await ask({ group_id });
    await update_ticket(admin, id, { comment: { body: "An answer" } });
    expect(await clock_of(id, "next_reply_time")).toBeUndefined();
    await update_ticket(admin, id, { comment: { body: "And now?", author_id: customer.id } });
    expect(await clock_of(id, "next_reply_time")).toMatchObject({ state: "active", instance: 1, target_minutes: 30 });
    expect(await clock_of(id, "first_reply_time")).toMatchObject({ state: "fulfilled" });
  });

  test("stands while its customer is waited for, and goes on", async () => {
    const { group_id } = await make_policy([target("requester_wait_time", 60), target("total_resolution_time", 60)]);
    const { id } = await ask({ group_id });
    await update_ticket(admin, id, { status: "pending" });
    const paused = await clock_of(id, "requester_wait_time");
    expect(paused).toMatchObject({ state: "paused", due_at: null });
    expect(keys(paused)).toContain("paused");
    expect(await clock_of(id, "total_resolution_time")).toMatchObject({ state: "active" });
    await update_ticket(admin, id, { status: "open" });
    expect(await clock_of(id, "requester_wait_time")).toMatchObject({ state: "active" });
    await update_ticket(admin, id, { status: "solved" });
    expect((await clocks_of(id)).map((clock) => clock.state)).toEqual(["fulfilled", "fulfilled"]);
    await update_ticket(admin, id, { status: "open" });
    const again = await clock_of(id, "total_resolution_time");
    expect(again).toMatchObject({ state: "active", fulfilled_at: null });
  });

  test("takes another target with another priority, and keeps its start", async () => {
    const { group_id } = await make_policy([
      target("first_reply_time", 480),
      target("first_reply_time", 30, { priority: "urgent" }),
    ]);
    const { id, created_at } = await ask({ group_id });
    expect((await clocks_of(id))[0]!.target_minutes).toBe(480);
    await update_ticket(admin, id, { priority: "urgent" });
    const [urgent] = await clocks_of(id);
    expect(urgent).toMatchObject({ target_minutes: 30, started_at: created_at });
    expect(minutes_between(created_at, urgent!.due_at)).toBe(30);
    await update_ticket(admin, id, { priority: "low" });
    expect(await clocks_of(id)).toEqual([]);
  });

  test("reads the history of a ticket that a policy comes to apply to", async () => {
    const { group_id } = await make_policy([target("first_reply_time", 60), target("periodic_update_time", 60)]);
    const { id, created_at } = await ask({});
    expect(await clocks_of(id)).toEqual([]);
    await update_ticket(admin, id, { comment: { body: "An answer" } });
    await update_ticket(admin, id, { group_id });
    expect(await clock_of(id, "first_reply_time")).toMatchObject({ state: "fulfilled", started_at: created_at });
    expect(await clock_of(id, "periodic_update_time")).toMatchObject({ state: "active" });
    await update_ticket(admin, id, { group_id: (await make_group(admin)).id });
    expect(await clocks_of(id)).toEqual([]);
  });

  test("is of the first policy that fits, and says which did not", async () => {
    const group = await make_group(admin);
    const all = [is("group_id", String(group.id))];
    const policy_metrics = [target("first_reply_time", 60)];
    const vip = {
      title: unique("vip"),
      filter: { all: [...all, is("current_tags", "vip", "includes")], any: [] },
      policy_metrics: [target("first_reply_time", 5)],
    };
    await admin.ok("POST", "slas/policies", { json: { sla_policy: vip } });
    const rest = { title: unique("rest"), filter: { all, any: [] }, policy_metrics };
    await admin.ok("POST", "slas/policies", { json: { sla_policy: rest } });
    const { id } = await ask({ group_id: group.id });
    const [clock] = await clocks_of(id);
    expect(clock!.policy_title).toBe(rest.title);
    expect(clock!.why).toContainEqual({
      key: "passed_over",
      params: { title: vip.title, reason: "condition", field: "current_tags", operator: "includes", value: "vip" },
    });
    await update_ticket(admin, id, { additional_tags: ["vip"] });
    expect((await clocks_of(id))[0]).toMatchObject({ policy_title: vip.title, target_minutes: 5 });
  });
});

test("a change of the clocks is told live", async () => {
  const { group_id } = await make_policy([target("first_reply_time", 60)]);
  const socket = await admin.live();
  const { id } = await ask({ group_id });
  const told = (frame: Json) => frame.type === "ticket_part" && frame.ticket_id === id;
  expect(await socket.wait_for(told)).toMatchObject({ part: "slas", user_id: null });
  await update_ticket(admin, id, { comment: { body: "An answer" } });
  await socket.wait_for(told);
  socket.close();
});

test("a deleted ticket owes nothing; one that is restored does again", async () => {
  const { group_id } = await make_policy([target("total_resolution_time", 600)]);
  const { id } = await ask({ group_id });
  const before = await clocks_of(id);
  await admin.delete(`tickets/${id}`);
  const { results } = await admin.ok("GET", "search", { query: { query: `group:${group_id} sla:*` } });
  expect(results).toEqual([]);
  await admin.ok("PUT", `deleted_tickets/${id}/restore`);
  const after = await clocks_of(id);
  expect(after).toMatchObject([{ state: "active", started_at: before[0]!.started_at }]);
});

test("clocks are exported", async () => {
  const { group_id, policy } = await make_policy([target("first_reply_time", 60), target("periodic_update_time", 30)]);
  const { id } = await ask({ group_id });
  await update_ticket(admin, id, { comment: { body: "An answer" } });
  const { metric_events } = await admin.ok("GET", `tickets/${id}`, { query: { include: "metric_events" } });
  const of = (metric: string, type: string) => metric_events[metric].filter((event: Json) => event.type === type);
  expect(of("reply_time", "apply_sla")).toEqual([
    expect.objectContaining({
      instance_id: 1,
      sla: {
        target: 60,
        target_in_seconds: 3600,
        business_hours: false,
        policy: { id: policy.id, title: policy.title, description: policy.description ?? "" },
      },
    }),
  ]);
  expect(of("periodic_update_time", "activate").length).toBe(1);
});

describe("what is over", () => {
  test("is breached once, told live and written down", async () => {
    const { group_id } = await make_policy([target("first_reply_time", 60)]);
    const id = await over_for_long(90, { group_id });
    const [late] = await clocks_of(id);
    expect(late).toMatchObject({ state: "active", breached_at: late!.due_at, fulfilled_at: null });
    expect(keys(late!)).toContain("breached");
    const { audits } = await admin.ok("GET", `tickets/${id}/audits`);
    const events = (audits as Json[]).flatMap((audit) => audit.events as Json[]);
    expect(events.filter((event) => event.field_name === "sla_breach")).toEqual([
      expect.objectContaining({ type: "Change", value: "first_reply_time" }),
    ]);
    const board = (await admin.ok("GET", "dashboard")).dashboard.sla as Json;
    expect(board.breached).toBeGreaterThanOrEqual(1);
    await update_ticket(admin, id, { comment: { body: "Sorry that it took so long" } });
    const [met] = await clocks_of(id);
    expect(met).toMatchObject({ state: "fulfilled", breached_at: late!.breached_at });
    expect(keys(met!)).toContain("met_late");
    const { metric_events } = await admin.ok("GET", `tickets/${id}`, { query: { include: "metric_events" } });
    const types = metric_events.reply_time.map((event: Json) => event.type);
    expect(types.filter((type: string) => type === "breach").length).toBe(1);
    expect(metric_events.reply_time.find((event: Json) => event.type === "apply_sla").sla).toMatchObject({
      target: 60,
      target_in_seconds: 3600,
      business_hours: false,
    });
  });

  test("is found by search, on the dashboard, in views and in lists", async () => {
    const { group_id } = await make_policy([target("first_reply_time", 60)]);
    const late = await over_for_long(90, { group_id });
    const soon = await asked_long_ago(30, { group_id });
    const found = async (words: string) => {
      const query = `type:ticket group:${group_id} ${words}`;
      const { results } = await admin.ok("GET", "search", { query: { query } });
      return (results as Json[]).map((ticket) => ticket.id);
    };
    expect(await found("sla:breached")).toEqual([late]);
    expect(await found("sla:at_risk")).toEqual([soon]);
    expect(await found("sla:none")).toEqual([]);
    expect((await admin.get("search", { query: { query: "sla:nonsense" } })).status).toBe(422);

    const agent = await make_agent(desk, [group_id], { ticket_restriction: "groups" });
    const board = (await (await sign_in(desk, agent)).ok("GET", "dashboard")).dashboard.sla as Json;
    expect(board).toMatchObject({ at_risk: 1, breached: 1 });
    expect(board.next).toEqual([
      expect.objectContaining({ ticket_id: soon, metric: "first_reply_time", group_id, assignee_id: null }),
    ]);
    const stranger = await make_agent(desk, [(await make_group(admin)).id], { ticket_restriction: "groups" });
    expect((await (await sign_in(desk, stranger)).ok("GET", "dashboard")).dashboard.sla).toEqual({
      at_risk: 0,
      breached: 0,
      next: [],
    });
    expect((await (await sign_in(desk, stranger)).get(`tickets/${soon}/slas`)).status).toBe(404);

    const narrow = is("group_id", String(group_id));
    const view = await make_view(admin, {
      all: [narrow, is("status", "solved", "less_than")],
      output: { columns: ["subject"], sort_by: "sla_next_breach_at", sort_order: "asc" },
    });
    expect(await ids_in(admin, view)).toEqual([soon, late]);
    const narrowed = { all: [narrow], output: { columns: ["sla_next_breach_at"] } };
    const { rows } = await admin.ok("POST", "views/preview", { json: { view: narrowed } });
    const due = new Map((rows as Json[]).map((row) => [row.ticket.id, row.sla_next_breach_at]));
    expect(due.get(soon)).toBe((await clocks_of(soon))[0]!.due_at);
    expect(due.get(late)).toBeNull();
    const near = await make_view(admin, { all: [narrow, is("until_sla_next_breach_at", "1", "less_than")] });
    expect(await ids_in(admin, near)).toEqual([soon]);
    const over = await make_view(admin, { all: [narrow, is("sla_next_breach_at", "2", "less_than")] });
    expect(await ids_in(admin, over)).toEqual([late]);

    const query = { ids: `${soon},${late}`, include: "slas" };
    const { tickets } = await admin.ok("GET", "tickets/show_many", { query });
    const shown = new Map((tickets as Json[]).map((ticket) => [ticket.id, ticket]));
    const due_at = (await clocks_of(soon))[0]!.due_at;
    expect(shown.get(soon).sla_due_at).toBe(due_at);
    expect(shown.get(soon).slas.policy_metrics).toEqual([
      { breach_at: due_at, stage: "active", metric: "first_reply_time", minutes: expect.any(Number) },
    ]);
    expect(shown.get(late).sla_due_at).toBeNull();
    expect(shown.get(late).slas.policy_metrics[0].minutes).toBeLessThan(0);
    expect((await admin.ok("GET", `tickets/${soon}`)).ticket.slas).toBeUndefined();
  });
});

describe("business hours", () => {
  const day_ms = 86_400_000;
  // A schedule of one whole day of the week: not today, not yesterday, not tomorrow.
  let opens_at: number;
  let schedule: Json;
  beforeAll(async () => {
    const today = Math.floor(Date.now() / day_ms);
    opens_at = (today + 3) * day_ms;
    const start_time = new Date(opens_at).getUTCDay() * 1440;
    const intervals = [{ start_time, end_time: start_time + 1440 }];
    const json = { schedule: { name: "One day", time_zone: "UTC", intervals } };
    schedule = (await admin.ok("POST", "business_hours/schedules", { json })).schedule;
  });
  const iso = (ms: number) => new Date(ms).toISOString().replace(/\.000Z$/, "Z");

  test("are what a target is measured in", async () => {
    const { group_id } = await make_policy([target("first_reply_time", 90, { business_hours: true })]);
    const { id } = await ask({ group_id });
    const [clock] = await clocks_of(id);
    expect(clock).toMatchObject({ business_hours: true, due_at: iso(opens_at + 90 * 60_000), elapsed_minutes: 0 });
    expect(clock!.why).toContainEqual({ key: "business_hours", params: { schedule: "One day", time_zone: "UTC" } });

    // A holiday counts from the ticket's next change on.
    const date = iso(opens_at).slice(0, 10);
    await admin.ok("POST", `business_hours/schedules/${schedule.id}/holidays`, {
      json: { holiday: { name: "Feast", start_date: date, end_date: date } },
    });
    expect((await clocks_of(id))[0]!.due_at).toBe(clock!.due_at);
    await update_ticket(admin, id, { comment: { body: "Who works on Sunday?", public: false } });
    expect((await clocks_of(id))[0]!.due_at).toBe(iso(opens_at + 7 * day_ms + 90 * 60_000));
  });

  test("are what views may ask for", async () => {
    const { group_id } = await make_policy([]);
    const { id } = await ask({ group_id });
    const old = await asked_long_ago(8 * 24 * 60, { group_id });
    const narrow = is("group_id", String(group_id));
    const asks = async (field: string, operator: string, hours: number) =>
      (await ids_in(admin, await make_view(admin, { all: [narrow, is(field, String(hours), operator)] }))).sort();
    expect(await asks("NEW", "less_than_business_hours", 1)).toEqual([id]);
    expect(await asks("NEW", "less_than_business_hours", 25)).toEqual([id, old]);
    expect(await asks("NEW", "greater_than_business_hours", 23)).toEqual([old]);
    expect(await asks("NEW", "greater_than_business_hours", 24)).toEqual([]);
    expect(await asks("NEW", "is_business_hours", 24)).toEqual([old]);
  });

  test("are told in the metrics of a ticket", async () => {
    const { id } = await ask({});
    await update_ticket(admin, id, { status: "solved", comment: { body: "Done" } });
    const { ticket_metric } = await admin.ok("GET", `tickets/${id}/metrics`);
    expect(ticket_metric.reply_time_in_minutes).toEqual({ calendar: 0, business: 0 });
    expect(ticket_metric.full_resolution_time_in_minutes.business).toBe(0);
  });

  test("have a zone by either name", async () => {
    const json = { schedule: { name: "Coast", time_zone: "Pacific Time (US & Canada)" } };
    const { schedule: made } = await admin.ok("POST", "business_hours/schedules", { json });
    expect(made.time_zone).toBe(json.schedule.time_zone);
  });

  test.each(["Nowhere/At all", ""])("are in a time zone that there is, not in %j", async (time_zone) => {
    const reply = await admin.post("business_hours/schedules", { json: { schedule: { name: "x", time_zone } } });
    expect(reply.status).toBe(422);
  });
});

test("what ran before a restart goes on after it", async () => {
  const { group_id } = await make_policy([target("first_reply_time", 60)]);
  const { id } = await ask({ group_id });
  const before = await clocks_of(id);
  await desk.restart("kill");
  admin = desk.admin();
  const after = await clocks_of(id);
  expect(after.map((clock) => clock.due_at)).toEqual(before.map((clock) => clock.due_at));
  await update_ticket(admin, id, { comment: { body: "An answer" } });
  expect((await clocks_of(id))[0]!.state).toBe("fulfilled");
});
