// SPDX-License-Identifier: AGPL-3.0-or-later
// What happens at a later time: scheduled replies, snoozed tickets; and drafts that others may read.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json, SessionClient } from "./harness/client.js";
import {
  comments_of,
  make_agent,
  make_group,
  make_ticket,
  make_user,
  sign_in,
  update_ticket,
} from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let agent: SessionClient;
let customer: Json;
let group: Json;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  group = await make_group(admin);
  agent = await sign_in(desk, await make_agent(desk, [group.id]));
  customer = await make_user(admin);
});
afterAll(() => desk?.end());

const ticket_of_customer = (fields: Json = {}) =>
  make_ticket(admin, { requester_id: customer.id, group_id: group.id, ...fields });
const in_hours = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const schedule = async (client: Client, id: number, fields: Json) =>
  await client.put(`tickets/${id}/scheduled_reply`, { json: { scheduled_reply: fields } });
const words = (text: string, more: Json = {}) => ({ comment: { html_body: `<p>${text}</p>`, public: true }, ...more });
const shown = async (client: Client, id: number) => await client.ok("GET", `tickets/${id}/scheduled_reply`);
const draft_of = async (client: Client, id: number) => (await client.ok("GET", `tickets/${id}/draft`)).draft as Json;
const bodies = async (id: number) => (await comments_of(desk.admin(), id)).map((one) => one.body as string);
const said_by_customer = (id: number, body: string) =>
  update_ticket(admin, id, { comment: { body, author_id: customer.id, public: true } });

const until = (holds: () => Promise<boolean>) => expect.poll(holds, { interval: 20 }).toBe(true);

