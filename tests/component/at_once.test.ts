// SPDX-License-Identifier: AGPL-3.0-or-later
// Many who change the same things at the same time: nothing is lost, nothing belongs to nobody, nobody waits forever.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client, Json, SessionClient } from "./harness/client.js";
import { run_job } from "./harness/jobs.js";
import { comments_of, make_agent, make_ticket, make_user, sign_in, unique, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let agent: SessionClient;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  agent = await sign_in(desk, await make_agent(desk, []));
});
afterAll(() => desk?.end());

const ticket_of = async (id: number): Promise<Json> => (await admin.ok("GET", `tickets/${id}`)).ticket;
const make_tickets = async (count: number, fields: Json = {}): Promise<number[]> => {
  const ids: number[] = [];
  for (let i = 0; i < count; ++i) ids.push((await make_ticket(admin, fields)).id as number);
  return ids;
};
const times = (count: number) => Array.from({ length: count }, (_, i) => i);

test("jobs on the same tickets", async () => {
  const ids = (await make_tickets(20)).join(",");
  const job = (client: Client, ticket: Json) =>
    run_job(client, "PUT", "tickets/update_many", { query: { ids }, json: { ticket } });
  const jobs = await Promise.all([
    job(admin, { additional_tags: ["one"], priority: "high" }),
    job(agent, { additional_tags: ["two"], comment: { body: "From two", public: false } }),
    job(admin, { additional_tags: ["three"], remove_tags: ["none"] }),
  ]);
  for (const done of jobs) expect((done.results as Json[]).filter((one) => !one.success)).toEqual([]);
  for (const id of ids.split(",").map(Number)) {
    const ticket = await ticket_of(id);
    expect((ticket.tags as string[]).toSorted()).toEqual(["one", "three", "two"]);
    expect(ticket).toMatchObject({ priority: "high", comment_count: 2 });
    const { audits } = await admin.ok("GET", `tickets/${id}/audits`);
    expect(audits).toHaveLength(4);
  }
});

test("answers, tags and fields of one ticket by many", async () => {
  const [id] = (await make_tickets(1)) as [number];
  const count = 24;
  await Promise.all(
    times(count).map((i) => {
      const change = { comment: { body: `words ${i}`, public: i % 2 === 0 }, additional_tags: [`tag${i}`] };
      return update_ticket(i % 3 ? admin : agent, id, change);
    }),
  );
  const ticket = await ticket_of(id);
  expect(new Set(ticket.tags as string[])).toEqual(new Set(times(count).map((i) => `tag${i}`)));
  expect(ticket.comment_count).toBe(count + 1);
  const bodies = (await comments_of(admin, id)).slice(1).map((one) => one.body as string);
  expect(bodies.toSorted()).toEqual(times(count).map((i) => `words ${i}`).toSorted());
});

test("of those who saw the same state one wins, the others are told", async () => {
  const [id] = (await make_tickets(1)) as [number];
  const seen = await ticket_of(id);
  const change = (subject: string) => ({
    json: { ticket: { subject, safe_update: true, updated_stamp: seen.updated_at } },
  });
  // Within a second of the creation nobody has an older state: the stamp counts seconds.
  const replies = await Promise.all(times(6).map((i) => admin.put(`tickets/${id}`, change(`subject ${i}`))));
  expect(replies.filter((one) => ![200, 409].includes(one.status))).toEqual([]);
  expect(replies.some((one) => one.status === 200)).toBe(true);
});

test("a person who is merged while their tickets come", async () => {
  const [loser, winner] = [await make_user(admin), await make_user(admin)];
  const made: Promise<Json | null>[] = [];
  const ask = (i: number) =>
    admin
      .post("tickets", {
        json: { ticket: { subject: `s${i}`, comment: { body: "x" }, requester_id: loser.id } },
      })
      .then((reply) => {
        expect([201, 422]).toContain(reply.status);
        return reply.status === 201 ? (reply.body.ticket as Json) : null;
      });
  for (let i = 0; i < 10; ++i) made.push(ask(i));
  const merge = admin.put(`users/${loser.id}/merge`, { json: { user: { id: winner.id } } });
  for (let i = 10; i < 20; ++i) made.push(ask(i));
  expect((await merge).status).toBe(200);
  const ids = (await Promise.all(made)).filter((one) => one !== null).map((one) => one.id as number);
  const owners = async () => [...new Set(await Promise.all(ids.map(async (id) => (await ticket_of(id)).requester_id)))];
  await expect.poll(owners).toEqual(ids.length ? [winner.id] : []);
});

test("two who merge two tickets into each other", async () => {
  const [one, two] = (await make_tickets(2)) as [number, number];
  const merge = (into: number, source: number) =>
    run_job(admin, "POST", `tickets/${into}/merge`, { json: { ids: [source] } });
  const jobs = await Promise.all([merge(one, two), merge(two, one)]);
  const statuses = [(await ticket_of(one)).status as string, (await ticket_of(two)).status as string];
  expect(statuses.filter((status) => status === "closed")).toHaveLength(1);
  expect(jobs.filter((job) => (job.results as Json[])[0]?.success === true).length).toBeLessThan(2);
});

test("a group, a ticket, a view that go while they are used", async () => {
  const [id] = (await make_tickets(1)) as [number];
  const group = (await admin.ok("POST", "groups", { json: { group: { name: unique("going") } } })).group as Json;
  const moves = times(8).map(() => admin.put(`tickets/${id}`, { json: { ticket: { group_id: group.id } } }));
  const gone = admin.delete(`groups/${group.id}`);
  const statuses = (await Promise.all(moves)).map((one) => one.status);
  await gone;
  expect(statuses.filter((status) => ![200, 422].includes(status))).toEqual([]);
  const ticket = await ticket_of(id);
  if (ticket.group_id !== null) {
    expect((await admin.get(`groups/${ticket.group_id}`)).status).toBe(200);
  }
  const updates = times(8).map((i) => admin.put(`tickets/${id}`, { json: { ticket: { comment: { body: `c${i}` } } } }));
  const deletion = admin.delete(`tickets/${id}`);
  const after = (await Promise.all(updates)).map((one) => one.status);
  expect((await deletion).status).toBe(204);
  expect(after.filter((status) => ![200, 404].includes(status))).toEqual([]);
  expect((await admin.get(`tickets/${id}`)).status).toBe(404);
});

test("one who makes the same person many times", async () => {
  const email = `${unique("same")}@example.com`;
  const user = { name: "Same", email };
  const replies = await Promise.all(
    times(12).map((i) => admin.post(i % 2 ? "users/create_or_update" : "users", { json: { user } })),
  );
  expect(replies.filter((one) => ![200, 201, 422].includes(one.status)).map((one) => one.text)).toEqual([]);
  const { users } = await admin.ok("GET", "users/search", { query: { query: email } });
  expect(users).toHaveLength(1);
  const tickets = await Promise.all(
    times(8).map((i) =>
      make_ticket(admin, { requester: { name: "New", email: `x-${email}` }, subject: `t${i}` }),
    ),
  );
  expect(new Set(tickets.map((one) => one.requester_id)).size).toBe(1);
});
