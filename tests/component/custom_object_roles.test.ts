// SPDX-License-Identifier: AGPL-3.0-or-later
// What custom roles say of the records of custom objects.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { ended } from "./harness/jobs.js";
import { make_object, make_record } from "./harness/objects.js";
import { make_agent, make_ticket, sign_in, unique } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

const add_record = (object: string, name: string) => make_record(admin, object, name);

const holder = async (scopes: Record<string, string[]>) => {
  const custom_objects = Object.fromEntries(Object.entries(scopes).map(([key, list]) => [key, { scopes: list }]));
  const configuration = { ticket_access: "all", ticket_editing: true, custom_objects };
  const custom_role = { name: unique("role"), configuration };
  const role = (await admin.ok("POST", "custom_roles", { json: { custom_role } })).custom_role as Json;
  return { role, client: await sign_in(desk, await make_agent(desk, [], { custom_role_id: role.id })) };
};

describe("custom roles", () => {
  test("a role says what is done with the records of an object", async () => {
    const [hidden, shown, kept] = [await make_object(admin), await make_object(admin), await make_object(admin)];
    const secret = await add_record(hidden, "Secret");
    const seen = await add_record(shown, "Seen");
    const scopes = { [hidden]: [], [shown]: ["read"], [kept]: ["update", "read"] };
    const { role, client } = await holder(scopes);
    expect(role.configuration.custom_objects[kept].scopes).toEqual(["read", "update"]);
    for (const path of ["", "/fields", "/records", `/records/${secret.id}`, "/records/count", "/records/search"])
      expect((await client.get(`custom_objects/${hidden}${path}`)).status, path).toBe(404);
    const autocomplete = `custom_objects/${hidden}/records/autocomplete`;
    expect((await client.get(autocomplete, { query: { name: "Se" } })).status).toBe(404);
    const custom_object_record = { name: "Mine" };
    for (const key of [hidden, shown, kept])
      expect((await client.post(`custom_objects/${key}/records`, { json: { custom_object_record } })).status).toBe(
        key === hidden ? 404 : 403,
      );
    const listed = (await client.ok("GET", "custom_objects")).custom_objects as Json[];
    const known = Object.fromEntries(listed.map((one) => [one.key, one.scopes]));
    expect(known[hidden]).toBeUndefined();
    expect(known).toMatchObject({ [shown]: ["read"], [kept]: ["read", "update"] });
    expect((await client.delete(`custom_objects/${shown}/records/${seen.id}`)).status).toBe(403);
    const change = { json: { custom_object_record } };
    expect((await client.send("PATCH", `custom_objects/${shown}/records/${seen.id}`, change)).status).toBe(403);
    const held = await add_record(kept, "Held");
    expect((await client.send("PATCH", `custom_objects/${kept}/records/${held.id}`, change)).status).toBe(200);
    const query = { external_id: "new" };
    const upsert = await client.send("PATCH", `custom_objects/${kept}/records`, { ...change, query });
    expect(upsert.status).toBe(403);
    const job = { action: "create_or_update_by_name", items: [{ name: "Mine" }, { name: "Another" }] };
    const made = await client.ok("POST", `custom_objects/${kept}/jobs`, { json: { job } });
    const done = await ended(client, made.job_status as Json);
    expect((done.results as Json[]).map((one) => one.success)).toEqual([true, false]);
    const away = { action: "delete", items: [held.id] };
    expect((await client.post(`custom_objects/${kept}/jobs`, { json: { job: away } })).status).toBe(403);
  });

  test("records that a role hides cannot be pointed at, nor asked who points at them", async () => {
    const object = await make_object(admin);
    const record = await add_record(object, "Secret");
    const relationship_target_type = `zen:custom_object:${object}`;
    const ticket_field = { type: "lookup", title: unique("Device"), relationship_target_type };
    const field = (await admin.ok("POST", "ticket_fields", { json: { ticket_field } })).ticket_field as Json;
    const ticket = await make_ticket(admin, {});
    const custom_fields = [{ id: field.id, value: record.id }];
    const { client } = await holder({ [object]: [] });
    expect((await client.put(`tickets/${ticket.id}`, { json: { ticket: { custom_fields } } })).status).toBe(422);
    const about = `${relationship_target_type}/${record.id}/relationship_fields/${field.id}/zen:ticket`;
    expect((await client.get(about)).status).toBe(404);
    await admin.ok("PUT", `tickets/${ticket.id}`, { json: { ticket: { custom_fields } } });
    const status = (await client.put(`tickets/${ticket.id}`, { json: { ticket: { status: "pending" } } })).status;
    expect(status).toBe(200);
    const reader = await holder({ [object]: ["read"] });
    expect(((await reader.client.ok("GET", about)).tickets as Json[]).map((one) => one.id)).toEqual([ticket.id]);
  });

  test("what a role says of objects has to make sense", async () => {
    for (const wrong of [
      "all",
      [],
      { car: ["read"] },
      { car: { scopes: "read" } },
      { car: { scopes: ["write"] } },
      { car: { scopes: ["update"] } },
      { "No key": { scopes: ["read"] } },
    ]) {
      const custom_role = { name: unique("wrong"), configuration: { custom_objects: wrong } };
      expect((await admin.post("custom_roles", { json: { custom_role } })).status, JSON.stringify(wrong)).toBe(422);
    }
    const custom_role = { name: unique("plain"), configuration: { custom_objects: null } };
    const made = (await admin.ok("POST", "custom_roles", { json: { custom_role } })).custom_role;
    expect(made.configuration.custom_objects).toEqual({});
  });
});
