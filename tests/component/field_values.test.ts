// SPDX-License-Identifier: AGPL-3.0-or-later
// Values of fields on tickets and people.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_organization, make_ticket, make_user, sign_in, unique, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

const make_field = async (members: Json): Promise<Json> =>
  (
    await admin.ok("POST", "ticket_fields", {
      json: { ticket_field: { title: unique("Field"), type: "text", ...members } },
    })
  ).ticket_field as Json;
const option_list = (...values: string[]) => values.map((value) => ({ name: `The ${value}`, value }));
const show = async (id: number): Promise<Json> => (await admin.ok("GET", `tickets/${id}`)).ticket as Json;
const value_of = (ticket: Json, field: Json): unknown =>
  ticket.custom_fields.find((one: Json) => one.id === field.id)?.value;
const set = async (ticket: Json, field: Json, value: unknown): Promise<Json> =>
  (await update_ticket(admin, ticket.id as number, { custom_fields: [{ id: field.id, value }] })).ticket as Json;

describe("on tickets", () => {
  test("every type keeps its value and says null when it has none", async () => {
    const me = (await admin.ok("GET", "users/me")).user as Json;
    const values: [Json, unknown, unknown][] = [
      [{ type: "text" }, "Žofie", "Žofie"],
      [{ type: "textarea" }, "one\ntwo", "one\ntwo"],
      [{ type: "integer" }, 42, "42"],
      [{ type: "decimal" }, "1.50", "1.50"],
      [{ type: "date" }, "2026-02-28", "2026-02-28"],
      [{ type: "checkbox" }, true, true],
      [{ type: "tagger", custom_field_options: option_list("t-red", "t-blue") }, "t-red", "t-red"],
      [{ type: "multiselect", custom_field_options: option_list("m-a", "m-b") }, ["m-b", "m-a"], ["m-a", "m-b"]],
      [{ type: "regexp", regexp_for_validation: "^[A-Z]{2}[0-9]+$" }, "LT42", "LT42"],
      [{ type: "partialcreditcard" }, "4111111111111234", "XXXXXXXXXXXX1234"],
      [{ type: "lookup", relationship_target_type: "zen:user" }, me.id, String(me.id)],
    ];
    for (const [members, sent, kept] of values) {
      const field = await make_field(members);
      const ticket = await make_ticket(admin, { custom_fields: [{ id: field.id, value: sent }] });
      expect(value_of(ticket, field), field.type).toEqual(kept);
      expect(value_of(await show(ticket.id as number), field)).toEqual(kept);
      expect(value_of(await set(ticket, field, null), field)).toBeNull();
      expect(ticket.fields).toEqual(ticket.custom_fields);
    }
  });

  test("values that do not fit are refused, naming the field", async () => {
    const ticket = await make_ticket(admin);
    const wrong: [Json, unknown][] = [
      [{ type: "integer" }, "many"],
      [{ type: "decimal" }, "1,5"],
      [{ type: "date" }, "2026-02-30"],
      [{ type: "checkbox" }, "perhaps"],
      [{ type: "tagger", custom_field_options: option_list("w-red") }, "green"],
      [{ type: "multiselect", custom_field_options: option_list("w-a") }, ["w-a", "w-z"]],
      [{ type: "regexp", regexp_for_validation: "^[0-9]+$" }, "x"],
      [{ type: "text" }, { nested: true }],
      [{ type: "lookup", relationship_target_type: "zen:user" }, "987654"],
      [{ type: "lookup", relationship_target_type: "zen:organization" }, "987654"],
      [{ type: "lookup", relationship_target_type: "zen:ticket" }, "987654"],
    ];
    for (const [members, value] of wrong) {
      const field = await make_field(members);
      const reply = await admin.put(`tickets/${ticket.id}`, {
        json: { ticket: { custom_fields: { [field.id]: value } } },
      });
      expect(reply.status, field.type).toBe(422);
      expect(Object.keys(reply.body.details as object)).toEqual([`custom_fields_${field.id}`]);
    }
    for (const broken of ["text", [1], [{ value: 1 }], 7]) {
      const reply = await admin.put(`tickets/${ticket.id}`, { json: { ticket: { custom_fields: broken } } });
      expect(reply.status).toBe(400);
    }
  });

  test("an object of values and the other name are taken too; unknown ids are passed over", async () => {
    const field = await make_field({});
    const ticket = await make_ticket(admin, { fields: { [field.id]: "by object", "999999": "x" } });
    expect(value_of(ticket, field)).toBe("by object");
  });

  test("an option is a tag and a tag chooses an option", async () => {
    const list = await make_field({ type: "tagger", custom_field_options: option_list("low_road", "high_road") });
    const box = await make_field({ type: "checkbox", tag: "ticked_box" });
    const ticket = await make_ticket(admin, {
      tags: ["other"],
      custom_fields: { [list.id]: "low_road", [box.id]: true },
    });
    expect(ticket.tags).toEqual(["low_road", "other", "ticked_box"]);
    const id = ticket.id as number;
    const switched = (await update_ticket(admin, id, { additional_tags: ["high_road"], remove_tags: ["ticked_box"] }))
      .ticket as Json;
    expect(switched.tags).toEqual(["high_road", "other"]);
    expect([value_of(switched, list), value_of(switched, box)]).toEqual(["high_road", false]);
    await admin.ok("DELETE", `tickets/${id}/tags`, { json: { tags: ["high_road"] } });
    expect(value_of(await show(id), list)).toBeNull();
    const tagged = await make_ticket(admin, { tags: ["low_road"] });
    expect(value_of(tagged, list)).toBe("low_road");
  });

  test("the audit names the field by its id", async () => {
    const field = await make_field({ type: "multiselect", custom_field_options: option_list("au-a", "au-b") });
    const ticket = await make_ticket(admin);
    const { audit } = await update_ticket(admin, ticket.id as number, { custom_fields: { [field.id]: ["au-b"] } });
    const event = audit.events.find((one: Json) => one.field_name === String(field.id));
    expect(event).toMatchObject({ type: "Change", value: ["au-b"], previous_value: null });
  });

  test("a field that is off or gone shows no value, and comes back with it", async () => {
    const field = await make_field({});
    const ticket = await make_ticket(admin, { custom_fields: { [field.id]: "kept" } });
    const at = `ticket_fields/${field.id}`;
    await admin.ok("PUT", at, { json: { ticket_field: { active: false } } });
    expect(value_of(await show(ticket.id as number), field)).toBeUndefined();
    await admin.ok("PUT", at, { json: { ticket_field: { active: true } } });
    expect(value_of(await show(ticket.id as number), field)).toBe("kept");
    await admin.delete(at);
    expect(value_of(await show(ticket.id as number), field)).toBeUndefined();
    const audits = (await admin.ok("GET", `tickets/${ticket.id}/audits`)).audits as Json[];
    expect(JSON.stringify(audits)).toContain("kept");
  });

  test("an agent fills in a required field before solving, mail and rules need not", async () => {
    const field = await make_field({ required: true });
    const ticket = await make_ticket(admin);
    const refused = await admin.put(`tickets/${ticket.id}`, { json: { ticket: { status: "solved" } } });
    expect(refused.status).toBe(422);
    expect(refused.body.details[`custom_fields_${field.id}`][0].error).toBe("BlankValue");
    const solved = await update_ticket(admin, ticket.id as number, {
      status: "solved",
      custom_fields: { [field.id]: "done" },
    });
    expect(solved.ticket.status).toBe("solved");
    await admin.ok("PUT", `ticket_fields/${field.id}`, { json: { ticket_field: { required: false } } });
  });

  test("customers set and see what the portal lets them", async () => {
    const closed = await make_field({ visible_in_portal: true });
    const open = await make_field({ visible_in_portal: true, editable_in_portal: true });
    const hidden = await make_field({});
    const customer = await sign_in(desk, await make_user(admin));
    const ticket = await make_ticket(customer, {
      custom_fields: { [closed.id]: "no", [open.id]: "yes", [hidden.id]: "no" },
    });
    const seen = [closed, open, hidden].map((field) => value_of(ticket, field));
    expect(seen).toEqual([null, "yes", undefined]);
    expect(value_of(await show(ticket.id as number), hidden)).toBeNull();
    const refused = await customer.put(`tickets/${ticket.id}`, {
      json: { ticket: { custom_fields: { [open.id]: "x" } } },
    });
    expect(refused.status).toBe(403);
  });
});

