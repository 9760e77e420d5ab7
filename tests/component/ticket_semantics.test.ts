// SPDX-License-Identifier: AGPL-3.0-or-later
// What integrations rely on when they write tickets, beyond the shape of the answers.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_group, make_ticket, make_user, unique, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

const show = async (id: number) => (await admin.ok("GET", `tickets/${id}`)).ticket as Json;

describe("comments", () => {
  test("may be given as value, as older clients write them", async () => {
    const ticket = await make_ticket(admin, { comment: { value: "By its older name." } });
    expect(ticket.description).toBe("By its older name.");
    const { audit } = await update_ticket(admin, ticket.id as number, { comment: { value: "More.", public: false } });
    expect(audit.events).toMatchObject([{ type: "Comment", body: "More.", public: false }]);
  });
});

describe("metadata", () => {
  const custom = { order: { number: 77, open: true }, source: "shop" };

  test("of a new ticket and of a change stands in the audit, and is no event", async () => {
    const json = { ticket: { subject: "s", comment: { body: "b" }, metadata: custom } };
    const made = await admin.ok("POST", "tickets", { json });
    expect(made.audit.metadata.custom).toEqual(custom);
    const id = made.ticket.id as number;
    const { audit } = await update_ticket(admin, id, { priority: "high", metadata: { step: 2 } });
    expect(audit.metadata.custom).toEqual({ step: 2 });
    expect(audit.events).toMatchObject([{ type: "Change", field_name: "priority", value: "high" }]);
    const audits = (await admin.ok("GET", `tickets/${id}/audits`)).audits as Json[];
    expect(audits.map((one) => one.metadata.custom as Json)).toEqual([custom, { step: 2 }]);
  });

  test("alone changes nothing, and is not taken without end", async () => {
    const ticket = await make_ticket(admin);
    await update_ticket(admin, ticket.id as number, { metadata: { nothing: "else" } });
    expect((await admin.ok("GET", `tickets/${ticket.id}/audits/count`)).count.value).toBe(1);
    const json = { ticket: { priority: "low", metadata: { long: "x".repeat(9_000) } } };
    const reply = await admin.put(`tickets/${ticket.id}`, { json });
    expect(reply.status).toBe(422);
    expect(reply.body.details.metadata).toHaveLength(1);
    const broken = await admin.put(`tickets/${ticket.id}`, { json: { ticket: { metadata: "text" } } });
    expect(broken.status).toBe(400);
  });
});

describe("collaborator_ids", () => {
  test("is the whole set: who is missing leaves, who is new comes in copy", async () => {
    const [first, second, third] = [await make_user(admin), await make_user(admin), await make_user(admin)];
    const agent = await make_agent(desk, [(await make_group(admin)).id as number]);
    const followers = [{ user_id: agent.id }];
    const made = await make_ticket(admin, { collaborator_ids: [first.id, second.id], followers });
    expect(made.email_cc_ids).toEqual([first.id, second.id]);
    expect(made.follower_ids).toEqual([agent.id]);
    const id = made.id as number;

    // A client that sends back what it read changes nothing.
    const { collaborator_ids } = made;
    const same = await update_ticket(admin, id, { collaborator_ids, subject: "New" });
    expect(same.ticket).toMatchObject({ email_cc_ids: made.email_cc_ids as Json, follower_ids: [agent.id] });
    await update_ticket(admin, id, { collaborator_ids: [second.id, String(third.id)] });
    expect(await show(id)).toMatchObject({ email_cc_ids: [second.id, third.id], follower_ids: [] });
    await update_ticket(admin, id, { collaborator_ids: [] });
    expect(await show(id)).toMatchObject({ email_cc_ids: [], collaborator_ids: [] });
  });

  test("names people there are", async () => {
    const ticket = await make_ticket(admin);
    const json = { ticket: { collaborator_ids: [987_654_321] } };
    expect((await admin.put(`tickets/${ticket.id}`, { json })).status).toBe(422);
  });
});

describe("followers", () => {
  test("are agents: nobody else is told of internal notes", async () => {
    const customer = await make_user(admin);
    const stranger = `${unique("stranger")}@example.com`;
    const ticket = await make_ticket(admin);
    const refused = [{ user_id: customer.id }, { user_email: customer.email as string }, { user_email: stranger }];
    for (const follower of refused) {
      const reply = await admin.put(`tickets/${ticket.id}`, { json: { ticket: { followers: [follower] } } });
      expect(reply.status).toBe(422);
      expect(reply.body.details.followers[0].error).toBe("InvalidValue");
    }
    expect((await show(ticket.id as number)).follower_ids).toEqual([]);
    const found = await admin.ok("GET", "users/search", { query: { query: `email:${stranger}` } });
    expect(found.users).toEqual([]);
  });

  test("are named by id or address, and let go", async () => {
    const agent = await make_agent(desk, [(await make_group(admin)).id as number]);
    const { id } = await make_ticket(admin, { followers: [{ user_email: agent.email as string, action: "put" }] });
    expect((await show(id as number)).follower_ids).toEqual([agent.id]);
    await update_ticket(admin, id as number, { followers: [{ user_id: agent.id, action: "delete" }] });
    expect((await show(id as number)).follower_ids).toEqual([]);
  });
});

