// SPDX-License-Identifier: AGPL-3.0-or-later
// The query language through the API: fields, kinds, order, snippets, counting and exporting.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import {
  make_agent,
  make_group,
  make_organization,
  make_ticket,
  make_user,
  sign_in,
  update_ticket,
} from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let one: Json, two: Json, anna: Json;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  const tarn = await make_organization(admin, "Tarn Industries");
  anna = await make_user(admin, { name: "Anna Novak", email: "anna@tarn.example", organization_id: tarn.id });
  one = await make_ticket(admin, {
    subject: "Order AB-1234/56 is late",
    comment: { body: "The samovar did not come." },
    requester_id: anna.id,
    priority: "high",
    tags: ["tea", "russia"],
  });
  two = await make_ticket(admin, { subject: "Samovar", comment: { body: "How to clean it?" }, priority: "low" });
  await update_ticket(admin, two.id, { status: "solved", comment: { body: "With vinegar & <b>water</b>" } });
});
afterAll(() => desk?.end());

const search = async (query: string, more: Json = {}) =>
  (await admin.ok("GET", "search", { query: { query, ...more } })) as Json;
const ids = async (query: string, more: Json = {}) =>
  ((await search(query, more)).results as Json[]).map((found) => found.id as number);

describe("fields", () => {
  const cases: [string, () => number[]][] = [
    ["samovar status:solved", () => [two.id]],
    ["samovar status<solved", () => [one.id]],
    ["type:ticket samovar status:new status:open status:solved order_by:created sort:asc", () => [one.id, two.id]],
    ["priority>normal", () => [one.id]],
    ["priority:low priority:high order_by:priority sort:desc", () => [one.id, two.id]],
    ["requester:anna@tarn.example", () => [one.id]],
    ['requester:"anna novak"', () => [one.id]],
    ["type:ticket tags:tea", () => [one.id]],
    ["type:ticket -tags:tea samovar", () => [two.id]],
    ['type:ticket organization:"tarn industries"', () => [one.id]],
    ["subject:samovar", () => [two.id]],
    ["description:samovar", () => [one.id]],
    ["comment:vinegar samovar", () => [two.id]],
    ["type:ticket 1234", () => [one.id]],
    ["type:ticket AB-1234", () => [one.id]],
    ["type:ticket tarn.example", () => [one.id]],
    ["type:ticket anna@tarn", () => [one.id]],
    ["type:ticket created>1hour has_attachment:false", () => [one.id, two.id]],
    ["type:ticket created<2001", () => []],
    ["type:ticket samov", () => [two.id, one.id]],
    ['type:ticket "did not come"', () => [one.id]],
    ["type:ticket solved:none", () => [one.id]],
  ];
  test.each(cases)("%s", async (query, wanted) => {
    const found = await ids(query);
    if (query.includes("order_by") || query.includes("samov")) expect(found).toEqual(wanted());
    else expect(found.sort()).toEqual(wanted().sort());
  });

  test.each(["status:odd", "type:planet", "created:soonish", "order_by:colour", "is_verified:maybe", "tags<x"])(
    "%s is refused with a sentence",
    async (query) => {
      const reply = await admin.get("search", { query: { query } });
      expect(reply.status).toBe(422);
      expect(reply.body.error).toBe("invalid");
      expect(reply.body.description).toMatch(/^Invalid search: .{10}/);
    },
  );

  test("what is no field is words", async () => {
    expect(await ids("type:ticket come:samovar")).toEqual([one.id]);
    expect(await ids("How: samovar")).toContain(two.id);
  });

  test("sort_by and sort_order", async () => {
    expect(await ids("type:ticket samovar", { sort_by: "created_at", sort_order: "asc" })).toEqual([one.id, two.id]);
    expect(await ids("type:ticket samovar", { sort_by: "priority", sort_order: "desc" })).toEqual([one.id, two.id]);
    expect((await admin.get("search", { query: { query: "x", sort_by: "colour" } })).status).toBe(422);
  });
});

test("a type alone lists all of it", async () => {
  expect(await ids("type:ticket")).toEqual([two.id, one.id]);
  expect(await ids("type:organization")).toHaveLength(1);
});

test("values of custom fields, as fields and as words", async () => {
  const field = async (type: string, title: string) =>
    (await admin.ok("POST", "ticket_fields", { json: { ticket_field: { type, title } } })).ticket_field as Json;
  const serial = await field("text", "Serial number");
  const weight = await field("integer", "Weight");
  const found = await make_ticket(admin, {
    custom_fields: [
      { id: serial.id, value: "QX-7781" },
      { id: weight.id, value: 42 },
    ],
  });
  for (const query of [
    `custom_field_${serial.id}:QX-7781`,
    `custom_field_${serial.id}:*`,
    `custom_field_${weight.id}:42`,
    `custom_field_${weight.id}>41 custom_field_${weight.id}<=42`,
    "fieldvalue:QX-7781",
    "type:ticket QX-7781",
    "type:ticket 7781",
  ])
    expect(await ids(query), query).toEqual([found.id]);
  expect(await ids(`custom_field_${weight.id}>42`)).toEqual([]);
  await admin.ok("DELETE", `tickets/${found.id}`);
});

