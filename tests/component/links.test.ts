// SPDX-License-Identifier: AGPL-3.0-or-later
// Links between tickets, and problems with their incidents.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { comments_of, make_agent, make_group, make_ticket, sign_in, unique, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

const show = async (id: number) => (await admin.ok("GET", `tickets/${id}`)).ticket as Json;
const links_of = async (client: Client, id: number) => {
  const { links } = await client.ok("GET", `tickets/${id}/links`);
  return (links as Json[]).map((link) => `${link.type} ${link.ticket_id}`);
};
const link = (id: number, type: string, ticket_id: number) =>
  admin.post(`tickets/${id}/links`, { json: { link: { type, ticket_id } } });
const opposites = [
  ["parent", "child"],
  ["child", "parent"],
  ["depends_on", "blocks"],
  ["blocks", "depends_on"],
  ["related", "related"],
] as const;

describe("links", () => {
  test.each(opposites)("%s on one side is %s on the other, until it is taken away", async (type, opposite) => {
    const [a, b] = [await make_ticket(admin), await make_ticket(admin)];
    const reply = await link(a.id, type, b.id);
    expect(reply.status).toBe(201);
    expect(reply.body.links).toMatchObject([{ type, ticket_id: b.id, subject: b.subject, status: "new" }]);
    expect((await link(a.id, type, b.id)).status).toBe(201);
    expect(await links_of(admin, a.id)).toEqual([`${type} ${b.id}`]);
    expect(await links_of(admin, b.id)).toEqual([`${opposite} ${a.id}`]);
    for (const [id, value] of [
      [a.id, `${type} ${b.id}`],
      [b.id, `${opposite} ${a.id}`],
    ]) {
      const audits = (await admin.ok("GET", `tickets/${id}/audits`)).audits as Json[];
      const events = audits.flatMap((audit) => audit.events as Json[]).filter((event) => event.field_name === "link");
      expect(events.map((event) => event.value as string)).toEqual([value]);
    }
    const json = { link: { type: opposite, ticket_id: a.id } };
    expect((await admin.delete(`tickets/${b.id}/links`, { json })).status).toBe(204);
    expect(await links_of(admin, a.id)).toEqual([]);
    expect((await admin.delete(`tickets/${b.id}/links`, { json })).status).toBe(404);
  });

  test("no circles of parents and dependencies", async () => {
    const [a, b, c] = [await make_ticket(admin), await make_ticket(admin), await make_ticket(admin)];
    for (const type of ["parent", "depends_on"]) {
      expect((await link(a.id, type, b.id)).status).toBe(201);
      expect((await link(b.id, type, c.id)).status).toBe(201);
      expect((await link(c.id, type, a.id)).status).toBe(422);
    }
    expect((await link(a.id, "child", c.id)).status).toBe(422);
    expect((await link(c.id, "child", a.id)).status).toBe(201);
    expect((await link(a.id, "related", a.id)).status).toBe(422);
  });

  test("bad input", async () => {
    const { id } = await make_ticket(admin);
    for (const json of [{}, { link: {} }, { link: { type: "merged_into", ticket_id: 1 } }, { link: { type: 7 } }]) {
      expect((await admin.post(`tickets/${id}/links`, { json })).status).toBe(422);
    }
    expect((await link(id, "related", 999_999_999)).status).toBe(404);
    expect((await admin.post(`tickets/${id}/links`, { json: { type: "related", ticket_id: "x" } })).status).toBe(400);
  });

  test("a link tells nothing of a ticket one may not see", async () => {
    const [mine, theirs] = [await make_group(admin), await make_group(admin)];
    const restricted = await make_agent(desk, [mine.id], { ticket_restriction: "groups" });
    const seen = await make_ticket(admin, { group_id: mine.id });
    const hidden = await make_ticket(admin, { group_id: theirs.id });
    await link(seen.id, "related", hidden.id);
    const agent = await sign_in(desk, restricted);
    expect(await links_of(agent, seen.id)).toEqual([]);
    expect((await agent.get(`tickets/${hidden.id}/links`)).status).toBe(404);
    const json = { link: { type: "parent", ticket_id: hidden.id } };
    expect((await agent.post(`tickets/${seen.id}/links`, { json })).status).toBe(404);
  });
});

describe("problems and incidents", () => {
  test("solving the problem solves its incidents, with the answer on each", async () => {
    const problem = await make_ticket(admin, { type: "problem", subject: unique("Outage") });
    const incidents: Json[] = [];
    for (let i = 0; i < 45; ++i) incidents.push(await make_ticket(admin, { type: "incident", problem_id: problem.id }));
    const other = await make_ticket(admin, { type: "incident" });
    expect((await show(problem.id)).has_incidents).toBe(true);
    expect((await show(other.id)).has_incidents).toBe(false);
    const listed = await admin.ok("GET", `tickets/${problem.id}/incidents`);
    expect(listed.tickets.map((ticket: Json) => ticket.id)).toEqual(incidents.map((ticket) => ticket.id as number));
    expect((await admin.ok("GET", `tickets/${problem.id}/related`)).incidents).toBe(45);
    await update_ticket(admin, problem.id, { status: "solved", comment: { body: "The power is back." } });
    for (const incident of incidents) {
      await expect.poll(async () => (await show(incident.id)).status as string).toBe("solved");
    }
    expect((await comments_of(admin, incidents[44]!.id)).at(-1)).toMatchObject({
      body: "The power is back.",
      public: true,
    });
    expect((await show(other.id)).status).toBe("new");
  });

  test("the problem of a ticket must be one", async () => {
    const question = await make_ticket(admin, { type: "question" });
    const { id } = await make_ticket(admin);
    for (const problem_id of [question.id, 999_999_999, -1]) {
      expect((await admin.put(`tickets/${id}`, { json: { ticket: { problem_id } } })).status).toBe(422);
      const ticket = { comment: { body: "x" }, problem_id };
      expect((await admin.post("tickets", { json: { ticket } })).status).toBe(422);
    }
    expect((await update_ticket(admin, id, { problem_id: null })).ticket.problem_id).toBe(null);
  });

  test("problems that wait are listed and found by the beginning of a word", async () => {
    const word = unique("Blackout").replaceAll("-", "");
    const open = await make_ticket(admin, { type: "problem", subject: `Total ${word}` });
    const solved = await make_ticket(admin, { type: "problem", subject: `Former ${word}` });
    await update_ticket(admin, solved.id, { status: "solved" });
    const ids = ((await admin.ok("GET", "problems")).tickets as Json[]).map((ticket) => ticket.id as number);
    expect(ids).toContain(open.id);
    expect(ids).not.toContain(solved.id);
    const text = word.slice(0, -1).toLowerCase();
    const found = await admin.ok("POST", "problems/autocomplete", { json: { text } });
    expect(found.tickets.map((ticket: Json) => ticket.id)).toEqual([open.id]);
    expect((await admin.ok("POST", "problems/autocomplete", { json: { text: text.slice(1) } })).tickets).toEqual([]);
  });

  test("counts of incidents on request", async () => {
    const problem = await make_ticket(admin, { type: "problem" });
    await make_ticket(admin, { type: "incident", problem_id: problem.id });
    const reply = await admin.ok("GET", "problems", { query: { include: "incident_counts" } });
    expect(reply.incident_counts[problem.id]).toBe(1);
  });
});
