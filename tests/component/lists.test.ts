// SPDX-License-Identifier: AGPL-3.0-or-later
// What all lists and paths have in common: both forms of pages, the .json suffix, sideloads, unknown routes.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { openapi, openapi_text } from "./harness/contract.js";
import {
  make_agent,
  make_group,
  make_organization,
  make_ticket,
  make_user,
  update_ticket,
} from "./harness/people.js";
import { Desk } from "./harness/server.js";

const total = 23;
let desk: Desk;
let admin: Client;
const known: Record<string, number> = {};
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  const group = await make_group(admin);
  const organization = await make_organization(admin);
  const agent = await make_agent(desk, [group.id]);
  const requester = await make_user(admin, { organization_id: organization.id });
  for (let i = 0; i < total; ++i) {
    await make_ticket(admin, { requester_id: requester.id, group_id: group.id, tags: [`tag${i}`] });
  }
  for (let i = 0; i < 7; ++i) await make_user(admin, { organization_id: organization.id });
  const ticket = await make_ticket(admin, { assignee_id: agent.id, group_id: group.id, requester_id: requester.id });
  for (let i = 0; i < 8; ++i)
    await update_ticket(admin, ticket.id, { comment: { body: `answer ${i}`, public: i % 2 === 0 } });
  Object.assign(known, {
    ticket_id: ticket.id,
    user_id: requester.id,
    organization_id: organization.id,
    group_id: group.id,
    view_id: 3,
  });
});
afterAll(() => desk?.end());

// [path, name of the list]
const lists: [string, string][] = [
  ["tickets", "tickets"],
  ["tickets/{ticket_id}/comments", "comments"],
  ["tickets/{ticket_id}/audits", "audits"],
  ["users", "users"],
  ["users/{user_id}/tickets/requested", "tickets"],
  ["users/{user_id}/identities", "identities"],
  ["organizations", "organizations"],
  ["organizations/{organization_id}/tickets", "tickets"],
  ["organizations/{organization_id}/users", "users"],
  ["groups", "groups"],
  ["groups/assignable", "groups"],
  ["groups/{group_id}/users", "users"],
  ["groups/{group_id}/memberships", "group_memberships"],
  ["group_memberships", "group_memberships"],
  ["tags", "tags"],
  ["views", "views"],
  ["mailboxes", "mailboxes"],
  ["suspended_tickets", "suspended_tickets"],
  ["api_tokens", "api_tokens"],
];
const fill = (path: string) => path.replace(/\{(\w+)\}/g, (_, name: string) => String(known[name]));
const key_of = (item: Json) => (item.id ?? item.name) as number | string;

describe.each(lists)("%s", (path, name) => {
  test("cursor pages are disjoint, complete and end", async () => {
    const whole = (await admin.ok("GET", fill(path), { query: { "page[size]": 100 } }))[name] as Json[];
    const collected: Json[] = [];
    let page = await admin.ok("GET", fill(path), { query: { "page[size]": 5 } });
    for (let round = 0; ; ++round) {
      expect(round).toBeLessThan(20);
      expect(Object.keys(page.meta as object).sort()).toEqual(["after_cursor", "before_cursor", "has_more"]);
      expect(page[name].length).toBeLessThanOrEqual(5);
      collected.push(...(page[name] as Json[]));
      if (!page.meta.has_more) break;
      expect(page[name].length).toBe(5);
      page =
        round % 2
          ? await admin.ok("GET", page.links.next as string)
          : await admin.ok("GET", fill(path), {
              query: { "page[size]": 5, "page[after]": page.meta.after_cursor as string },
            });
    }
    expect(collected.map(key_of)).toEqual(whole.map(key_of));
    expect(new Set(collected.map(key_of)).size).toBe(collected.length);
  });

  test("offset pages tell the count and lead on", async () => {
    const first = await admin.ok("GET", fill(path), { query: { per_page: 3 } });
    expect(first.previous_page).toBeNull();
    const collected: Json[] = [...(first[name] as Json[])];
    let page = first;
    while (page.next_page) {
      expect(page[name]).toHaveLength(3);
      expect(collected.length).toBeLessThan(200);
      page = await admin.ok("GET", page.next_page as string);
      expect(page.previous_page).toMatch(/^http/);
      collected.push(...(page[name] as Json[]));
    }
    expect(collected).toHaveLength(first.count as number);
    expect(new Set(collected.map(key_of)).size).toBe(collected.length);
  });

  test("page sizes and cursors that make no sense are a 400", async () => {
    for (const query of [
      { "page[size]": 101 },
      { "page[size]": 0 },
      { "page[size]": "x" },
      { "page[size]": 5, "page[after]": "?!" },
    ]) {
      expect((await admin.get(fill(path), { query })).status, JSON.stringify(query)).toBe(400);
    }
    for (const query of [
      { per_page: -1 },
      { page: 0 },
      { page: "x" },
      { page: "99999999999999999999" },
      { page: 101 },
    ]) {
      expect([200, 400], JSON.stringify(query)).toContain((await admin.get(fill(path), { query })).status);
    }
  });
});