const make_person_field = async (plural: string, singular: string, members: Json): Promise<Json> => {
  const key = unique("key").replaceAll("-", "_");
  const json = { [singular]: { title: unique("Field"), type: "text", key, ...members } };
  return (await admin.ok("POST", plural, { json }))[singular] as Json;
};

for (const [plural, singular, target] of [
  ["user_fields", "user_field", "users"],
  ["organization_fields", "organization_field", "organizations"],
] as const) {
  describe(`of ${target}`, () => {
    const make = (members: Json): Promise<Json> => make_person_field(plural, singular, members);

    test("a field has a key that stays", async () => {
      const field = await make({ key: `fixed_${target}` });
      expect(field).toMatchObject({ key: `fixed_${target}`, system: false, active: true });
      const changed = await admin.ok("PUT", `${plural}/${field.id}`, {
        json: { [singular]: { key: "other", description: "New words" } },
      });
      expect(changed[singular]).toMatchObject({ key: `fixed_${target}`, description: "New words" });
      for (const key of [undefined, "", "Not a key", "123", `fixed_${target}`]) {
        const reply = await admin.post(plural, { json: { [singular]: { title: "x", type: "text", key } } });
        expect([reply.status, Object.keys(reply.body.details as object)]).toEqual([422, ["key"]]);
      }
      expect((await admin.delete(`${plural}/${field.id}`)).status).toBe(204);
      expect((await admin.get(`${plural}/${field.id}`)).status).toBe(404);
    });

    test("values are set, shown, cleared and checked", async () => {
      const text = await make({});
      const number = await make({ type: "integer" });
      const date = await make({ type: "date" });
      const list = await make({ type: "dropdown", custom_field_options: option_list(`gold_${target}`) });
      expect(list.type).toBe("dropdown");
      const person = target === "users" ? await make_user(admin) : await make_organization(admin);
      const member = target === "users" ? "user" : "organization";
      const write = async (values: Json): Promise<Json> =>
        (await admin.ok("PUT", `${target}/${person.id}`, { json: { [member]: { [plural]: values } } }))[member] as Json;
      const written = await write({
        [text.key]: "blue",
        [number.key]: 7,
        [date.key]: "2026-03-01",
        [list.key]: `gold_${target}`,
        unknown_key: 1,
      });
      expect(written[plural]).toMatchObject({
        [text.key]: "blue",
        [number.key]: 7,
        [date.key]: "2026-03-01T00:00:00Z",
        [list.key]: `gold_${target}`,
      });
      expect(written.tags).toContain(`gold_${target}`);
      const again = await write(written[plural] as Json);
      expect(again[plural]).toEqual(written[plural]);
      expect((await write({ [list.key]: null })).tags).not.toContain(`gold_${target}`);
      const refused = await admin.put(`${target}/${person.id}`, {
        json: { [member]: { [plural]: { [number.key]: "seven" } } },
      });
      expect([refused.status, Object.keys(refused.body.details as object)]).toEqual([422, [number.key]]);
    });

    test("the order and the options are managed as those of ticket fields", async () => {
      const a = await make({ type: "multiselect", custom_field_options: option_list("po-a") });
      const b = await make({});
      await admin.ok("PUT", `${plural}/reorder`, { json: { [`${singular}_ids`]: [b.id, a.id] } });
      const ids = ((await admin.ok("GET", plural))[plural] as Json[]).map((field) => field.id);
      expect(ids.slice(0, 2)).toEqual([b.id, a.id]);
      const made = await admin.post(`${plural}/${a.id}/options`, {
        json: { custom_field_option: { name: "B", value: "po-b" } },
      });
      expect(made.status).toBe(201);
      expect((await admin.ok("GET", `${plural}/${a.id}/options`)).custom_field_options).toHaveLength(2);
    });
  });
}
