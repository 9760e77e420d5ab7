// SPDX-License-Identifier: AGPL-3.0-or-later
// Custom objects: what admins define, records and how they are found, and what points at them.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { ended } from "./harness/jobs.js";
import { choices, make_object, make_object_field, make_record, object_key, record_names } from "./harness/objects.js";
import { make_agent, make_organization, make_ticket, make_user, sign_in, unique } from "./harness/people.js";
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

const detail_of = (reply: { body: Json }): string => Object.keys(reply.body.details as object)[0]!;

describe("objects", () => {
  test("an object is made, found, changed and deleted", async () => {
    const key = object_key();
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
    const custom_object = { key: object_key(), title: "Device", title_pluralized: "Devices", ...members };
    const reply = await admin.post("custom_objects", { json: { custom_object } });
    expect(reply.status).toBe(422);
    expect(detail_of(reply)).toBe(detail);
  });

  test("a key belongs to one object", async () => {
    const key = await make_object(admin);
    const custom_object = { key, title: "Other", title_pluralized: "Others" };
    expect((await admin.post("custom_objects", { json: { custom_object } })).status).toBe(422);
  });

  test("limits tell how many there are and may be", async () => {
    const objects = await admin.ok("GET", "custom_objects/limits/object_limit");
    const key = await make_object(admin);
    const records = await admin.ok("GET", "custom_objects/limits/record_limit");
    await add_record(key, "One");
    await add_field(key, { key: "size" });
    expect(await admin.ok("GET", "custom_objects/limits/object_limit")).toMatchObject({ count: objects.count + 1 });
    expect(await admin.ok("GET", "custom_objects/limits/record_limit")).toMatchObject({ count: records.count + 1 });
    expect(await admin.ok("GET", `custom_objects/${key}/limits/field_limit`)).toEqual({ count: 1, limit: 100 });
  });

  test("what an object had is gone when its key is used again", async () => {
    const key = await make_object(admin);
    await add_field(key, { key: "size" });
    const record = await add_record(key, "One", { size: "big" });
    expect((await admin.delete(`custom_objects/${key}`)).status).toBe(204);
    expect((await admin.get(`custom_objects/${key}/records/${record.id}`)).status).toBe(404);
    await make_object(admin, { key });
    expect((await admin.ok("GET", `custom_objects/${key}/fields`)).custom_object_fields).toEqual([]);
    expect(record_names(await admin.ok("GET", `custom_objects/${key}/records`))).toEqual([]);
    expect((await admin.get(`custom_objects/${key}/records/${record.id}`)).status).toBe(404);
  });
});

describe("fields", () => {
  test("they are made, found by key and id, changed, ordered and deleted", async () => {
    const object = await make_object(admin);
    const other = await make_object(admin);
    const size = await add_field(object, { key: "size", title: "Size" });
    await add_field(other, { key: "size", title: "Another size" });
    const colour = await add_field(object, { type: "dropdown", key: "colour", custom_field_options: choices("red") });
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
    const object = await make_object(admin);
    const field = await add_field(object, { key: "serial" });
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
    const object = await make_object(admin);
    const custom_object_field = { type: "text", key: "one", title: "One", ...members };
    const reply = await admin.post(`custom_objects/${object}/fields`, { json: { custom_object_field } });
    expect(reply.status).toBe(422);
    expect(detail_of(reply)).toBe(detail);
  });
});