describe("scheduled replies", () => {
  test("leave at their time with all that goes with them, and are told", async () => {
    const ticket = await ticket_of_customer();
    const live = await agent.live();
    await agent.ok("PUT", `tickets/${ticket.id}/draft`, { json: { draft: { body: "Good news" } } });
    const reply = await schedule(agent, ticket.id, {
      delay_seconds: 1,
      ticket: words("Good news", { status: "pending", additional_tags: ["told"] }),
    });
    expect(reply.status).toBe(201);
    expect(reply.body.scheduled_reply).toMatchObject({
      state: "waiting",
      ticket_id: ticket.id,
      user_id: agent.user.id,
    });
    expect(await draft_of(agent, ticket.id)).toBeNull();
    const frame = await live.ticket(ticket.id, (one) => Boolean(one.comment));
    expect(frame.ticket).toMatchObject({ status: "pending", tags: ["told"] });
    expect((await shown(agent, ticket.id)).scheduled_reply).toBeNull();
    const said = (await comments_of(admin, ticket.id)).at(-1)!;
    expect(said).toMatchObject({ author_id: agent.user.id, body: "Good news", via: { channel: "web" } });
    live.close();
  });

  test("are seen by their author, and that there is one by colleagues", async () => {
    const ticket = await ticket_of_customer();
    const wanted = { send_at: in_hours(5), ticket: words("Tomorrow") };
    const { scheduled_reply } = (await schedule(agent, ticket.id, wanted)).body;
    expect((await shown(agent, ticket.id)).scheduled_reply).toEqual(scheduled_reply);
    const others = await shown(admin, ticket.id);
    expect(others.scheduled_reply).toBeNull();
    expect(others.others).toEqual([{ user_id: agent.user.id, send_at: scheduled_reply.send_at }]);
    const mine = (await agent.ok("GET", "scheduled_replies")).scheduled_replies as Json[];
    expect(mine.map((one) => one.ticket_id)).toContain(ticket.id);
    expect((await admin.ok("GET", "scheduled_replies")).scheduled_replies).toEqual([]);
    const moved = await schedule(agent, ticket.id, { send_at: in_hours(7) });
    expect(moved.status).toBe(200);
    expect(moved.body.scheduled_reply.send_at > scheduled_reply.send_at).toBe(true);
    expect(moved.body.scheduled_reply.ticket).toEqual(scheduled_reply.ticket);
  });

  test("are taken back before what was written since, or sent at once", async () => {
    const ticket = await ticket_of_customer();
    await schedule(agent, ticket.id, { send_at: in_hours(5), ticket: words("First") });
    await agent.ok("PUT", `tickets/${ticket.id}/draft`, { json: { draft: { body: "Second" } } });
    const { draft } = await agent.ok("DELETE", `tickets/${ticket.id}/scheduled_reply`);
    expect(draft.html_body).toContain("First");
    expect(draft.html_body).toContain("Second");
    expect((await agent.delete(`tickets/${ticket.id}/scheduled_reply`)).status).toBe(404);
    await schedule(agent, ticket.id, { send_at: in_hours(5), ticket: words("Now") });
    const sent = await agent.ok("POST", `tickets/${ticket.id}/scheduled_reply/send`);
    expect(sent.ticket.comment_count).toBe(2);
    expect((await agent.post(`tickets/${ticket.id}/scheduled_reply/send`)).status).toBe(404);
    expect((await bodies(ticket.id)).filter((body) => body === "Now")).toHaveLength(1);
  });

  test("stop when somebody else writes in public first, unless they are to leave anyway", async () => {
    const ticket = await ticket_of_customer();
    const live = await agent.live();
    await schedule(agent, ticket.id, { send_at: in_hours(5), ticket: words("Is it fixed?") });
    await update_ticket(admin, ticket.id, { comment: { body: "A note", public: false } });
    expect((await shown(agent, ticket.id)).scheduled_reply.state).toBe("waiting");
    await said_by_customer(ticket.id, "It is fixed");
    await live.wait_for((frame) => frame.type === "ticket_part" && frame.part === "scheduled_replies");
    expect((await shown(agent, ticket.id)).scheduled_reply).toMatchObject({
      state: "stopped",
      reason: "NewComment",
      stopped_by_id: customer.id,
    });
    expect((await draft_of(agent, ticket.id)).html_body).toContain("Is it fixed?");
    await schedule(agent, ticket.id, { send_at: in_hours(5), send_anyway: true, ticket: words("Still") });
    await said_by_customer(ticket.id, "And again");
    expect((await shown(agent, ticket.id)).scheduled_reply.state).toBe("waiting");
    live.close();
  });

  test("are checked when they are written, and fail with their reason when they cannot be done any more", async () => {
    const ticket = await ticket_of_customer();
    const refused = async (fields: Json) => (await schedule(agent, ticket.id, fields)).status;
    expect(await refused({ ticket: words("When?") })).toBe(422);
    expect(await refused({ send_at: "2020-01-01T00:00:00Z", ticket: words("Late") })).toBe(422);
    expect(await refused({ delay_seconds: 5 })).toBe(422);
    expect(await refused({ delay_seconds: 5, ticket: { comment: { body: " " } } })).toBe(422);
    expect(await refused({ delay_seconds: 5, ticket: words("x", { status: "new", priority: "huge" }) })).toBe(422);
    const stale = { safe_update: true, updated_stamp: "2020-01-01T00:00:00Z", status: "open" };
    expect(await refused({ delay_seconds: 5, ticket: words("x", stale) })).toBe(409);
    const live = await agent.live();
    await schedule(agent, ticket.id, { delay_seconds: 4, ticket: words("Too late") }); // time to close it first
    await update_ticket(admin, ticket.id, { status: "closed" });
    await until(async () => (await shown(agent, ticket.id)).scheduled_reply?.state === "failed");
    expect((await shown(agent, ticket.id)).scheduled_reply.message).toContain("closed");
    expect((await draft_of(agent, ticket.id)).html_body).toContain("Too late");
    expect(await bodies(ticket.id)).not.toContain("Too late");
    const dismissed = await agent.ok("DELETE", `tickets/${ticket.id}/scheduled_reply`);
    expect(dismissed.draft.html_body).toContain("Too late");
    live.close();
  });

  test("belong to who wrote them, on tickets they see", async () => {
    const ticket = await ticket_of_customer();
    const other = await sign_in(desk, await make_agent(desk, [], { ticket_restriction: "groups" }));
    expect((await schedule(other, ticket.id, { delay_seconds: 5, ticket: words("x") })).status).toBe(404);
    expect((await other.get(`tickets/${ticket.id}/scheduled_reply`)).status).toBe(404);
    await schedule(agent, ticket.id, { send_at: in_hours(5), ticket: words("x") });
    expect((await admin.delete(`tickets/${ticket.id}/scheduled_reply`)).status).toBe(404);
  });

  test("tell whose they are, to agents who see the ticket", async () => {
    const ticket = await ticket_of_customer();
    const live = await admin.live();
    await schedule(agent, ticket.id, { send_at: in_hours(5), ticket: words("x") });
    const frame = await live.wait_for((one) => one.part === "scheduled_replies" && one.ticket_id === ticket.id);
    expect(frame.user_id).toBe(agent.user.id);
    live.close();
  });

  test("leave once each though the server is killed while it sends them", async () => {
    const tickets = await Promise.all(Array.from({ length: 30 }, () => ticket_of_customer()));
    for (const { id } of tickets) await schedule(agent, id as number, { delay_seconds: 1, ticket: words("Once") });
    const first = tickets[0]!.id as number;
    await until(async () => (await bodies(first)).includes("Once"));
    await desk.restart("kill");
    admin = desk.admin();
    for (const { id } of tickets) {
      await until(async () => (await bodies(id as number)).includes("Once"));
    }
    for (const { id } of tickets) {
      expect((await bodies(id as number)).filter((body) => body === "Once")).toHaveLength(1);
    }
    agent = await sign_in(desk, agent.user);
  }, 60_000);
});

