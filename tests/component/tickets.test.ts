// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import {
  comments_of,
  make_agent,
  make_group,
  make_ticket,
  make_user,
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

const show = async (id: number) => (await admin.ok("GET", `tickets/${id}`)).ticket as Json;
const huge = "9223372036854775807";

describe("create", () => {
  test("answers the ticket and its audit, with a Location that works", async () => {
    const reply = await admin.post("tickets", {
      json: {
        ticket: {
          subject: "Printer on fire",
          comment: { body: "Please hurry.\n\nThere is smoke." },
          requester: { name: "Rita Requester", email: "Rita.Requester@example.com" },
          priority: "urgent",
          type: "incident",
          tags: ["Fire", "printer"],
          external_id: "ext-1",
        },
      },
    });
    expect(reply.status).toBe(201);
    const { ticket, audit } = reply.body;
    expect(ticket).toMatchObject({
      subject: "Printer on fire",
      raw_subject: "Printer on fire",
      description: "Please hurry.\n\nThere is smoke.",
      status: "new",
      priority: "urgent",
      type: "incident",
      external_id: "ext-1",
      comment_count: 1,
      last_comment_excerpt: expect.stringContaining("Please hurry.") as unknown,
      via: { channel: "api" },
      is_public: true,
      has_attachments: false,
      has_draft: false,
    });
    expect([...ticket.tags].sort()).toEqual(["fire", "printer"]);
    expect(audit.ticket_id).toBe(ticket.id);
    expect(audit.events.map((event: Json) => event.type)).toContain("Comment");
    const requester = (await admin.ok("GET", `users/${ticket.requester_id}`)).user;
    expect(requester).toMatchObject({
      name: "Rita Requester",
      email: expect.stringMatching(/^rita\.requester@example\.com$/i) as unknown,
      role: "end-user",
    });
    expect((await admin.ok("GET", reply.headers.get("location")!)).ticket.id).toBe(ticket.id);
    expect((await admin.ok("GET", ticket.url as string)).ticket.id).toBe(ticket.id);
  });

  test("a known requester is found by e-mail, not made twice", async () => {
    const user = await make_user(admin);
    const requester = { name: "Another Name", email: (user.email as string).toUpperCase() };
    const ticket = await make_ticket(admin, { requester });
    expect(ticket.requester_id).toBe(user.id);
    expect((await make_ticket(admin, { requester_id: user.id })).requester_id).toBe(user.id);
  });

  test("with an assignee it is open", async () => {
    const group = await make_group(admin);
    const agent = await make_agent(desk, [group.id]);
    const ticket = await make_ticket(admin, { assignee_id: agent.id, group_id: group.id });
    expect(ticket).toMatchObject({ status: "open", assignee_id: agent.id, group_id: group.id });
  });

  test("HTML comments are sanitised and have a plain form", async () => {
    const html_body = '<p>Hello <b>you</b></p><script>alert(1)</script><img src=x onerror="alert(2)">';
    const { id } = await make_ticket(admin, { comment: { html_body } });
    const [comment] = await comments_of(admin, id);
    expect(comment.html_body).toContain("<b>you</b>");
    expect(comment.html_body).not.toMatch(/script|onerror|alert/);
    expect(comment.plain_body).toContain("Hello you");
    expect(comment.plain_body).not.toContain("<");
  });

  test("a text that looks like HTML stays text", async () => {
    const { id } = await make_ticket(admin, { comment: { body: "if a<b && b>c: <script>alert(1)</script>" } });
    const [comment] = await comments_of(admin, id);
    expect(comment.body).toBe("if a<b && b>c: <script>alert(1)</script>");
    expect(comment.html_body).toContain("&lt;script&gt;");
  });

  test("any script survives", async () => {
    const subject = "Žluťoučký kůň 🐎 Привет ąčęėįšųū ăâîșț \u202Ertl 漢字";
    const ticket = await make_ticket(admin, { subject, comment: { body: subject } });
    expect((await show(ticket.id)).subject).toBe(subject);
  });

  test.each([
    ["no comment", { subject: "x" }],
    ["an empty comment", { subject: "x", comment: { body: "" } }],
    ["an unknown status", { comment: { body: "x" }, status: "happy" }],
    ["an unknown priority", { comment: { body: "x" }, priority: "asap" }],
    ["an unknown requester", { comment: { body: "x" }, requester_id: 999_999 }],
    ["an unknown group", { comment: { body: "x" }, group_id: 999_999 }],
    ["an unknown assignee", { comment: { body: "x" }, assignee_id: 999_999 }],
    [
      "a requester without a usable e-mail",
      { comment: { body: "x" }, requester: { name: "N", email: "not an address" } },
    ],
    ["an upload that does not exist", { comment: { body: "x", uploads: ["nope"] } }],
  ])("%s is not acceptable", async (_, ticket) => {
    const before = (await admin.ok("GET", "tickets/count")).count.value as number;
    const reply = await admin.post("tickets", { json: { ticket } });
    expect([400, 404, 422]).toContain(reply.status);
    expect((await admin.ok("GET", "tickets/count")).count.value).toBe(before);
  });

  test("an end-user can not be the assignee", async () => {
    const user = await make_user(admin);
    const reply = await admin.post("tickets", { json: { ticket: { comment: { body: "x" }, assignee_id: user.id } } });
    expect(reply.status).toBe(422);
  });
});