describe("records", () => {
  test("every type of field keeps its values", async () => {
    const object = await make_object(admin);
    const plain = ["text", "textarea", "integer", "decimal", "date", "checkbox"];
    for (const type of plain) await add_field(object, { type, key: type });
    await add_field(object, { type: "dropdown", key: "dropdown", custom_field_options: choices("red", "blue") });
    await add_field(object, { type: "multiselect", key: "many", custom_field_options: choices("one", "two") });
    await add_field(object, { type: "regexp", key: "regexp", regexp_for_validation: "[A-Z]+" });
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
    const record = await add_record(object, "Press", values, { external_id: "p-1" });
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
    const object = await make_object(admin);
    await add_field(object, { type: "integer", key: "size" });
    await add_field(object, { type: "lookup", key: "owner", relationship_target_type: "zen:user" });
    const reply = await admin.post(`custom_objects/${object}/records`, {
      json: { custom_object_record: { name: "One", ...members } },
    });
    expect(reply.status).toBe(422);
    expect(detail_of(reply)).toBe(detail);
  });

  test("bodies of no use are refused", async () => {
    const object = await make_object(admin);
    const path = `custom_objects/${object}/records`;
    for (const json of [{}, { custom_object_record: [] }, { custom_object_record: { custom_object_fields: "x" } }])
      expect((await admin.post(path, { json: json as Json, undocumented: true })).status).toBe(400);
    expect((await admin.delete(path)).status).toBe(400);
    expect((await admin.get(path, { query: { sort: "size" }, undocumented: true })).status).toBe(400);
    expect((await admin.get(`custom_objects/${object}/records/9999999`)).status).toBe(404);
    expect((await admin.get("custom_objects/nothing/records")).status).toBe(404);
  });

  test("a record is put by its external id or name", async () => {
    const object = await make_object(admin);
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
    expect(record_names(await admin.ok("GET", path, { query: { external_id: "c" } }))).toEqual(["Bellows"]);
    expect(record_names(await admin.ok("GET", path, { query: { name: "Crane" } }))).toEqual(["Crane"]);
    expect((await admin.delete(path, { query: { external_id: "c" } })).status).toBe(204);
    expect((await admin.delete(path, { query: { external_id: "c" } })).status).toBe(404);
    expect(record_names(await admin.ok("GET", path))).toEqual(["Crane"]);
  });

  test("many who put the same record at once make one", async () => {
    const object = await make_object(admin);
    const path = `custom_objects/${object}/records`;
    const custom_object_record = { name: "Anvil" };
    const options = { query: { external_id: "same" }, json: { custom_object_record } };
    const replies = await Promise.all([1, 2, 3, 4, 5].map(() => admin.send("PATCH", path, options)));
    expect(replies.map((one) => one.status).sort()).toEqual([200, 200, 200, 200, 201]);
    expect(record_names(await admin.ok("GET", path))).toEqual(["Anvil"]);
  });

  test("an external id belongs to one record of an object", async () => {
    const object = await make_object(admin);
    await add_record(object, "One", {}, { external_id: "x" });
    const custom_object_record = { name: "Two", external_id: "x" };
    const reply = await admin.post(`custom_objects/${object}/records`, { json: { custom_object_record } });
    expect(reply.status).toBe(422);
    expect(detail_of(reply)).toBe("external_id");
    await add_record(await make_object(admin), "Two", {}, { external_id: "x" });
  });

  test("names are unique where they are to be", async () => {
    const object = await make_object(admin);
    const rule = `custom_objects/${object}/fields/standard::name`;
    const unique_names = { custom_object_field: { title: "Serial", properties: { is_unique: true } } };
    const first = await add_record(object, "Šroub");
    const second = await add_record(object, "šroub");
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
    const object = await make_object(admin);
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
    const made = await Promise.all([1, 2, 3, 4].map(() => add_record(object, "ignored")));
    expect(made.map((one) => one.name).sort()).toEqual(["D-0012", "D-0013", "D-0014", "D-0015"]);
    const renamed = { json: { custom_object_record: { name: "mine" } } };
    expect((await admin.send("PATCH", `custom_objects/${object}/records/${made[0]!.id}`, renamed)).status).toBe(422);
    const rule = (await admin.ok("GET", `custom_objects/${object}/fields/standard::name`)).custom_object_field;
    expect(rule.properties.autonumbering_next_sequence).toBe(16);
  });

  test("a deleted field is never shown again", async () => {
    const object = await make_object(admin);
    await add_field(object, { key: "secret" });
    const record = await add_record(object, "One", { secret: "hidden" });
    await admin.delete(`custom_objects/${object}/fields/secret`);
    const path = `custom_objects/${object}/records/${record.id}`;
    expect((await admin.ok("GET", path)).custom_object_record.custom_object_fields).toEqual({});
    await add_field(object, { key: "secret" });
    expect((await admin.ok("GET", path)).custom_object_record.custom_object_fields).toEqual({ secret: null });
  });
});

