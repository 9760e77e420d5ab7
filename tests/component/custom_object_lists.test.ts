// SPDX-License-Identifier: AGPL-3.0-or-later
// Records of custom objects: how they are found, and jobs over many.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { ended } from "./harness/jobs.js";
import { choices, make_object, make_object_field, make_record, record_names } from "./harness/objects.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

const add_field = (object: string, members: Json) => make_object_field(admin, object, members);
const add_record = (object: string, name: string, fields: Json = {}, more: Json = {}) =>
  make_record(admin, object, name, fields, more);

describe("lists", () => {
  let object: string;
  const made: Json[] = [];
  beforeAll(async () => {
    object = await make_object(admin);
    await add_field(object, { type: "integer", key: "size" });
    await add_field(object, { key: "note" });
    await add_field(object, { type: "date", key: "bought" });
    await add_field(object, { type: "multiselect", key: "tags", custom_field_options: choices("hot", "cold") });
    made.push(await add_record(object, "Red kettle", { size: 3, note: "Boils Water", bought: "2026-01-05" }));
    made.push(await add_record(object, "Blue kettle", { size: 12, tags: ["hot", "cold"] }, { external_id: "k-2" }));
    made.push(await add_record(object, "Anvil", { size: -4, note: "100% iron", tags: ["cold"] }));
  });
  const path = () => `custom_objects/${object}/records`;
  const found = async (query: string) =>
    record_names(await admin.ok("GET", `${path()}/search`, { query: { query } }));

  test("pages go on by cursor and by number, in every order", async () => {
    for (const sort of ["id", "-id", "name", "-name", "updated_at", "-updated_at"]) {
      const whole = record_names(await admin.ok("GET", path(), { query: { sort } }));
      expect(whole).toHaveLength(3);
      const read: string[] = [];
      let next: string | null = path();
      while (next) {
        const options_of: Json = next === path() ? { query: { sort, "page[size]": 1 } } : {};
        const page: Json = await admin.ok("GET", next, options_of);
        expect(page.custom_object_records).toHaveLength(1);
        read.push(...record_names(page));
        next = page.links.next as string | null;
      }
      expect(read).toEqual(whole);
      const second = await admin.ok("GET", path(), { query: { sort, page: 2, per_page: 1 } });
      expect(record_names(second)).toEqual(whole.slice(1, 2));
      expect(second.count).toBe(3);
    }
    expect(record_names(await admin.ok("GET", path(), { query: { sort: "name" } }))).toEqual([
      "Anvil",
      "Blue kettle",
      "Red kettle",
    ]);
    expect((await admin.ok("GET", `${path()}/count`)).count.value).toBe(3);
  });

  test("a cursor of another order is refused", async () => {
    const page = await admin.ok("GET", path(), { query: { sort: "id", "page[size]": 1 } });
    const query = { sort: "updated_at", "page[after]": page.meta.after_cursor as string };
    expect((await admin.get(path(), { query })).status).toBe(400);
  });

  test("ids pick records", async () => {
    const ids = `${made[0]!.id},${made[2]!.id},999999,nonsense`;
    const picked = await admin.ok("GET", path(), { query: { "filter[ids]": ids } });
    expect(record_names(picked)).toEqual(["Red kettle", "Anvil"]);
    const query = { "filter[external_ids]": "k-2,k-3" };
    expect(record_names(await admin.ok("GET", path(), { query }))).toEqual(["Blue kettle"]);
  });

  test("words are found by their beginnings", async () => {
    expect(await found("kett")).toEqual(["Blue kettle", "Red kettle"]);
    expect(await found("kett BLU")).toEqual(["Blue kettle"]);
    expect(await found("water")).toEqual(["Red kettle"]);
    expect(await found("k-2")).toEqual(["Blue kettle"]);
    expect(await found("kettle anvil")).toEqual([]);
    expect(await found("!!!")).toEqual([]);
    const complete = async (name: string) =>
      record_names(await admin.ok("GET", `${path()}/autocomplete`, { query: { name } }));
    expect(await complete("ket")).toEqual(["Blue kettle", "Red kettle"]);
    expect(await complete("water")).toEqual([]);
    expect(await complete("")).toEqual(["Anvil", "Blue kettle", "Red kettle"]);
  });

  test("what changed is found as it is now", async () => {
    const record = await add_record(object, "Temporary hammer");
    const renamed = { json: { custom_object_record: { name: "Lasting hammer" } } };
    await admin.ok("PATCH", `${path()}/${record.id}`, renamed);
    expect(await found("temporary")).toEqual([]);
    expect(await found("lasting")).toEqual(["Lasting hammer"]);
    await admin.delete(`${path()}/${record.id}`);
    expect(await found("hammer")).toEqual([]);
    expect((await admin.ok("GET", `${path()}/count`)).count.value).toBe(3);
  });

  const of = (key: string, comparison: Json) => ({ [`custom_object_fields.${key}`]: comparison });
  test.each([
    [of("size", { $gt: 3 }), ["Blue kettle"]],
    [of("size", { $gte: 3, $lt: 12 }), ["Red kettle"]],
    [of("size", { $lte: "-4" }), ["Anvil"]],
    [of("size", { $noteq: 3 }), ["Anvil", "Blue kettle"]],
    [of("note", { $contains: "boils" }), ["Red kettle"]],
    [of("note", { $contains: "100%" }), ["Anvil"]],
    [of("note", { $notcontains: "%" }), ["Blue kettle", "Red kettle"]],
    [of("note", { $eq: null }), ["Blue kettle"]],
    [of("bought", { $lt: "2026-02-01" }), ["Red kettle"]],
    [of("tags", { $contains: "cold" }), ["Anvil", "Blue kettle"]],
    [{ name: { $eq: "ANVIL" } }, ["Anvil"]],
    [{ external_id: { $eq: "k-2" } }, ["Blue kettle"]],
    [{ created_at: { $gt: "2020-01-01T00:00:00Z" }, name: { $contains: "kett" } }, ["Blue kettle", "Red kettle"]],
    [
      { $or: [of("size", { $eq: 3 }), { $and: [of("size", { $lt: 0 }), { name: { $noteq: "x" } }] }] },
      ["Anvil", "Red kettle"],
    ],
    [{ $and: [] }, ["Anvil", "Blue kettle", "Red kettle"]],
  ])("the filter %j finds them", async (filter, wanted) => {
    const reply = await admin.ok("POST", `${path()}/search`, { json: { filter: filter as Json } });
    expect(record_names(reply)).toEqual(wanted);
  });

  test.each([
    { nothing: { $eq: 1 } },
    of("nothing", { $eq: 1 }),
    of("size", { $like: 1 }),
    of("size", { $contains: 1 }),
    of("size", { $gt: "big" }),
    of("note", { $gt: "a" }),
    of("size", 3 as unknown as Json),
    { $or: {} },
    { created_at: { $gt: "yesterday" } },
    { $and: Array.from({ length: 60 }, () => of("size", { $eq: 1 })) },
  ])("the filter %j is refused", async (filter) => {
    expect((await admin.post(`${path()}/search`, { json: { filter: filter as Json } })).status).toBe(400);
  });

  test("the export gives them in the order of their change", async () => {
    const first = await admin.ok("GET", `incremental/custom_objects/${object}/records`, {
      query: { start_time: 1, per_page: 2 },
    });
    expect(first.end_of_stream).toBe(false);
    const rest = await admin.ok("GET", first.after_url as string);
    expect([...record_names(first), ...record_names(rest)]).toEqual(["Red kettle", "Blue kettle", "Anvil"]);
    expect(rest.end_of_stream).toBe(true);
  });
});

