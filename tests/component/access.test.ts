// SPDX-License-Identifier: AGPL-3.0-or-later
// Who may see what, on every way to a ticket: by id, in lists, counts, search, sideloads, live.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json, Reply } from "./harness/client.js";
import { openapi } from "./harness/contract.js";
import { LiveSocket } from "./harness/live.js";
import {
  comments_of,
  make_agent,
  make_group,
  make_organization,
  make_ticket,
  make_user,
  sign_in,
  unique,
  update_ticket,
} from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
const word = unique("xylophone").replaceAll("-", "");
let organization: Json;
let requester: Json;
let foreign: Json; // a ticket in a group that the limited agent is not in, by a requester that the customer is not
let foreign_comment: Json;
const callers: Record<string, Client> = {};

beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  const theirs = await make_group(admin);
  const other = await make_group(admin);
  organization = await make_organization(admin);
  requester = await make_user(admin, { organization_id: organization.id });
  const colleague = await make_user(admin, { organization_id: organization.id });
  callers["a customer"] = await sign_in(desk, await make_user(admin));
  callers["a colleague of the requester"] = await sign_in(desk, colleague);
  callers["an agent of other groups"] = await sign_in(
    desk,
    await make_agent(desk, [theirs.id], { ticket_restriction: "groups" }),
  );
  foreign = await make_ticket(admin, {
    subject: `Secret ${word}`,
    requester_id: requester.id,
    group_id: other.id,
    tags: [word],
    comment: { body: `The ${word}.` },
  });
  foreign_comment = (await comments_of(admin, foreign.id))[0];
});
afterAll(() => desk?.end());

const who = ["a customer", "a colleague of the requester", "an agent of other groups"];
// Not about tickets; the names of tags are the whole desk's.
const elsewhere = ["/api/v2/live", "/api/v2/openapi.yaml", "/api/v2/tags", "/api/v2/autocomplete/tags"];
const is_denied = (reply: Reply) => [401, 403, 404].includes(reply.status);

describe.each(who)("%s and a foreign ticket", (name) => {
  let caller: Client;
  beforeAll(() => {
    caller = callers[name]!;
  });

  test("reads it on no route", async () => {
    const ids: Record<string, number> = {
      ticket_id: foreign.id as number,
      comment_id: foreign_comment.id as number,
      view_id: 3,
      user_id: requester.id as number,
      organization_id: organization.id as number,
    };
    for (const [path, item] of Object.entries(openapi.paths)) {
      if (!item.get || !path.startsWith("/api/v2/") || elsewhere.includes(path)) continue;
      const target = path.replace(/\{(\w+)\}/g, (_, parameter: string) => String(ids[parameter] ?? 1));
      const reply = await caller.send("GET", target, {
        query: { query: word, name: word, ids: foreign.id as number },
      });
      expect(reply.text, path).not.toContain(word);
      if (path.startsWith("/api/v2/tickets/{ticket_id}")) expect(is_denied(reply), path).toBe(true);
    }
  });

  test("changes nothing of it", async () => {
    const path = `tickets/${foreign.id}`;
    const replies = [
      await caller.put(path, { json: { ticket: { status: "solved", comment: { body: "mine now" } } } }),
      await caller.delete(path),
      await caller.put(`${path}/tags`, { json: { tags: ["x"] } }),
      await caller.post(`${path}/tags`, { json: { tags: ["x"] } }),
      await caller.delete(`${path}/tags`, { json: { tags: [word] } }),
      await caller.put(`${path}/draft`, { json: { draft: { body: "x" } } }),
    ];
    for (const reply of replies) expect(is_denied(reply), `${reply.status} ${reply.text}`).toBe(true);
    const now = (await admin.ok("GET", path)).ticket;
    expect(now).toMatchObject({
      status: foreign.status,
      comment_count: 1,
      tags: [word],
      updated_at: foreign.updated_at,
    });
  });

  test("does not find it, not even as a number", async () => {
    for (const query of [word, `${word.slice(0, 8)}*`, `type:ticket ${foreign.id}`]) {
      const reply = await caller.get("search", { query: { query } });
      if (reply.status !== 200) continue;
      const found = (reply.body.results as Json[]).filter((one) => one.result_type === "ticket");
      expect(found.map((one) => one.id)).not.toContain(foreign.id);
    }
    const count = await caller.get("tickets/count");
    if (count.status === 200) expect(count.body.count.value).toBe(0);
  });

  test("hears nothing of it live", async () => {
    const socket = await caller.live().catch(() => null); // refusing the socket is fine too
    if (!socket) return;
    const ear = await admin.live();
    await update_ticket(admin, foreign.id, { priority: "high" });
    await update_ticket(admin, foreign.id, { priority: null });
    await ear.ticket(foreign.id as number, (frame) => frame.ticket.priority === null);
    socket.send({ type: "ping" });
    await socket.wait_for((frame) => frame.type === "pong");
    expect(socket.mentions(foreign.id as number)).toBe(false);
    socket.close();
    ear.close();
    foreign = (await admin.ok("GET", `tickets/${foreign.id}`)).ticket;
  });
});

