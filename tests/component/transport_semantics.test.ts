// SPDX-License-Identifier: AGPL-3.0-or-later
// What clients and browsers do on the wire, and how search queries are written.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_ticket, unique } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

describe("pages of other origins", () => {
  const headers = { origin: "https://app.example" };

  test("are told by OPTIONS that they may ask, without signing in", async () => {
    const reply = await fetch(`${desk.url}/api/v2/tickets.json`, {
      method: "OPTIONS",
      headers: { ...headers, "access-control-request-method": "GET" },
    });
    expect(reply.status).toBe(204);
    expect(await reply.text()).toBe("");
    expect(reply.headers.get("allow")).toBe("GET, POST");
    expect(reply.headers.get("access-control-allow-methods")).toBe("GET, POST");
    expect(reply.headers.get("access-control-allow-origin")).toBe("*");
    expect(reply.headers.get("access-control-allow-headers")).toContain("Authorization");
    expect(reply.headers.get("access-control-allow-credentials")).toBeNull();
    expect((await fetch(`${desk.url}/api/v2/nothing`, { method: "OPTIONS" })).status).toBe(404);
  });

  test("may read with a token, and not with nothing", async () => {
    const read = await admin.get("tickets", { headers });
    expect(read.headers.get("access-control-allow-origin")).toBe("*");
    expect(read.headers.get("access-control-allow-credentials")).toBeNull();
    expect((await admin.get("tickets")).headers.get("access-control-allow-origin")).toBeNull();
    const anonymous = await fetch(`${desk.url}/api/v2/users/me`, { headers });
    expect(anonymous.headers.get("access-control-allow-origin")).toBeNull();
  });
});

test("page[after] alone goes on by cursor", async () => {
  for (let n = 0; n < 3; ++n) await make_ticket(admin);
  const first = await admin.ok("GET", "tickets", { query: { "page[size]": 1 } });
  const rest = await admin.ok("GET", "tickets", { query: { "page[after]": first.meta.after_cursor as string } });
  expect(rest.meta.has_more).toBe(false);
  const ids = (rest.tickets as Json[]).map((ticket) => ticket.id as number);
  expect(ids.length).toBeGreaterThan(1);
  expect(ids).not.toContain(first.tickets[0].id);
});

test("lists in queries are written with commas or brackets", async () => {
  const ids = [await make_ticket(admin), await make_ticket(admin)].map((ticket) => String(ticket.id));
  for (const query of [{ ids: ids.join(",") }, { ids: ids.join(", ") }, { "ids[]": ids }] as Record<string, string>[]) {
    const body = await admin.ok("GET", "tickets/show_many", { query });
    expect((body.tickets as Json[]).map((ticket) => String(ticket.id))).toEqual(ids);
  }
  const users = await admin.ok("GET", "users", { query: { "role[]": ["admin", "agent"] } });
  expect((users.users as Json[]).every((user) => user.role !== "end-user")).toBe(true);
});

describe("queries", () => {
  const tag = unique("semantics");
  let found: (query: string) => Promise<number[]>;
  let old_id: number, new_id: number, field_id: number;
  beforeAll(async () => {
    const ticket_field = { type: "text", title: "Order" };
    field_id = (await admin.ok("POST", "ticket_fields", { json: { ticket_field } })).ticket_field.id as number;
    const custom_fields = [{ id: field_id, value: "ORD-77" }];
    const make = async (fields: Json) => (await make_ticket(admin, fields)).id as number;
    old_id = await make({ tags: [tag], priority: "low", custom_fields });
    new_id = await make({ tags: [`${tag}-b`], priority: "urgent", status: "pending" });
    found = async (query) => {
      const body = await admin.ok("GET", "search", { query: { query: `type:ticket ${query}` } });
      return (body.results as Json[]).map((one) => one.id as number).sort((a, b) => a - b);
    };
  });

  test("compare with and without the colon", async () => {
    for (const query of ["created>=2024-01-01", "created:>=2024-01-01", "created:>2024-01-01", "priority:<=urgent"])
      expect(await found(`${query} tags:${tag}*`), query).toEqual([old_id, new_id]);
    expect(await found(`priority:>normal tags:${tag}*`)).toEqual([new_id]);
    expect(await found(`status:<pending tags:${tag}*`)).toEqual([old_id]);
    expect(await found(`created:<2024-01-01 tags:${tag}*`)).toEqual([]);
  });

  test("name the beginning of a tag or a field's value", async () => {
    expect(await found(`tags:${tag}`)).toEqual([old_id]);
    expect(await found(`tags:${tag}-*`)).toEqual([new_id]);
    for (const query of [`custom_field_${field_id}:ord*`, `custom_field_${field_id}:ORD-7*`, "fieldvalue:ord-7*"])
      expect(await found(query), query).toEqual([old_id]);
    expect(await found(`custom_field_${field_id}:RD*`)).toEqual([]);
  });

  test("know channels by the names that other desks gave them", async () => {
    for (const via of ["api", "web_service", '"web service"'])
      expect(await found(`via:${via} tags:${tag}`), via).toEqual([old_id]);
    expect(await found(`via:web_form tags:${tag}`)).toEqual([]);
  });
});