describe("jobs", () => {
  test("every action works on many", async () => {
    const object = await make_object(admin);
    const run = async (action: string, items: unknown[]): Promise<Json> => {
      const reply = await admin.post(`custom_objects/${object}/jobs`, { json: { job: { action, items } as Json } });
      expect(reply.status).toBe(201);
      return await ended(admin, reply.body.job_status as Json);
    };
    const all = async () =>
      record_names(await admin.ok("GET", `custom_objects/${object}/records`, { query: { sort: "name" } }));
    const made = await run("create", [{ name: "A", external_id: "1" }, { name: "B" }, { name: "" }]);
    expect(made.results.map((one: Json) => one.success)).toEqual([true, true, false]);
    expect(await all()).toEqual(["A", "B"]);
    const ids = made.results.slice(0, 2).map((one: Json) => one.id as string);
    await run("update", [{ id: ids[1], name: "Bee" }]);
    await run("create_or_update_by_external_id", [
      { external_id: "1", name: "Ay" },
      { external_id: "2", name: "C" },
    ]);
    await run("create_or_update_by_name", [{ name: "C", external_id: "3" }, { name: "D" }]);
    expect(await all()).toEqual(["Ay", "Bee", "C", "D"]);
    await run("delete_by_external_id", ["3", "1"]);
    expect(await all()).toEqual(["Bee", "D"]);
    const gone = await run("delete", [ids[1], "999999"]);
    expect(gone.results.map((one: Json) => one.success)).toEqual([true, false]);
    expect(await all()).toEqual(["D"]);
  });

  test("jobs of no use are refused", async () => {
    const object = await make_object(admin);
    const bad: Json[] = [
      { action: "explode", items: [{ name: "A" }] },
      { action: "create", items: ["A"] },
      { action: "create", items: [] },
      { action: "create" },
      { action: "delete", items: Array.from({ length: 101 }, (_, i) => String(i)) },
    ];
    for (const job of bad) {
      const reply = await admin.post(`custom_objects/${object}/jobs`, { json: { job }, undocumented: true });
      expect(reply.status, JSON.stringify(job).slice(0, 80)).toBe(400);
    }
  });
});