describe("lookups", () => {
  test("tickets, people and records point at records, and no longer when these are deleted", async () => {
    const object = await make_object(admin);
    const target = { type: "lookup", relationship_target_type: `zen:custom_object:${object}` };
    const ticket_fields = { json: { ticket_field: { title: "D", ...target } } };
    const ticket_field = (await admin.ok("POST", "ticket_fields", ticket_fields)).ticket_field as Json;
    const key = unique("dev").replaceAll("-", "_");
    await admin.ok("POST", "user_fields", { json: { user_field: { title: "D", key, ...target } } });
    await admin.ok("POST", "organization_fields", { json: { organization_field: { title: "D", key, ...target } } });
    await add_field(object, { key: "parent", ...target });

    const device = await add_record(object, "Press");
    const child = await add_record(object, "Valve", { parent: device.id });
    const user = await make_user(admin, { user_fields: { [key]: device.id } });
    const organization = await make_organization(admin);
    const fields = { json: { organization: { organization_fields: { [key]: device.id } } } };
    await admin.ok("PUT", `organizations/${organization.id}`, fields);
    const custom_fields = [{ id: ticket_field.id, value: device.id }];
    const ticket = await make_ticket(admin, { custom_fields });
    const value_of = (one: Json) => one.custom_fields.find((field: Json) => field.id === ticket_field.id).value;
    expect(value_of(ticket)).toBe(device.id);
    expect((await admin.delete(`custom_objects/${object}`)).status).toBe(422);

    const target_type = `zen:custom_object:${object}`;
    const user_field = ((await admin.ok("GET", "user_fields")).user_fields as Json[]).find((one) => one.key === key)!;
    const pointing = (field: unknown, source: string) =>
      `${target_type}/${device.id}/relationship_fields/${field}/${source}`;
    const tickets = (await admin.ok("GET", pointing(ticket_field.id, "zen:ticket"))).tickets as Json[];
    expect(tickets.map((one) => one.id)).toEqual([ticket.id]);
    const users = (await admin.ok("GET", pointing(user_field.id, "zen:user"))).users as Json[];
    expect(users.map((one) => one.id)).toEqual([user.id]);
    const parent = (await admin.ok("GET", `custom_objects/${object}/fields/parent`)).custom_object_field.id as number;
    expect(record_names(await admin.ok("GET", pointing(parent, target_type)))).toEqual(["Valve"]);
    for (const [field, source] of [
      [parent, "zen:ticket"],
      [987654, "zen:ticket"],
    ] as const)
      expect((await admin.get(pointing(field, source))).status).toBe(404);
    const stranger = await sign_in(desk, await make_agent(desk, [], { ticket_restriction: "assigned" }));
    expect((await stranger.ok("GET", pointing(ticket_field.id, "zen:ticket"))).tickets).toEqual([]);

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
    const object = await make_object(admin);
    await add_record(object, "One");
    const agent = await sign_in(desk, await make_agent(desk, []));
    const configuration = { light_agent: true, ticket_access: "all", ticket_editing: false };
    const custom_role = { name: unique("light"), configuration };
    const role = (await admin.ok("POST", "custom_roles", { json: { custom_role } })).custom_role as Json;
    const light = await sign_in(desk, await make_agent(desk, [], { custom_role_id: role.id }));
    const customer = await sign_in(desk, await make_user(admin));
    const path = `custom_objects/${object}/records`;
    const custom_object_record = { name: "Two" };

    expect((await agent.post(path, { json: { custom_object_record } })).status).toBe(201);
    expect(record_names(await agent.ok("GET", path))).toEqual(["One", "Two"]);
    expect(record_names(await light.ok("GET", path))).toEqual(["One", "Two"]);
    expect((await light.post(path, { json: { custom_object_record } })).status).toBe(403);
    const job = { action: "create", items: [{ name: "A" }] };
    expect((await light.post(`custom_objects/${object}/jobs`, { json: { job } })).status).toBe(403);
    const custom_object = { key: object_key(), title: "A", title_pluralized: "B" };
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