test.each([
  ["2026-12-01T10:00:00+02:00", "2026-12-01T08:00:00Z"],
  ["2026-12-01 10:00:00 +0200", "2026-12-01T08:00:00Z"],
  ["2026-12-01 08:00:00 UTC", "2026-12-01T08:00:00Z"],
  ["2026-12-01", "2026-12-01T00:00:00Z"],
])("due_at may be written %s", async (written, shown) => {
  expect((await make_ticket(admin, { type: "task", due_at: written })).due_at).toBe(shown);
});

test("an export by time leads through its pages however recent they are", async () => {
  const made = [];
  for (let n = 0; n < 5; ++n) made.push((await make_ticket(admin)).id as number);
  const seen = new Set<number>();
  let next: string | null = "incremental/tickets?start_time=0&per_page=2";
  for (let page = 0; next && page < 100; ++page) {
    const body: Json = await admin.ok("GET", next);
    for (const ticket of body.tickets as Json[]) seen.add(ticket.id as number);
    next = body.end_of_stream ? null : (body.next_page as string);
  }
  for (const id of made) expect(seen).toContain(id);
  const too_recent = Math.floor(Date.now() / 1000) + 1_000;
  const query = { start_time: too_recent, continued: "true" };
  expect((await admin.get("incremental/tickets", { query })).status).toBe(400);
});

test("numbers are read as languages write them", async () => {
  const me = (await admin.ok("GET", "users/me")).user as Json;
  const raw = `{"ticket": {"subject": 12.5, "comment": {"body": 7}, "requester_id": ${me.id}.0, "external_id": 42}}`;
  const reply = await admin.post("tickets", { raw, content_type: "application/json" });
  expect(reply.status).toBe(201);
  const ticket = { subject: "12.5", description: "7", requester_id: me.id as number, external_id: "42" };
  expect(reply.body.ticket).toMatchObject(ticket);
});

test("a submitter is somebody", async () => {
  const ticket = { subject: "s", comment: { body: "b" }, submitter_id: 987_654_321 };
  const reply = await admin.post("tickets", { json: { ticket } });
  expect(reply.status).toBe(422);
  expect(reply.body.details.submitter[0].error).toBe("InvalidValue");
  const customer = await make_user(admin);
  expect((await make_ticket(admin, { submitter_id: customer.id })).submitter_id).toBe(customer.id);
});

test.each(["bogus", "deleted", "OPEN"])("a status of %s is a validation error, as other words are", async (status) => {
  const ticket = await make_ticket(admin);
  const reply = await admin.put(`tickets/${ticket.id}`, { json: { ticket: { status } } });
  expect(reply.status).toBe(422);
  expect(reply.body.details.status[0].error).toBe("InvalidValue");
});

describe("sideloads", () => {
  test("of groups name who is in them", async () => {
    const group = await make_group(admin);
    const agent = await make_agent(desk, [group.id as number]);
    const one = await admin.ok("GET", `groups/${group.id}`, { query: { include: "users" } });
    expect((one.users as Json[]).map((user) => user.id as number)).toEqual([agent.id]);
    const all = await admin.ok("GET", "groups", { query: { include: "users" } });
    expect((all.users as Json[]).map((user) => user.id as number)).toContain(agent.id);
    expect(await admin.ok("GET", `groups/${group.id}`)).not.toHaveProperty("users");
  });

  test("of the audits of all tickets name who and what changed", async () => {
    const customer = await make_user(admin);
    const { id } = await make_ticket(admin, { requester_id: customer.id });
    const query = { include: "users,tickets", "page[size]": 1 };
    const body = await admin.ok("GET", "ticket_audits", { query });
    expect(body.audits[0].ticket_id).toBe(id);
    expect((body.tickets as Json[]).map((ticket) => ticket.id as number)).toEqual([id]);
    const users = (body.users as Json[]).map((user) => user.id as number);
    expect(users).toContain(customer.id);
    expect(users).toContain(body.audits[0].author_id);
  });

  test("of exports are those of tickets", async () => {
    const { id } = await make_ticket(admin);
    const query = { start_time: 0, include: "metric_sets,brands,ticket_forms" };
    const body = await admin.ok("GET", "incremental/tickets", { query });
    const ticket = (body.tickets as Json[]).find((one) => one.id === id);
    expect(ticket.metric_set.ticket_id).toBe(id);
    expect((body.brands as Json[]).map((brand) => brand.id as number)).toContain(ticket.brand_id);
    expect((body.ticket_forms as Json[]).map((form) => form.id as number)).toContain(ticket.ticket_form_id);
  });
});
