// SPDX-License-Identifier: AGPL-3.0-or-later
// Custom objects: what admins define, records and how they are found, and what points at them.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { ended } from "./harness/jobs.js";
import { make_agent, make_organization, make_ticket, make_user, sign_in, unique } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

const key_of = () => unique("device").replaceAll("-", "_");
async function make_object(members: Json = {}): Promise<string> {
  const custom_object = { key: key_of(), title: "Device", title_pluralized: "Devices", ...members };
  return (await admin.ok("POST", "custom_objects", { json: { custom_object } })).custom_object.key as string;
}
async function make_field(object: string, members: Json): Promise<Json> {
  const custom_object_field = { type: "text", title: members.key as string, ...members };
  return (await admin.ok("POST", `custom_objects/${object}/fields`, { json: { custom_object_field } }))
    .custom_object_field as Json;
}
async function make_record(object: string, name: string, fields: Json = {}, more: Json = {}): Promise<Json> {
  const custom_object_record = { name, custom_object_fields: fields, ...more };
  return (await admin.ok("POST", `custom_objects/${object}/records`, { json: { custom_object_record } }))
    .custom_object_record as Json;
}
const names = (body: Json) => (body.custom_object_records as Json[]).map((one) => one.name);
const detail_of = (reply: { body: Json }): string => Object.keys(reply.body.details as object)[0]!;
const options = (...values: string[]) => values.map((value) => ({ name: `The ${value}`, value }));

describe("objects", () => {
  test("an object is made, found, changed and deleted", async () => {
    const key = key_of();
    const made = await admin.post("custom_objects", {
      json: { custom_object: { key, title: "Device", title_pluralized: "Devices", description: "In the shop" } },
    });
    expect(made.status).toBe(201);
    expect(made.body.custom_object).toMatchObject({ key, raw_title: "Device", description: "In the shop" });
    const custom_object = { title: "Machine", key: "other" };
    const changed = await admin.ok("PATCH", `custom_objects/${key}`, { json: { custom_object } });
    expect(changed.custom_object).toMatchObject({ key, title: "Machine", title_pluralized: "Devices" });
    expect((await admin.ok("GET", `custom_objects/${key}`)).custom_object).toEqual(changed.custom_object);
    const listed = await admin.ok("GET", "custom_objects", { query: { "page[size]": 100 } });
    expect(listed.custom_objects.map((one: Json) => one.key)).toContain(key);
    expect((await admin.delete(`custom_objects/${key}`)).status).toBe(204);
    expect((await admin.get(`custom_objects/${key}`)).status).toBe(404);
  });

  test.each([
    [{ key: "" }, "key"],
    [{ key: "Big Key" }, "key"],
    [{ key: "limits" }, "key"],
    [{ key: "1st" }, "key"],
    [{ title: " " }, "title"],
    [{ title_pluralized: "" }, "title_pluralized"],
    [{ description: "x".repeat(3000) }, "description"],
  ])("%j is refused", async (members, detail) => {
    const custom_object = { key: key_of(), title: "Device", title_pluralized: "Devices", ...members };
    const reply = await admin.post("custom_objects", { json: { custom_object } });
    expect(reply.status).toBe(422);
    expect(detail_of(reply)).toBe(detail);
  });

  test("a key belongs to one object", async () => {
    const key = await make_object();
    const custom_object = { key, title: "Other", title_pluralized: "Others" };
    expect((await admin.post("custom_objects", { json: { custom_object } })).status).toBe(422);
  });

  test("limits tell how many there are and may be", async () => {
    const objects = await admin.ok("GET", "custom_objects/limits/object_limit");
    const key = await make_object();
    const records = await admin.ok("GET", "custom_objects/limits/record_limit");
    await make_record(key, "One");
    await make_field(key, { key: "size" });
    expect(await admin.ok("GET", "custom_objects/limits/object_limit")).toMatchObject({ count: objects.count + 1 });
    expect(await admin.ok("GET", "custom_objects/limits/record_limit")).toMatchObject({ count: records.count + 1 });
    expect(await admin.ok("GET", `custom_objects/${key}/limits/field_limit`)).toEqual({ count: 1, limit: 100 });
  });

  test("what an object had is gone when its key is used again", async () => {
    const key = await make_object();
    await make_field(key, { key: "size" });
    const record = await make_record(key, "One", { size: "big" });
    expect((await admin.delete(`custom_objects/${key}`)).status).toBe(204);
    expect((await admin.get(`custom_objects/${key}/records/${record.id}`)).status).toBe(404);
    await make_object({ key });
    expect((await admin.ok("GET", `custom_objects/${key}/fields`)).custom_object_fields).toEqual([]);
    expect(names(await admin.ok("GET", `custom_objects/${key}/records`))).toEqual([]);
    expect((await admin.get(`custom_objects/${key}/records/${record.id}`)).status).toBe(404);
  });
});