describe("bad input", () => {
  const wrong_values: Json[] = [null, true, 7, -1, 1.5, 1e300, "x", "", [], [null], [[]], {}, { a: 1 }, huge];
  const fields = [
    "subject",
    "comment",
    "requester",
    "requester_id",
    "status",
    "priority",
    "type",
    "group_id",
    "assignee_id",
    "tags",
    "additional_tags",
    "remove_tags",
    "followers",
    "email_ccs",
    "collaborators",
    "safe_update",
    "updated_stamp",
    "external_id",
  ];

  test.each(fields)("any type in %s: never a 500", async (field) => {
    const { id } = await make_ticket(admin);
    for (const value of wrong_values) {
      const json = { ticket: { comment: { body: "x" }, [field]: value } };
      expect((await admin.post("tickets", { json })).status).toBeLessThan(500);
      expect((await admin.put(`tickets/${id}`, { json: { ticket: { [field]: value } } })).status).toBeLessThan(500);
    }
  });

  test.each(["body", "html_body", "public", "uploads", "author_id"])(
    "any type in comment.%s: never a 500",
    async (field) => {
      for (const value of wrong_values) {
        const reply = await admin.post("tickets", { json: { ticket: { comment: { body: "x", [field]: value } } } });
        expect(reply.status).toBeLessThan(500);
      }
    },
  );

  test("broken JSON is a 400", async () => {
    const broken = [
      "{",
      "",
      "nonsense",
      '{"ticket":',
      '{"ticket":{"subject":"\\ud800"}',
      "[1,2",
      "\u0000",
      '{"a":1}x',
      "[".repeat(20_000),
    ];
    for (const raw of broken) {
      const reply = await admin.post("tickets", { raw, content_type: "application/json" });
      expect([400, 422], raw.slice(0, 20)).toContain(reply.status);
    }
    const not_utf8 = new Uint8Array([
      ...Buffer.from('{"ticket":{"comment":{"body":"'),
      0xff,
      0xfe,
      ...Buffer.from('"}}}'),
    ]);
    const reply = await admin.post("tickets", { raw: not_utf8, content_type: "application/json" });
    expect(reply.status).toBeLessThan(500);
  });

  test("JSON that is not an object with a ticket is a 400 or 422", async () => {
    for (const json of [[], null, 7, "x", {}, { ticket: null }, { ticket: [] }, { ticket: 7 }]) {
      expect([400, 422], JSON.stringify(json)).toContain((await admin.post("tickets", { json })).status);
    }
  });

  test("NUL characters do not break storage", async () => {
    const json = { ticket: { subject: "a\u0000b", comment: { body: "c\u0000d" }, tags: ["e\u0000f"] } };
    expect((await admin.post("tickets", { json })).status).toBeLessThan(500);
  });

  test("ids that are too large, negative or no numbers", async () => {
    for (const id of [huge, "99999999999999999999", "999999", "0"]) {
      for (const path of [`tickets/${id}`, `tickets/${id}/comments`, `tickets/${id}/audits`, `tickets/${id}/tags`]) {
        expect((await admin.get(path)).status, path).toBe(404);
      }
      expect((await admin.put(`tickets/${id}`, { json: { ticket: { subject: "x" } } })).status).toBe(404);
      expect((await admin.delete(`tickets/${id}`)).status).toBe(404);
    }
    for (const id of ["-1", "abc", "1.5", "1e3", "%00", "..%2f", "1%20or%201=1"]) {
      expect([400, 404], id).toContain((await admin.get(`tickets/${id}`, { undocumented: true })).status);
    }
  });

  test("unknown keys and parameters are ignored", async () => {
    const ticket = await make_ticket(admin, { colour: "red", custom: { a: 1 } });
    const query = { include: "None", binary: "undefined", nonsense: "" };
    expect((await admin.ok("GET", `tickets/${ticket.id}`, { query })).ticket.id).toBe(ticket.id);
  });
});

