// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_group, make_ticket, make_user, sign_in, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let customer: Json;
let as_customer: Client;
let agent: Json;
let as_agent: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  agent = await make_agent(desk, [(await make_group(admin)).id as number]);
  as_agent = await sign_in(desk, agent);
  customer = await make_user(admin);
  as_customer = await sign_in(desk, customer);
});
afterAll(() => desk?.end());

const solved_ticket = async (): Promise<Json> => {
  const { id } = await make_ticket(admin, { requester_id: customer.id, assignee_id: agent.id });
  return (await update_ticket(admin, id as number, { status: "solved" })).ticket;
};
const rate = (client: Client, id: number, satisfaction_rating: Json) =>
  client.post(`tickets/${id}/satisfaction_rating`, { json: { satisfaction_rating } });
const listed = async (query: Record<string, string>): Promise<number[]> =>
  ((await admin.ok("GET", "satisfaction_ratings", { query })).satisfaction_ratings as Json[]).map(
    (row) => row.ticket_id as number,
  );

describe("rating", () => {
  test("by the requester of a solved ticket; the ticket and its audits show it", async () => {
    const ticket = await solved_ticket();
    expect(ticket.satisfaction_rating).toBeNull();
    const reply = await rate(as_customer, ticket.id, { score: "good", comment: "Quick and kind" });
    expect(reply.status).toBe(200);
    expect(reply.body.satisfaction_rating).toMatchObject({
      ticket_id: ticket.id,
      requester_id: customer.id,
      assignee_id: agent.id,
      score: "good",
      comment: "Quick and kind",
      reason_code: null,
    });
    const shown = (await admin.ok("GET", `tickets/${ticket.id}`)).ticket;
    expect(shown.satisfaction_rating).toMatchObject({ score: "good", comment: "Quick and kind" });
    expect(shown.status).toBe("solved");
    const audits = (await admin.ok("GET", `tickets/${ticket.id}/audits`)).audits as Json[];
    expect(audits.at(-1).events).toContainEqual(
      expect.objectContaining({ type: "Change", field_name: "satisfaction_score", value: "good" }),
    );
  });

  test("a second one takes the place of the first", async () => {
    const { id } = await solved_ticket();
    await rate(as_customer, id, { score: "bad", reason_code: 5, comment: "Slow" });
    const first = (await admin.ok("GET", `satisfaction_ratings/${id}`)).satisfaction_rating;
    expect(first).toMatchObject({ score: "bad", reason_code: 5, reason: expect.any(String) as string });
    await rate(as_customer, id, { score: "good" });
    const second = (await admin.ok("GET", `satisfaction_ratings/${id}`)).satisfaction_rating;
    expect(second).toMatchObject({ id: first.id, score: "good", comment: null, reason: null });
    expect(second.created_at).toBe(first.created_at);
  });

  test("nobody else, nothing unsolved, no invented score", async () => {
    const { id } = await solved_ticket();
    expect((await rate(as_agent, id, { score: "good" })).status).toBe(403);
    expect((await rate(await sign_in(desk, await make_user(admin)), id, { score: "good" })).status).toBe(404);
    expect((await rate(as_customer, id, { score: "superb" })).status).toBe(422);
    expect((await rate(as_customer, id, { score: "offered" })).status).toBe(403);
    expect((await rate(as_customer, id, { score: "bad", reason_code: 12345 })).status).toBe(422);
    const open = await make_ticket(admin, { requester_id: customer.id });
    expect((await rate(as_customer, open.id, { score: "good" })).status).toBe(422);
    expect((await admin.get(`satisfaction_ratings/${open.id}`)).status).toBe(404);
  });
});

describe("lists", () => {
  test("by score, with and without comment, by time", async () => {
    const tickets = [await solved_ticket(), await solved_ticket(), await solved_ticket()].map(
      (one) => one.id as number,
    );
    await rate(as_customer, tickets[0]!, { score: "good" });
    await rate(as_customer, tickets[1]!, { score: "good", comment: "Nice" });
    await rate(as_customer, tickets[2]!, { score: "bad", comment: "Awful" });
    const only = async (query: Record<string, string>) => (await listed(query)).filter((id) => tickets.includes(id));
    expect(await only({})).toEqual(tickets);
    expect(await only({ score: "good" })).toEqual(tickets.slice(0, 2));
    expect(await only({ score: "good_without_comment" })).toEqual([tickets[0]]);
    expect(await only({ score: "received_with_comment" })).toEqual(tickets.slice(1));
    expect(await only({ score: "offered" })).toEqual([]);
    const soon = String(Math.floor(Date.now() / 1000) + 3600);
    expect(await only({ start_time: soon })).toEqual([]);
    expect(await only({ end_time: soon })).toEqual(tickets);
    expect((await admin.get("satisfaction_ratings", { query: { score: "x" } })).status).toBe(400);
    expect((await admin.get("satisfaction_ratings", { query: { start_time: "x" } })).status).toBe(400);
    const page = await admin.ok("GET", "satisfaction_ratings", {
      query: { "page[size]": 100, include: "users,tickets" },
    });
    expect((page.users as Json[]).map((user) => user.id)).toContain(customer.id);
    expect((page.tickets as Json[]).map((ticket) => ticket.id)).toEqual(expect.arrayContaining(tickets));
    const { count } = await admin.ok("GET", "satisfaction_ratings/count");
    expect(count.value).toBe((await listed({})).length);
  });

  test("agents of other groups do not see them", async () => {
    const { id } = await solved_ticket();
    await rate(as_customer, id, { score: "good" });
    const group = await make_group(admin);
    const stranger = await make_agent(desk, [group.id as number], { ticket_restriction: "groups" });
    const client = await sign_in(desk, stranger);
    expect((await client.ok("GET", "satisfaction_ratings")).satisfaction_ratings).toEqual([]);
    expect((await client.get(`satisfaction_ratings/${id}`)).status).toBe(404);
    expect((await as_customer.get("satisfaction_ratings")).status).toBe(403);
  });

  test("reasons are known to everybody", async () => {
    const { reasons } = await as_customer.ok("GET", "satisfaction_reasons");
    const { reason } = await as_customer.ok("GET", `satisfaction_reasons/${reasons[0].id}`);
    expect(reason).toEqual(reasons[0]);
    expect((await as_customer.get("satisfaction_reasons/99999")).status).toBe(404);
  });
});