describe("a customer", () => {
  test("sees their own ticket, without what is internal", async () => {
    const person = await make_user(admin);
    const customer = await sign_in(desk, person);
    const ticket = await make_ticket(customer, { comment: { body: "Please help" } });
    expect(ticket).toMatchObject({ requester_id: person.id, submitter_id: person.id });
    const secret = unique("confidential").replaceAll("-", "");
    await update_ticket(admin, ticket.id, { comment: { body: `Note: ${secret}`, public: false } });
    await update_ticket(admin, ticket.id, { comment: { body: "We are on it." } });
    const bodies = (await comments_of(customer, ticket.id)).map((comment) => comment.body as string);
    expect(bodies).toEqual(["Please help", "We are on it."]);
    await update_ticket(admin, ticket.id, { comment: { body: `Also ${secret}`, public: false } });
    const texts = [
      (await customer.get(`tickets/${ticket.id}`)).text,
      (await customer.get("tickets")).text,
      (await customer.get(`users/${person.id}/tickets/requested`)).text,
      (await customer.get("search", { query: { query: secret } })).text,
    ];
    for (const text of texts) expect(text).not.toContain(secret);
  });

  test("answers, but neither writes notes nor assigns", async () => {
    const customer = await sign_in(desk, await make_user(admin));
    const agent = await make_agent(desk, []);
    const { id } = await make_ticket(customer);
    await customer.put(`tickets/${id}`, { json: { ticket: { comment: { body: "hidden?", public: false } } } });
    await customer.put(`tickets/${id}`, {
      json: { ticket: { assignee_id: agent.id, priority: "urgent", tags: ["vip"] } },
    });
    const after = (await admin.ok("GET", `tickets/${id}`)).ticket;
    expect(after).toMatchObject({ assignee_id: null, priority: null, tags: [] });
    for (const comment of await comments_of(admin, id)) expect(comment.public).toBe(true);
  });

  test("opens tickets for themselves only", async () => {
    const person = await make_user(admin);
    const customer = await sign_in(desk, person);
    const json = { ticket: { comment: { body: "x" }, requester_id: requester.id } };
    const reply = await customer.post("tickets", { json });
    if (reply.status === 201) expect(reply.body.ticket.requester_id).toBe(person.id);
    else expect([403, 422]).toContain(reply.status);
  });

  test("has no business in administration", async () => {
    const customer = callers["a customer"]!;
    const paths = [
      "users",
      "organizations",
      "group_memberships",
      "mailboxes",
      "suspended_tickets",
      "outgoing_messages",
      "api_tokens",
      "views",
      `users/${requester.id}`,
      "users/autocomplete?name=a",
      "users/search?query=a",
    ];
    for (const path of paths) expect([403, 404], path).toContain((await customer.get(path)).status);
    const writes: [string, Json][] = [
      ["users", { user: { name: "x" } }],
      ["groups", { group: { name: "x" } }],
      ["organizations", { organization: { name: "x" } }],
      ["mailboxes", { mailbox: { address: "a@b.example", name: "x" } }],
      ["api_tokens", { api_token: {} }],
    ];
    for (const [path, json] of writes) expect((await customer.post(path, { json })).status, path).toBe(403);
  });
});

describe("an agent limited to groups", () => {
  test("loses a ticket that leaves the group, and is told", async () => {
    const one = await make_group(admin);
    const two = await make_group(admin);
    const limited = await sign_in(desk, await make_agent(desk, [one.id], { ticket_restriction: "groups" }));
    const { id } = await make_ticket(admin, { group_id: one.id });
    expect((await limited.get(`tickets/${id}`)).status).toBe(200);
    const socket = await limited.live();
    await update_ticket(admin, id, { group_id: two.id });
    await socket.wait_for((frame) => frame.type === "ticket_gone" && frame.ticket_id === id);
    expect((await limited.get(`tickets/${id}`)).status).toBe(404);
    const open = (await limited.ok("GET", "views/3/tickets")).tickets as Json[];
    expect(open.map((ticket) => ticket.id)).not.toContain(id);
    const count = (await limited.ok("GET", "views/3/count")).view_count.value as number;
    expect(count).toBe(open.length);
    socket.close();
  });
});

describe("nobody", () => {
  test("gets anything without signing in", async () => {
    const open = ["/api/v2/session", "/api/v2/users/me", "/api/v2/openapi.yaml", "/health", "/api/v2/live"];
    for (const [path, item] of Object.entries(openapi.paths)) {
      if (open.includes(path)) continue;
      for (const method of ["get", "post", "put", "delete"]) {
        if (!item[method]) continue;
        const ways = (item[method] as Json).security as object[] | undefined; // {}: without signing in
        if (ways?.length === 0 || ways?.some((way) => Object.keys(way).length === 0)) continue;
        const target = path.replace(/\{\w+\}/g, "1");
        const reply = await desk.anonymous().send(method.toUpperCase(), target, { undocumented: true });
        expect(reply.status, `${method} ${path}`).toBe(401);
      }
    }
  });

  test("opens the live socket without signing in, or from another site", async () => {
    expect(await LiveSocket.refusal(desk.url, {})).toBe(401);
    const session = await sign_in(desk, await make_agent(desk, []));
    const elsewhere = { cookie: session.cookie, origin: "https://evil.example" };
    expect(await LiveSocket.refusal(desk.url, elsewhere)).toBe(403);
  });
});