describe("fields", () => {
  test("they are made, found by key and id, changed, ordered and deleted", async () => {
    const object = await make_object();
    const other = await make_object();
    const size = await make_field(object, { key: "size", title: "Size" });
    await make_field(other, { key: "size", title: "Another size" });
    const colour = await make_field(object, { type: "dropdown", key: "colour", custom_field_options: options("red") });
    const path = `custom_objects/${object}/fields`;
    expect((await admin.ok("GET", `${path}/size`)).custom_object_field).toEqual(size);
    expect((await admin.ok("GET", `${path}/${size.id}`)).custom_object_field).toEqual(size);
    const change = { custom_object_field: { title: "Width", type: "date" } };
    const changed = (await admin.ok("PATCH", `${path}/size`, { json: change })).custom_object_field;
    expect(changed).toMatchObject({ title: "Width", type: "text", key: "size" });
    const reordered = await admin.ok("PUT", `${path}/reorder`, {
      json: { custom_object_field_ids: [colour.id, size.id] },
    });
    expect(reordered.custom_object_fields.map((one: Json) => one.key)).toEqual(["colour", "size"]);
    const whole = await admin.ok("GET", path, { query: { include_standard_fields: "true" } });
    expect(whole.custom_object_fields.map((one: Json) => one.key)).toEqual([
      "standard::name",
      "standard::external_id",
      "colour",
      "size",
    ]);
    expect((await admin.delete(`${path}/size`)).status).toBe(204);
    expect((await admin.get(`${path}/size`)).status).toBe(404);
    expect((await admin.ok("GET", `custom_objects/${other}/fields`)).custom_object_fields).toHaveLength(1);
  });

  test("they are no fields of tickets and people", async () => {
    const object = await make_object();
    const field = await make_field(object, { key: "serial" });
    for (const path of ["ticket_fields", "user_fields", "organization_fields"])
      expect((await admin.get(`${path}/${field.id}`)).status).toBe(404);
    const user = await make_user(admin);
    expect(user.user_fields).not.toHaveProperty("serial");
  });

  test.each([
    [{ type: "partialcreditcard" }, "type"],
    [{ type: "subject" }, "type"],
    [{ key: "No Key" }, "key"],
    [{ type: "regexp", regexp_for_validation: "(" }, "regexp_for_validation"],
    [{ type: "lookup", relationship_target_type: "zen:custom_object:nothing" }, "relationship_target_type"],
  ])("%j is refused", async (members, detail) => {
    const object = await make_object();
    const custom_object_field = { type: "text", key: "one", title: "One", ...members };
    const reply = await admin.post(`custom_objects/${object}/fields`, { json: { custom_object_field } });
    expect(reply.status).toBe(422);
    expect(detail_of(reply)).toBe(detail);
  });
});

