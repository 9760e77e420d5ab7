// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_ticket, unique, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

const show = async (id: number) => (await admin.ok("GET", `tickets/${id}`)).ticket as Json;

describe("tags", () => {
  test("set, add, remove", async () => {
    const { id } = await make_ticket(admin, { tags: ["one"] });
    const path = `tickets/${id}/tags`;
    const tags = async () => [...((await admin.ok("GET", path)).tags as string[])].sort();
    const set = await admin.post(path, { json: { tags: ["Two", "three"] } });
    expect(set.status).toBe(201);
    expect(await tags()).toEqual(["three", "two"]);
    expect((await admin.put(path, { json: { tags: ["four", "two"] } })).status).toBe(200);
    expect(await tags()).toEqual(["four", "three", "two"]);
    expect((await admin.delete(path, { json: { tags: ["three", "never-there"] } })).status).toBe(204);
    expect(await tags()).toEqual(["four", "two"]);
    expect([...(await show(id)).tags].sort()).toEqual(["four", "two"]);
  });

  test("in updates: whole list, additions, removals", async () => {
    const { id } = await make_ticket(admin, { tags: ["a", "b"] });
    const after = async (fields: Json) =>
      [...((await update_ticket(admin, id, fields)).ticket.tags as string[])].sort();
    expect(await after({ additional_tags: ["c", "a"] })).toEqual(["a", "b", "c"]);
    expect(await after({ remove_tags: ["b"] })).toEqual(["a", "c"]);
    expect(await after({ tags: ["z y"] })).toEqual(["y", "z"]);
    expect(await after({ tags: [] })).toEqual([]);
  });

  test("are listed with their numbers and completed", async () => {
    const tag = unique("tagword");
    await make_ticket(admin, { tags: [tag] });
    await make_ticket(admin, { tags: [tag] });
    const list = (await admin.ok("GET", "tags")).tags as { name: string; count: number }[];
    expect(list.find((one) => one.name === tag)?.count).toBe(2);
    const found = (await admin.ok("GET", "autocomplete/tags", { query: { name: "tagw" } })).tags as string[];
    expect(found).toContain(tag);
  });

  test("any type: never a 500", async () => {
    const { id } = await make_ticket(admin);
    for (const json of [
      {},
      [],
      { tags: null },
      { tags: "a b" },
      { tags: [1] },
      { tags: [{}] },
      { tags: ["x".repeat(5000)] },
    ]) {
      expect((await admin.put(`tickets/${id}/tags`, { json })).status).toBeLessThan(500);
      expect((await admin.post(`tickets/${id}/tags`, { json })).status).toBeLessThan(500);
    }
    expect((await admin.delete(`tickets/${id}/tags`)).status).toBeLessThan(500);
  });
});