describe("update", () => {
  test("changes fields, adds a comment, and leaves the rest alone", async () => {
    const before = await make_ticket(admin, { tags: ["a", "b"], priority: "low" });
    const { ticket, audit } = await update_ticket(admin, before.id, {
      status: "pending",
      priority: "high",
      comment: { body: "Have you tried turning it off and on?" },
    });
    expect(ticket).toMatchObject({ status: "pending", priority: "high", subject: before.subject, comment_count: 2 });
    expect(ticket.description).toBe(before.description);
    expect([...ticket.tags].sort()).toEqual(["a", "b"]);
    const change = audit.events.find((event: Json) => event.type === "Change" && event.field_name === "priority");
    expect(change).toMatchObject({ value: "high", previous_value: "low" });
  });

  test("null clears what can be empty", async () => {
    const group = await make_group(admin);
    const agent = await make_agent(desk, [group.id]);
    const full = { priority: "high", type: "task", group_id: group.id, assignee_id: agent.id, external_id: "e" };
    const { id } = await make_ticket(admin, full);
    const empty = { priority: null, type: null, assignee_id: null, external_id: null };
    const { ticket } = await update_ticket(admin, id, empty);
    expect(ticket).toMatchObject(empty);
    expect(ticket.group_id).toBe(group.id);
  });

  test("an update without a change keeps updated_at and the number of audits", async () => {
    const before = await make_ticket(admin, { priority: "low" });
    const audits = (await admin.ok("GET", `tickets/${before.id}/audits`)).audits.length as number;
    await update_ticket(admin, before.id, { priority: "low", subject: before.subject });
    const after = await admin.ok("GET", `tickets/${before.id}/audits`);
    expect(after.audits.length).toBeLessThanOrEqual(audits + 1);
    const changes = (after.audits as Json[]).slice(audits).flatMap((audit) => audit.events as Json[]);
    expect(changes.filter((event) => event.type === "Change")).toEqual([]);
  });

  test("an internal note is not shown to customers and marked in the ticket", async () => {
    const { id } = await make_ticket(admin);
    const { ticket } = await update_ticket(admin, id, { comment: { body: "He is angry.", public: false } });
    expect(ticket).toMatchObject({ last_comment_public: false, last_comment_excerpt: "He is angry." });
    expect((await comments_of(admin, id)).map((comment) => comment.public)).toEqual([true, false]);
  });

  test("excerpts are plain and at most 160 characters", async () => {
    const body = "Long sentence with many words — ".repeat(40);
    const { ticket } = await update_ticket(admin, (await make_ticket(admin)).id, { comment: { body } });
    expect([...ticket.last_comment_excerpt].length).toBeLessThanOrEqual(160);
    expect(body.startsWith((ticket.last_comment_excerpt as string).slice(0, 100))).toBe(true);
  });

  test("followers and people in copy", async () => {
    const agent = await make_agent(desk, []);
    const copy = await make_user(admin);
    const { id } = await make_ticket(admin);
    const added = await update_ticket(admin, id, {
      followers: [{ user_id: agent.id, action: "put" }],
      email_ccs: [{ user_email: copy.email, action: "put" }],
    });
    expect(added.ticket.follower_ids).toEqual([agent.id]);
    expect(added.ticket.email_cc_ids).toEqual([copy.id]);
    const removed = await update_ticket(admin, id, { followers: [{ user_id: agent.id, action: "delete" }] });
    expect(removed.ticket.follower_ids).toEqual([]);
    expect(removed.ticket.email_cc_ids).toEqual([copy.id]);
  });
});