describe("records", () => {
  test("every type of field keeps its values", async () => {
    const object = await make_object();
    const plain = ["text", "textarea", "integer", "decimal", "date", "checkbox"];
    for (const type of plain) await make_field(object, { type, key: type });
    await make_field(object, { type: "dropdown", key: "dropdown", custom_field_options: options("red", "blue") });
    await make_field(object, { type: "multiselect", key: "many", custom_field_options: options("one", "two") });
    await make_field(object, { type: "regexp", key: "regexp", regexp_for_validation: "[A-Z]+" });
    const values = {
      text: "Šárka",
      textarea: "two\nlines",
      integer: 7,
      decimal: 1.5,
      date: "2026-11-22",
      checkbox: true,
      dropdown: "red",
      many: ["two", "one"],
      regexp: "ABC",
    };
    const record = await make_record(object, "Press", values, { external_id: "p-1" });
    expect(record).toMatchObject({ name: "Press", custom_object_key: object, external_id: "p-1" });
    expect(typeof record.id).toBe("string");
    const wanted = { ...values, date: "2026-11-22T00:00:00Z", many: ["one", "two"] };
    expect(record.custom_object_fields).toEqual(wanted);
    const path = `custom_objects/${object}/records/${record.id}`;
    const custom_object_record = { custom_object_fields: { text: null, integer: 8 } };
    const changed = (await admin.ok("PATCH", path, { json: { custom_object_record } })).custom_object_record;
    expect(changed.custom_object_fields).toEqual({ ...wanted, text: null, integer: 8 });
    expect((await admin.ok("GET", path)).custom_object_record).toEqual(changed);
    expect((await admin.delete(path)).status).toBe(204);
    expect((await admin.get(path)).status).toBe(404);
  });

  test.each([
    [{ name: "" }, "name"],
    [{ name: "x".repeat(300) }, "name"],
    [{ external_id: "x".repeat(300) }, "external_id"],
    [{ custom_object_fields: { nothing: 1 } }, "nothing"],
    [{ custom_object_fields: { size: "big" } }, "size"],
    [{ custom_object_fields: { owner: "987654" } }, "owner"],
  ])("%j is refused", async (members, detail) => {
    const object = await make_object();
    await make_field(object, { type: "integer", key: "size" });
    await make_field(object, { type: "lookup", key: "owner", relationship_target_type: "zen:user" });
    const reply = await admin.post(`custom_objects/${object}/records`, {
      json: { custom_object_record: { name: "One", ...members } },
    });
    expect(reply.status).toBe(422);
    expect(detail_of(reply)).toBe(detail);
  });

  test("bodies of no use are refused", async () => {
    const object = await make_object();
    const path = `custom_objects/${object}/records`;
    for (const json of [{}, { custom_object_record: [] }, { custom_object_record: { custom_object_fields: "x" } }])
      expect((await admin.post(path, { json: json as Json, undocumented: true })).status).toBe(400);
    expect((await admin.delete(path)).status).toBe(400);
    expect((await admin.get(path, { query: { sort: "size" }, undocumented: true })).status).toBe(400);
    expect((await admin.get(`custom_objects/${object}/records/9999999`)).status).toBe(404);
    expect((await admin.get("custom_objects/nothing/records")).status).toBe(404);
  });

  test("a record is put by its external id or name", async () => {
    const object = await make_object();
    const path = `custom_objects/${object}/records`;
    const put = async (query: Record<string, string>, custom_object_record: Json) =>
      await admin.send("PATCH", path, { query, json: { custom_object_record } });
    const made = await put({ external_id: "a b" }, { name: "Anvil" });
    expect(made.status).toBe(201);
    expect(made.body.custom_object_record.external_id).toBe("a b");
    const again = await put({ external_id: "a b" }, { name: "Bellows" });
    expect(again.status).toBe(200);
    expect(again.body.custom_object_record).toMatchObject({ id: made.body.custom_object_record.id, name: "Bellows" });
    expect((await put({ name: "BELLOWS" }, { external_id: "c" })).body.custom_object_record.external_id).toBe("c");
    expect((await put({ name: "Crane" }, {})).status).toBe(201);
    expect(names(await admin.ok("GET", path, { query: { external_id: "c" } }))).toEqual(["Bellows"]);
    expect(names(await admin.ok("GET", path, { query: { name: "Crane" } }))).toEqual(["Crane"]);
    expect((await admin.delete(path, { query: { external_id: "c" } })).status).toBe(204);
    expect((await admin.delete(path, { query: { external_id: "c" } })).status).toBe(404);
    expect(names(await admin.ok("GET", path))).toEqual(["Crane"]);
  });

  test("an external id belongs to one record of an object", async () => {
    const object = await make_object();
    await make_record(object, "One", {}, { external_id: "x" });
    const custom_object_record = { name: "Two", external_id: "x" };
    const reply = await admin.post(`custom_objects/${object}/records`, { json: { custom_object_record } });
    expect(reply.status).toBe(422);
    expect(detail_of(reply)).toBe("external_id");
    await make_record(await make_object(), "Two", {}, { external_id: "x" });
  });

  test("names are unique where they are to be", async () => {
    const object = await make_object();
    const rule = `custom_objects/${object}/fields/standard::name`;
    const unique_names = { custom_object_field: { title: "Serial", properties: { is_unique: true } } };
    const first = await make_record(object, "Šroub");
    const second = await make_record(object, "šroub");
    expect((await admin.send("PATCH", rule, { json: unique_names })).status).toBe(422);
    await admin.delete(`custom_objects/${object}/records/${second.id}`);
    const field = (await admin.ok("PATCH", rule, { json: unique_names })).custom_object_field;
    expect(field).toMatchObject({ title: "Serial", properties: { is_unique: true } });
    const refused = await admin.post(`custom_objects/${object}/records`, {
      json: { custom_object_record: { name: "SROUB" } },
    });
    expect(refused.status).toBe(422);
    const custom_object_record = { name: "ŠROUB" };
    const same = { json: { custom_object_record } };
    expect((await admin.send("PATCH", `custom_objects/${object}/records/${first.id}`, same)).status).toBe(200);
  });

  test("names are numbered where they are to be, also for many at once", async () => {
    const object = await make_object();
    const properties = {
      autonumbering_enabled: true,
      autonumbering_prefix: "D-",
      autonumbering_padding: 4,
      autonumbering_next_sequence: 12,
      is_unique: true,
    };
    await admin.ok("PATCH", `custom_objects/${object}/fields/standard::name`, {
      json: { custom_object_field: { properties } },
    });
    const made = await Promise.all([1, 2, 3, 4].map(() => make_record(object, "ignored")));
    expect(made.map((one) => one.name).sort()).toEqual(["D-0012", "D-0013", "D-0014", "D-0015"]);
    const renamed = { json: { custom_object_record: { name: "mine" } } };
    expect((await admin.send("PATCH", `custom_objects/${object}/records/${made[0]!.id}`, renamed)).status).toBe(422);
    const rule = (await admin.ok("GET", `custom_objects/${object}/fields/standard::name`)).custom_object_field;
    expect(rule.properties.autonumbering_next_sequence).toBe(16);
  });

  test("a deleted field is never shown again", async () => {
    const object = await make_object();
    await make_field(object, { key: "secret" });
    const record = await make_record(object, "One", { secret: "hidden" });
    await admin.delete(`custom_objects/${object}/fields/secret`);
    const path = `custom_objects/${object}/records/${record.id}`;
    expect((await admin.ok("GET", path)).custom_object_record.custom_object_fields).toEqual({});
    await make_field(object, { key: "secret" });
    expect((await admin.ok("GET", path)).custom_object_record.custom_object_fields).toEqual({ secret: null });
  });
});