describe("snooze", () => {
  const ids_in = async (view: string) =>
    ((await admin.ok("GET", `views/${view}/tickets`, { query: { "page[size]": 100 } })).tickets as Json[]).map(
      (one) => one.id as number,
    );
  const snoozed_view = async () => {
    const { views } = await admin.ok("GET", "views");
    return String((views as Json[]).find((one) => one.title === "Snoozed tickets")!.id);
  };
  const count = async (view: string) => (await admin.ok("GET", `views/${view}/count`)).view_count.value as number;

  test("hides a ticket from the views that do not ask for it, until it is ended", async () => {
    const ticket = await ticket_of_customer();
    const view = await snoozed_view();
    const before = [await count("3"), await count(view)];
    const until_time = in_hours(20);
    const { ticket: hidden } = await agent.ok("POST", `tickets/${ticket.id}/snooze`, { json: { until: until_time } });
    expect(hidden.snoozed_until).toBe(until_time.replace(/\.\d+Z/, "Z"));
    expect(await ids_in("3")).not.toContain(ticket.id);
    expect(await ids_in(view)).toContain(ticket.id);
    expect([await count("3"), await count(view)]).toEqual([before[0]! - 1, before[1]! + 1]);
    const { audits } = await admin.ok("GET", `tickets/${ticket.id}/audits`);
    expect((audits as Json[]).at(-1)!.events[0]).toMatchObject({ type: "Change", field_name: "snoozed_until" });
    expect((await agent.ok("DELETE", `tickets/${ticket.id}/snooze`)).ticket.snoozed_until).toBeNull();
    expect(await ids_in("3")).toContain(ticket.id);
    expect([await count("3"), await count(view)]).toEqual(before);
  });

  test("ends by itself, also when nobody was there at the time", async () => {
    const ticket = await ticket_of_customer();
    const soon = new Date(Date.now() + 5_000).toISOString(); // a busy machine takes its time to ask
    await agent.ok("POST", `tickets/${ticket.id}/snooze`, { json: { until: soon } });
    await desk.restart("kill");
    admin = desk.admin();
    agent = await sign_in(desk, agent.user);
    await until(async () => (await admin.ok("GET", `tickets/${ticket.id}`)).ticket.snoozed_until === null);
    const { audits } = await admin.ok("GET", `tickets/${ticket.id}/audits`);
    expect((audits as Json[]).at(-1)).toMatchObject({ author_id: -1, via: { channel: "rule" } });
  });

  test("ends when the customer writes, and when the ticket is solved", async () => {
    const ticket = await ticket_of_customer();
    const snooze = () => agent.ok("POST", `tickets/${ticket.id}/snooze`, { json: { until: in_hours(20) } });
    const now = async () => (await admin.ok("GET", `tickets/${ticket.id}`)).ticket.snoozed_until as string | null;
    await snooze();
    await update_ticket(admin, ticket.id, { comment: { body: "We wait", public: true } });
    expect(await now()).not.toBeNull();
    await said_by_customer(ticket.id, "Here I am");
    expect(await now()).toBeNull();
    await snooze();
    await update_ticket(admin, ticket.id, { status: "solved" });
    expect(await now()).toBeNull();
    const refused = await agent.post(`tickets/${ticket.id}/snooze`, { json: { until: in_hours(20) } });
    expect(refused.status).toBe(422);
  });

  test("takes a time in the future, from agents", async () => {
    const ticket = await ticket_of_customer();
    const status = async (client: Client, json: Json) =>
      (await client.post(`tickets/${ticket.id}/snooze`, { json })).status;
    expect(await status(agent, {})).toBe(422);
    expect(await status(agent, { until: "soon" })).toBe(422);
    expect(await status(agent, { until: "2020-01-01T00:00:00Z" })).toBe(422);
    expect(await status(agent, { until: "9999-01-01T00:00:00Z" })).toBe(422);
    expect(await status(await sign_in(desk, customer), { until: in_hours(1) })).toBe(403);
  });

  test("is set for many at once", async () => {
    const tickets = await Promise.all(Array.from({ length: 3 }, () => ticket_of_customer()));
    const ids = tickets.map((one) => one.id as number);
    const { job_status } = await agent.ok("PUT", "tickets/update_many", {
      query: { ids: ids.join(",") },
      json: { ticket: { snoozed_until: in_hours(3) } },
    });
    await until(async () => (await agent.ok("GET", `job_statuses/${job_status.id}`)).job_status.status === "completed");
    expect(await ids_in(await snoozed_view())).toEqual(expect.arrayContaining(ids));
  });
});