describe("safe update", () => {
  test("a stale stamp is a 409 and writes nothing, the current one goes through", async () => {
    const seen = await make_ticket(admin);
    await new Promise((resolve) => setTimeout(resolve, 1100)); // updated_at has whole seconds
    await update_ticket(admin, seen.id, { comment: { body: "Somebody was faster." } });
    const late = { safe_update: true, updated_stamp: seen.updated_at, subject: "Mine", comment: { body: "Mine" } };
    const refused = await admin.put(`tickets/${seen.id}`, { json: { ticket: late } });
    expect(refused).toMatchObject({ status: 409, body: { error: "UpdateConflict" } });
    const now = await show(seen.id);
    expect(now).toMatchObject({ subject: seen.subject, comment_count: 2 });
    const { ticket } = await update_ticket(admin, seen.id, { ...late, updated_stamp: now.updated_at });
    expect(ticket).toMatchObject({ subject: "Mine", comment_count: 3 });
  });

  test("without safe_update the stamp does not matter", async () => {
    const { id } = await make_ticket(admin);
    const { ticket } = await update_ticket(admin, id, { updated_stamp: "2001-01-01T00:00:00Z", subject: "Later" });
    expect(ticket.subject).toBe("Later");
  });

  test("of many at once with the same stamp, comments of all that were acknowledged are there", async () => {
    const { id } = await make_ticket(admin);
    const bodies = Array.from({ length: 10 }, (_, i) => `parallel ${i}`);
    const replies = await Promise.all(
      bodies.map((body) => admin.put(`tickets/${id}`, { json: { ticket: { comment: { body } } } })),
    );
    expect(replies.map((reply) => reply.status)).toEqual(bodies.map(() => 200));
    const texts = (await comments_of(admin, id)).slice(1).map((comment) => comment.body as string);
    expect(texts.sort()).toEqual(bodies);
  });
});

describe("life cycle", () => {
  test("deleted tickets are gone everywhere", async () => {
    const word = unique("vanishing");
    const { id } = await make_ticket(admin, { subject: word });
    const count = (await admin.ok("GET", "tickets/count")).count.value as number;
    expect((await admin.delete(`tickets/${id}`)).status).toBe(204);
    expect((await admin.get(`tickets/${id}`)).status).toBe(404);
    expect((await admin.get(`tickets/${id}/comments`)).status).toBe(404);
    expect((await admin.delete(`tickets/${id}`)).status).toBe(404);
    expect((await admin.ok("GET", "tickets/count")).count.value).toBe(count - 1);
    expect((await admin.ok("GET", "tickets/show_many", { query: { ids: id } })).tickets).toEqual([]);
    expect((await admin.ok("GET", "search", { query: { query: word } })).count).toBe(0);
    const listed = (await admin.ok("GET", "tickets", { query: { sort_by: "id", sort_order: "desc" } }))
      .tickets as Json[];
    expect(listed.map((ticket) => ticket.id)).not.toContain(id);
  });

  test("closed tickets take no more changes", async () => {
    const { id } = await make_ticket(admin);
    await update_ticket(admin, id, { status: "closed" });
    const refused = await admin.put(`tickets/${id}`, { json: { ticket: { comment: { body: "One more thing" } } } });
    expect(refused.status).toBe(422);
    expect((await show(id)).comment_count).toBe(1);
  });
});