test("people, organizations and groups are found beside tickets", async () => {
  const group = await make_group(admin, "Samovar repairs");
  const found = (await search("samovar")).results as Json[];
  expect(found.map((result) => result.result_type)).toEqual(["ticket", "ticket", "group"]);
  expect(found[2]!.id).toBe(group.id);
  const tarn = (await search("tarn")).results as Json[];
  expect(tarn.map((result) => result.result_type)).toEqual(["ticket", "user", "organization"]);
  expect((await search("type:user role:end-user tarn")).results).toMatchObject([{ id: anna.id }]);
});

test("users/search understands the same language", async () => {
  const users = async (query: string) =>
    ((await admin.ok("GET", "users/search", { query: { query } })).users as Json[]).map((user) => user.id as number);
  expect(await users("nov")).toEqual([anna.id]);
  expect(await users("anna@tarn")).toEqual([anna.id]);
  expect(await users("role:end-user organization:tarn")).toEqual([anna.id]);
  expect(await users("role:agent anna")).toEqual([]);
  expect((await admin.get("users/search", { query: { query: "role:king" } })).status).toBe(422);
});

test("snippets are escaped and marked", async () => {
  const { results } = await search("type:ticket samovar vinegar");
  expect(results).toMatchObject([
    {
      id: two.id,
      highlights: {
        subject: "<mark>Samovar</mark>",
        body: "With <mark>vinegar</mark> &amp; &lt;b&gt;water&lt;/b&gt;",
      },
    },
  ]);
});

test("sideloads of found tickets", async () => {
  const body = await search("type:ticket samovar", { include: "tickets(users,groups)" });
  expect(body.users.map((user: Json) => user.id)).toContain(anna.id);
  expect(body.groups).toEqual([]);
});

test("counts", async () => {
  expect((await admin.ok("GET", "search/count", { query: { query: "type:ticket samovar" } })).count).toBe(2);
  expect((await admin.ok("GET", "search/count", { query: { query: "type:ticket nothingofthekind" } })).count).toBe(0);
});

test("not deeper than 1000 results", async () => {
  const reply = await admin.get("search", { query: { query: "samovar", page: 11, per_page: 100 } });
  expect(reply.status).toBe(422);
  expect(reply.body.error).toBe("invalid");
});

describe("export", () => {
  const exported = async (query: string, type: string, size = 2) => {
    let page = await admin.ok("GET", "search/export", {
      query: { query, "filter[type]": type, "page[size]": size },
    });
    const results = page.results as Json[];
    while (page.meta.has_more) {
      page = await admin.ok("GET", page.links.next as string);
      results.push(...(page.results as Json[]));
    }
    expect(page.links).toEqual({ prev: null, next: null });
    return results.map((result) => result.id as number);
  };

  test("all, page by page", async () => {
    const made: number[] = [];
    for (let i = 0; i < 7; ++i) made.push((await make_ticket(admin, { subject: "Exported balalaika" })).id as number);
    const newest_first = [...made].reverse();
    expect(await exported("balalaika", "ticket")).toEqual(newest_first);
    expect(await exported("balalaika exported status<solved", "ticket", 1000)).toEqual(newest_first);
    expect(await exported("created>1hour", "ticket")).toHaveLength(9);
    expect(await exported("tarn", "user")).toEqual([anna.id]);
    expect((await exported("role:end-user role:agent role:admin", "user", 1)).length).toBeGreaterThan(1);
  });

  test("refuses type: in the query, unknown types and pages over 1000", async () => {
    const status = async (query: Json) => (await admin.get("search/export", { query })).status;
    expect(await status({ query: "type:user x", "filter[type]": "user" })).toBe(422);
    expect(await status({ query: "x" })).toBe(422);
    expect(await status({ query: "x", "filter[type]": "planet" })).toBe(422);
    expect(await status({ query: "x", "filter[type]": "ticket", "page[size]": 1001 })).toBe(400);
    expect(await status({ query: "x", "filter[type]": "ticket", "page[after]": "forged" })).toBe(400);
  });
});

test("agents restricted to groups find no more than they may see", async () => {
  const group = await make_group(admin);
  const agent = await make_agent(desk, [group.id], { ticket_restriction: "groups" });
  const client = await sign_in(desk, agent);
  const hers = await make_ticket(admin, { subject: "Samovar of the group", group_id: group.id });
  const query = { query: "type:ticket samovar" };
  const { results } = await client.ok("GET", "search", { query });
  expect(results.map((result: Json) => result.id)).toEqual([hers.id]);
  expect((await client.ok("GET", "search/count", { query })).count).toBe(1);
  const found = await client.ok("GET", "search/export", { query: { query: "samovar", "filter[type]": "ticket" } });
  expect(found.results.map((result: Json) => result.id)).toEqual([hers.id]);
});