describe("paths", () => {
  test("also end in .json, with the same answer", async () => {
    const single = [
      "tickets/{ticket_id}",
      "users/{user_id}",
      "organizations/{organization_id}",
      "groups/{group_id}",
      "views/{view_id}",
      "views/{view_id}/count",
      "users/{user_id}/related",
      "users/me",
      "tickets/{ticket_id}/tags",
    ];
    for (const path of [...lists.map(([list]) => list), ...single]) {
      const plain = await admin.ok("GET", fill(path));
      const suffixed = await admin.ok("GET", `${fill(path)}.json`);
      const keys = (body: Json) => Object.keys(body as object).sort();
      expect(keys(suffixed), path).toEqual(keys(plain));
      const normal = (body: Json) =>
        JSON.stringify(body)
          .replaceAll(".json", "")
          .replace(/"authenticity_token":"[^"]*"/, "");
      expect(normal(suffixed), path).toBe(normal(plain));
    }
  });

  test("repeated slashes are one", async () => {
    const reply = await admin.get(`/api/v2//tickets//${known.ticket_id}.json`);
    expect(reply.body.ticket.id).toBe(known.ticket_id);
  });

  test("unknown routes are a 404 with a JSON error, known or unknown caller", async () => {
    for (const client of [admin, desk.anonymous()]) {
      for (const path of ["nothing", "tickets/1/nothing", "", "tickets/../../etc/passwd", "users/1/2/3/4"]) {
        const reply = await client.get(path, { undocumented: true });
        expect([401, 404], path).toContain(reply.status);
        expect(reply.body.error).toBeTruthy();
      }
    }
    expect((await admin.get("nothing", { undocumented: true })).body.error).toBe("InvalidEndpoint");
  });

  test("a method that a path does not have is refused", async () => {
    for (const method of ["PATCH", "DELETE"]) {
      const reply = await admin.send(method, "tickets", { undocumented: true });
      expect([404, 405]).toContain(reply.status);
    }
  });

  test("every operation of the API file exists", async () => {
    const misplaced: string[] = [];
    for (const [path, item] of Object.entries(openapi.paths)) {
      for (const method of ["get", "post", "put", "delete"]) {
        if (!item[method] || path === "/health" || path.endsWith("/live")) continue;
        const target = path.replace(/\{\w+\}/g, "999999");
        const reply = await desk.anonymous().send(method.toUpperCase(), target, { undocumented: true });
        if (reply.body?.error === "InvalidEndpoint" || reply.status === 405) misplaced.push(`${method} ${path}`);
      }
    }
    expect(misplaced).toEqual([]);
  });
});

describe("sideloads", () => {
  test("each referenced object is there once", async () => {
    const body = await admin.ok("GET", "tickets", { query: { include: "users,groups,organizations,nonsense" } });
    const ids = (list: Json[]) => list.map((one) => one.id as number);
    for (const list of [body.users, body.groups, body.organizations]) {
      expect(list.length).toBeGreaterThan(0);
      expect(new Set(ids(list as Json[])).size).toBe(list.length);
    }
    for (const ticket of body.tickets as Json[]) {
      expect(ids(body.users as Json[])).toEqual(expect.arrayContaining([ticket.requester_id, ticket.submitter_id]));
      if (ticket.group_id) expect(ids(body.groups as Json[])).toContain(ticket.group_id);
      if (ticket.organization_id) expect(ids(body.organizations as Json[])).toContain(ticket.organization_id);
    }
    expect(body.nonsense).toBeUndefined();
  });

  test("also on single tickets and comments", async () => {
    const one = await admin.ok("GET", `tickets/${known.ticket_id}`, { query: { include: "users,groups" } });
    expect(one.users.length).toBeGreaterThanOrEqual(2);
    expect(one.groups).toHaveLength(1);
    const comments = await admin.ok("GET", `tickets/${known.ticket_id}/comments`, { query: { include: "users" } });
    const authors = new Set((comments.comments as Json[]).map((comment) => comment.author_id as number));
    expect((comments.users as Json[]).map((user) => user.id)).toEqual(expect.arrayContaining([...authors]));
  });
});

describe("show_many", () => {
  test("gives what exists, once, and refuses more than 100", async () => {
    const all = (await admin.ok("GET", "tickets", { query: { per_page: 3 } })).tickets as Json[];
    const ids = all.map((ticket) => ticket.id as number);
    const many = await admin.ok("GET", "tickets/show_many", { query: { ids: [...ids, ids[0], 999_999].join(", ") } });
    expect((many.tickets as Json[]).map((ticket) => ticket.id).sort()).toEqual([...ids].sort());
    const hundred_and_one = Array.from({ length: 101 }, (_, i) => i + 1).join(",");
    for (const path of ["tickets/show_many", "users/show_many"]) {
      const reply = await admin.get(path, { query: { ids: hundred_and_one } });
      expect(reply).toMatchObject({ status: 400, body: { error: "TooManyValues" } });
      for (const odd of ["", ",", "x,y", "1,,2", "-1", "9223372036854775807", "99999999999999999999"]) {
        expect([200, 400], odd).toContain((await admin.get(path, { query: { ids: odd } })).status);
      }
    }
  });
});

describe("the rest of the system", () => {
  test("health needs no sign-in", async () => {
    expect((await desk.anonymous().ok("GET", "/health")).status).toBe("ok");
  });

  test("the API file is served as it is", async () => {
    const reply = await desk.anonymous().get("openapi.yaml");
    expect(reply.text).toBe(openapi_text);
  });
});