describe("shared drafts", () => {
  test("are read by others and taken over; the first copy stays", async () => {
    const ticket = await ticket_of_customer();
    const live = await admin.live();
    const save = (draft: Json) => agent.ok("PUT", `tickets/${ticket.id}/draft`, { json: { draft } });
    const shared = async (client: Client) => (await client.ok("GET", `tickets/${ticket.id}/drafts`)).drafts as Json[];
    await save({ body: "Half an answer", html_body: "<p>Half an answer</p>" });
    expect(await shared(admin)).toEqual([]);
    expect((await admin.post(`tickets/${ticket.id}/drafts/${agent.user.id}/take`)).status).toBe(404);
    await save({ body: "Half an answer", html_body: "<p>Half an answer</p>", shared: true });
    await live.wait_for((frame) => frame.type === "ticket_part" && frame.part === "drafts");
    expect(await shared(admin)).toMatchObject([{ user_id: agent.user.id, body: "Half an answer", shared: true }]);
    expect(await shared(agent)).toEqual([]);
    await save({ body: "Half an answer.", html_body: "<p>Half an answer.</p>" });
    expect((await shared(admin))[0]!.body).toBe("Half an answer.");
    const { draft } = await admin.ok("POST", `tickets/${ticket.id}/drafts/${agent.user.id}/take`);
    expect(draft).toMatchObject({ html_body: "<p>Half an answer.</p>", shared: false });
    expect((await draft_of(admin, ticket.id)).body).toBe("Half an answer.");
    expect(await draft_of(agent, ticket.id)).toMatchObject({ body: "Half an answer.", shared: false });
    expect(await shared(admin)).toEqual([]);
    live.close();
  });

  test("take their files along", async () => {
    const ticket = await ticket_of_customer();
    const { token } = (
      await agent.ok("POST", "uploads", { query: { filename: "a.txt" }, raw: "a", content_type: "text/plain" })
    ).upload;
    const draft = { body: "See", uploads: [token], shared: true };
    await agent.ok("PUT", `tickets/${ticket.id}/draft`, { json: { draft } });
    await admin.ok("POST", `tickets/${ticket.id}/drafts/${agent.user.id}/take`);
    await update_ticket(admin, ticket.id, { comment: { body: "See", uploads: [token] } });
    expect((await comments_of(admin, ticket.id)).at(-1)!.attachments).toHaveLength(1);
  });
});
