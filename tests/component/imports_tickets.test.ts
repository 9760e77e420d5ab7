// SPDX-License-Identifier: AGPL-3.0-or-later
// imports/tickets: tickets with their past; and the audits of all tickets.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { run_job } from "./harness/jobs.js";
import {
  comments_of,
  make_agent,
  make_group,
  make_ticket,
  make_user,
  sign_in,
  unique,
  update_ticket,
} from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

const import_ticket = async (ticket: Json, query: Json = {}) =>
  await admin.post("imports/tickets", { json: { ticket }, query: query as Record<string, string> });

describe("imports/tickets", () => {
  test("keeps comments, authors and times, and writes to nobody", async () => {
    const [customer, agent] = [await make_user(admin), await make_agent(desk, [])];
    const outgoing = (await admin.ok("GET", "outgoing_messages")).outgoing_messages.length as number;
    const reply = await import_ticket({
      subject: "An old story",
      requester_id: customer.id,
      assignee_id: agent.id,
      status: "solved",
      tags: ["old"],
      external_id: unique("old"),
      created_at: "2019-03-01T08:00:00Z",
      solved_at: "2019-03-04T10:00:00Z",
      comments: [
        { author_id: agent.id, value: "An answer", created_at: "2019-03-02T09:00:00Z" },
        { author_id: customer.id, body: "A question", created_at: "2019-03-01T08:00:00Z" },
        { author_id: agent.id, html_body: "<p>A <b>note</b></p>", public: false, created_at: "2019-03-03T09:00:00Z" },
      ],
    });
    expect(reply.status).toBe(201);
    const ticket = reply.body.ticket as Json;
    expect(ticket).toMatchObject({
      subject: "An old story",
      description: "A question",
      status: "solved",
      assignee_id: agent.id,
      tags: ["old"],
      created_at: "2019-03-01T08:00:00Z",
      updated_at: "2019-03-04T10:00:00Z",
      comment_count: 3,
    });
    const comments = await comments_of(admin, ticket.id);
    expect(comments.map((one) => [one.author_id, one.plain_body, one.public, one.created_at])).toEqual([
      [customer.id, "A question", true, "2019-03-01T08:00:00Z"],
      [agent.id, "An answer", true, "2019-03-02T09:00:00Z"],
      [agent.id, "A note", false, "2019-03-03T09:00:00Z"],
    ]);
    const { ticket_metric } = await admin.ok("GET", `tickets/${ticket.id}/metrics`);
    expect(ticket_metric).toMatchObject({
      replies: 1,
      solved_at: "2019-03-04T10:00:00Z",
      reply_time_in_minutes: { calendar: 25 * 60 },
      full_resolution_time_in_minutes: { calendar: 74 * 60 },
    });
    expect((await admin.ok("GET", "outgoing_messages")).outgoing_messages).toHaveLength(outgoing);
  });

  test("closed ones may be archived immediately, others not", async () => {
    const fields = { created_at: "2019-01-01T00:00:00Z", comments: [{ value: "Long ago" }] };
    const query = { archive_immediately: "true" };
    expect((await import_ticket({ ...fields, status: "open" }, query)).status).toBe(422);
    const closed = await import_ticket({ ...fields, status: "closed", solved_at: "2019-01-02T00:00:00Z" }, query);
    expect(closed.body.ticket.status).toBe("closed");
  });

  test("bad input", async () => {
    const comments = [{ value: "x" }];
    const created_at = "2020-01-01T00:00:00Z";
    for (const [status, ticket] of [
      [422, { subject: "nothing said" }],
      [400, { comments: "x" }],
      [400, { comments: ["x"] }],
      [400, { comments, created_at: "yesterday" }],
      [422, { comments: [{ value: "x", author_id: 999_999_999 }] }],
      [422, { comments, created_at, solved_at: "2019-01-01T00:00:00Z", status: "solved" }],
      [
        422,
        { comments: [...comments, { value: "y", created_at: "2019-01-01T00:00:00Z" }], created_at, description: "d" },
      ],
    ] as const) {
      expect((await import_ticket(ticket)).status, JSON.stringify(ticket)).toBe(status);
    }
    const agent = await sign_in(desk, await make_agent(desk, []));
    expect((await agent.post("imports/tickets", { json: { ticket: { comments } } })).status).toBe(403);
  });

  test("many as a job", async () => {
    const tickets = [
      { comments: [{ value: "One" }], created_at: "2018-01-01T00:00:00Z" },
      { subject: "Nothing" },
      {
        description: "Two",
        created_at: "2018-01-02T00:00:00Z",
        comments: [{ value: "More", created_at: "2018-01-03T00:00:00Z" }],
      },
    ];
    const { results } = await run_job(admin, "POST", "imports/tickets/create_many", { json: { tickets } });
    expect(results.map((one: Json) => one.success)).toEqual([true, false, true]);
    expect((await comments_of(admin, results[2].id)).map((one) => one.body as string)).toEqual(["Two", "More"]);
  });
});

describe("audits", () => {
  test("of a ticket are counted", async () => {
    const { id } = await make_ticket(admin);
    await update_ticket(admin, id, { priority: "high" });
    expect((await admin.ok("GET", `tickets/${id}/audits/count`)).count.value).toBe(2);
  });

  test("of all tickets come newest first, page by page, for who sees all of them", async () => {
    const [mine, theirs] = [await make_group(admin), await make_group(admin)];
    const seen = await make_ticket(admin, { group_id: mine.id });
    const hidden = await make_ticket(admin, { group_id: theirs.id });
    const page = await admin.ok("GET", "ticket_audits", { query: { "page[size]": 1 } });
    expect(page.audits[0].ticket_id).toBe(hidden.id);
    expect(page.meta.has_more).toBe(true);
    expect((await admin.ok("GET", page.links.next as string)).audits[0].ticket_id).toBe(seen.id);
    const agent = await sign_in(desk, await make_agent(desk, [mine.id], { ticket_restriction: "groups" }));
    expect((await agent.get("ticket_audits")).status).toBe(403);
  });
});