describe("lists", () => {
  let object: string;
  const made: Json[] = [];
  beforeAll(async () => {
    object = await make_object();
    await make_field(object, { type: "integer", key: "size" });
    await make_field(object, { key: "note" });
    await make_field(object, { type: "date", key: "bought" });
    await make_field(object, { type: "multiselect", key: "tags", custom_field_options: options("hot", "cold") });
    made.push(await make_record(object, "Red kettle", { size: 3, note: "Boils Water", bought: "2026-01-05" }));
    made.push(await make_record(object, "Blue kettle", { size: 12, tags: ["hot", "cold"] }, { external_id: "k-2" }));
    made.push(await make_record(object, "Anvil", { size: -4, note: "100% iron", tags: ["cold"] }));
  });
  const path = () => `custom_objects/${object}/records`;

  test("pages go on by cursor and by number, in every order", async () => {
    for (const sort of ["id", "-id", "name", "-name", "updated_at", "-updated_at"]) {
      const whole = names(await admin.ok("GET", path(), { query: { sort } }));
      expect(whole).toHaveLength(3);
      const read: string[] = [];
      let next: string | null = path();
      while (next) {
        const options_of: Json = next === path() ? { query: { sort, "page[size]": 1 } } : {};
        const page: Json = await admin.ok("GET", next, options_of);
        expect(page.custom_object_records).toHaveLength(1);
        read.push(...names(page));
        next = page.links.next as string | null;
      }
      expect(read).toEqual(whole);
      const second = await admin.ok("GET", path(), { query: { sort, page: 2, per_page: 1 } });
      expect(names(second)).toEqual(whole.slice(1, 2));
      expect(second.count).toBe(3);
    }
    expect(names(await admin.ok("GET", path(), { query: { sort: "name" } }))).toEqual([
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
    expect(names(await admin.ok("GET", path(), { query: { "filter[ids]": ids } }))).toEqual(["Red kettle", "Anvil"]);
    const query = { "filter[external_ids]": "k-2,k-3" };
    expect(names(await admin.ok("GET", path(), { query }))).toEqual(["Blue kettle"]);
  });

  test("words are found by their beginnings", async () => {
    const found = async (query: string) => names(await admin.ok("GET", `${path()}/search`, { query: { query } }));
    expect(await found("kett")).toEqual(["Blue kettle", "Red kettle"]);
    expect(await found("kett BLU")).toEqual(["Blue kettle"]);
    expect(await found("water")).toEqual(["Red kettle"]);
    expect(await found("k-2")).toEqual(["Blue kettle"]);
    expect(await found("kettle anvil")).toEqual([]);
    expect(await found("!!!")).toEqual([]);
    const complete = async (name: string) =>
      names(await admin.ok("GET", `${path()}/autocomplete`, { query: { name } }));
    expect(await complete("ket")).toEqual(["Blue kettle", "Red kettle"]);
    expect(await complete("water")).toEqual([]);
    expect(await complete("")).toEqual(["Anvil", "Blue kettle", "Red kettle"]);
  });

  test("what changed is found as it is now", async () => {
    const record = await make_record(object, "Temporary hammer");
    const found = async (query: string) => names(await admin.ok("GET", `${path()}/search`, { query: { query } }));
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
    [{ $or: [of("size", { $eq: 3 }), { $and: [of("size", { $lt: 0 }), { name: { $noteq: "x" } }] }] }, ["Anvil", "Red kettle"]],
    [{ $and: [] }, ["Anvil", "Blue kettle", "Red kettle"]],
  ])("the filter %j finds them", async (filter, wanted) => {
    expect(names(await admin.ok("POST", `${path()}/search`, { json: { filter: filter as Json } }))).toEqual(wanted);
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
    expect([...names(first), ...names(rest)]).toEqual(["Red kettle", "Blue kettle", "Anvil"]);
    expect(rest.end_of_stream).toBe(true);
  });
});

describe("jobs", () => {
  test("every action works on many", async () => {
    const object = await make_object();
    const run = async (action: string, items: unknown[]): Promise<Json> => {
      const reply = await admin.post(`custom_objects/${object}/jobs`, { json: { job: { action, items } as Json } });
      expect(reply.status).toBe(201);
      return await ended(admin, reply.body.job_status as Json);
    };
    const all = async () => names(await admin.ok("GET", `custom_objects/${object}/records`, { query: { sort: "name" } }));
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
    const object = await make_object();
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

describe("lookups", () => {
  test("tickets, people and records point at records, and no longer when these are deleted", async () => {
    const object = await make_object();
    const target = { type: "lookup", relationship_target_type: `zen:custom_object:${object}` };
    const ticket_field = (await admin.ok("POST", "ticket_fields", { json: { ticket_field: { title: "D", ...target } } }))
      .ticket_field as Json;
    const key = unique("dev").replaceAll("-", "_");
    await admin.ok("POST", "user_fields", { json: { user_field: { title: "D", key, ...target } } });
    await admin.ok("POST", "organization_fields", { json: { organization_field: { title: "D", key, ...target } } });
    await make_field(object, { key: "parent", ...target });

    const device = await make_record(object, "Press");
    const child = await make_record(object, "Valve", { parent: device.id });
    const user = await make_user(admin, { user_fields: { [key]: device.id } });
    const organization = await make_organization(admin);
    const fields = { json: { organization: { organization_fields: { [key]: device.id } } } };
    await admin.ok("PUT", `organizations/${organization.id}`, fields);
    const custom_fields = [{ id: ticket_field.id, value: device.id }];
    const ticket = await make_ticket(admin, { custom_fields });
    const value_of = (one: Json) => one.custom_fields.find((field: Json) => field.id === ticket_field.id).value;
    expect(value_of(ticket)).toBe(device.id);
    expect((await admin.delete(`custom_objects/${object}`)).status).toBe(422);

    for (const value of ["999999", ticket.id]) {
      const wrong = { json: { ticket: { custom_fields: [{ id: ticket_field.id, value }] } } };
      expect((await admin.put(`tickets/${ticket.id}`, wrong)).status).toBe(422);
    }
    expect((await admin.delete(`custom_objects/${object}/records/${device.id}`)).status).toBe(204);
    for (const job of (await admin.ok("GET", "job_statuses")).job_statuses as Json[]) await ended(admin, job);
    expect(value_of((await admin.ok("GET", `tickets/${ticket.id}`)).ticket)).toBeNull();
    expect((await admin.ok("GET", `users/${user.id}`)).user.user_fields[key]).toBeNull();
    const now = (await admin.ok("GET", `organizations/${organization.id}`)).organization;
    expect(now.organization_fields[key]).toBeNull();
    const valve = (await admin.ok("GET", `custom_objects/${object}/records/${child.id}`)).custom_object_record;
    expect(valve.custom_object_fields.parent).toBeNull();
    const audits = (await admin.ok("GET", `tickets/${ticket.id}/audits`)).audits as Json[];
    expect(audits.at(-1)!.events).toMatchObject([{ field_name: String(ticket_field.id), value: null }]);
  });
});

describe("access", () => {
  test("admins define, agents write records, others know nothing of them", async () => {
    const object = await make_object();
    await make_record(object, "One");
    const agent = await sign_in(desk, await make_agent(desk, []));
    const configuration = { light_agent: true, ticket_access: "all", ticket_editing: false };
    const custom_role = { name: unique("light"), configuration };
    const role = (await admin.ok("POST", "custom_roles", { json: { custom_role } })).custom_role as Json;
    const light = await sign_in(desk, await make_agent(desk, [], { custom_role_id: role.id }));
    const customer = await sign_in(desk, await make_user(admin));
    const path = `custom_objects/${object}/records`;
    const custom_object_record = { name: "Two" };

    expect((await agent.post(path, { json: { custom_object_record } })).status).toBe(201);
    expect(names(await agent.ok("GET", path))).toEqual(["One", "Two"]);
    expect(names(await light.ok("GET", path))).toEqual(["One", "Two"]);
    expect((await light.post(path, { json: { custom_object_record } })).status).toBe(403);
    const job = { action: "create", items: [{ name: "A" }] };
    expect((await light.post(`custom_objects/${object}/jobs`, { json: { job } })).status).toBe(403);
    const custom_object = { key: key_of(), title: "A", title_pluralized: "B" };
    const custom_object_field = { key: "a", type: "text", title: "A" };
    for (const one of [agent, light, customer]) {
      expect((await one.post("custom_objects", { json: { custom_object } })).status).toBe(403);
      expect((await one.post(`custom_objects/${object}/fields`, { json: { custom_object_field } })).status).toBe(403);
      expect((await one.delete(`custom_objects/${object}`)).status).toBe(403);
      expect((await one.get(`incremental/custom_objects/${object}/records`, { query: { start_time: 1 } })).status).toBe(
        403,
      );
    }
    for (const seen of ["custom_objects", `custom_objects/${object}`, path, `custom_objects/${object}/fields`])
      expect((await customer.get(seen)).status).toBe(403);
  });
});
