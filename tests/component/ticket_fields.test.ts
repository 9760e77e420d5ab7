// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_user, sign_in, unique } from "./harness/people.js";
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
const options = (...values: string[]) => values.map((value) => ({ name: `The ${value}`, value }));
const detail_of = (reply: { body: Json }): string => Object.keys(reply.body.details as object)[0]!;

describe("definitions", () => {
  test("a desk starts with the system fields, which stay", async () => {
    const list = (await admin.ok("GET", "ticket_fields")).ticket_fields as Json[];
    const types = list.filter((field) => !field.removable).map((field) => field.type);
    expect(types).toEqual([
      "subject",
      "description",
      "status",
      "tickettype",
      "priority",
      "group",
      "assignee",
      "custom_status",
    ]);
    const priority = list.find((field) => field.type === "priority")!;
    expect(priority.system_field_options.map((one: Json) => one.value)).toEqual(["low", "normal", "high", "urgent"]);
    expect((await admin.delete(`ticket_fields/${priority.id}`)).status).toBe(422);
    expect(list.find((field) => field.type === "custom_status")!.custom_statuses).toHaveLength(5);
  });

  test("a field is made, found, changed, counted and deleted", async () => {
    const reply = await admin.post("ticket_fields", { json: { ticket_field: { type: "text", title: "Order" } } });
    expect(reply.status).toBe(201);
    const made = reply.body.ticket_field as Json;
    expect(made).toMatchObject({
      type: "text",
      title: "Order",
      raw_title: "Order",
      title_in_portal: "Order",
      active: true,
      required: false,
      removable: true,
      tag: null,
    });
    expect((await admin.ok("GET", reply.headers.get("location")!)).ticket_field.id).toBe(made.id);
    const { count } = await admin.ok("GET", "ticket_fields/count");
    const changed = await admin.ok("PUT", `ticket_fields/${made.id}`, {
      json: { ticket_field: { title: "Order number", agent_description: "On the bill", type: "date" } },
    });
    expect(changed.ticket_field).toMatchObject({
      title: "Order number",
      type: "text",
      agent_description: "On the bill",
    });
    expect((await admin.delete(`ticket_fields/${made.id}`)).status).toBe(204);
    expect((await admin.get(`ticket_fields/${made.id}`)).status).toBe(404);
    expect((await admin.ok("GET", "ticket_fields/count")).count.value).toBe(count.value - 1);
  });

  test("what makes no sense is refused with the reason", async () => {
    const refusals: [Json, string][] = [
      [{ title: "", type: "text" }, "title"],
      [{ title: "x", type: "mood" }, "type"],
      [{ title: "x", type: "subject" }, "type"],
      [{ title: "x", type: "regexp", regexp_for_validation: "(" }, "regexp_for_validation"],
      [{ title: "x", type: "lookup" }, "relationship_target_type"],
      [
        { title: "x", type: "tagger", custom_field_options: [{ name: "A", value: "Not One Word" }] },
        "custom_field_options",
      ],
      [{ title: "x", type: "tagger", custom_field_options: options("twice", "twice") }, "custom_field_options"],
      [{ title: "x", type: "checkbox", tag: "two words" }, "tag"],
    ];
    for (const [field, detail] of refusals) {
      const reply = await admin.post("ticket_fields", { json: { ticket_field: field } });
      expect([reply.status, detail_of(reply)]).toEqual([422, detail]);
    }
    await make_field({ type: "tagger", custom_field_options: options("owned") });
    const taken = await admin.post("ticket_fields", {
      json: { ticket_field: { title: "x", type: "checkbox", tag: "owned" } },
    });
    expect(taken.body.details.tag[0].error).toBe("DuplicateValue");
    expect((await admin.post("ticket_fields", { json: { ticket_field: "x" } })).status).toBe(400);
  });

  test("the order is what was asked for, also through pages", async () => {
    const a = await make_field({});
    const b = await make_field({});
    await admin.ok("PUT", "ticket_fields/reorder", { json: { ticket_field_ids: [b.id, a.id] } });
    const first = await admin.ok("GET", "ticket_fields", { query: { "page[size]": 1 } });
    expect(first.ticket_fields[0].id).toBe(b.id);
    const second = await admin.ok("GET", "ticket_fields", {
      query: { "page[size]": 1, "page[after]": first.meta.after_cursor as string },
    });
    expect(second.ticket_fields[0].id).toBe(a.id);
    const by_number = await admin.ok("GET", "ticket_fields", { query: { page: 2, per_page: 1 } });
    expect(by_number.ticket_fields[0].id).toBe(a.id);
    expect((await admin.put("ticket_fields/reorder", { json: { ticket_field_ids: [999_999] } })).status).toBe(404);
  });

  test("options are made, changed, listed and deleted one by one", async () => {
    const field = await make_field({ type: "tagger", custom_field_options: options("mk1", "mk2") });
    const at = `ticket_fields/${field.id}/options`;
    const made = await admin.post(at, { json: { custom_field_option: { name: "Third", value: "mk3" } } });
    expect(made.status).toBe(201);
    const id = made.body.custom_field_option.id as number;
    const changed = await admin.post(at, {
      json: { custom_field_option: { id, name: "Third one", value: "mk3", position: 0 } },
    });
    expect([changed.status, changed.body.custom_field_option.name]).toEqual([200, "Third one"]);
    const list = (await admin.ok("GET", at)).custom_field_options as Json[];
    expect(list.map((one) => one.value)).toEqual(["mk3", "mk1", "mk2"]);
    expect((await admin.ok("GET", `${at}/${id}`)).custom_field_option).toMatchObject({ id, value: "mk3", position: 0 });
    expect((await admin.delete(`${at}/${id}`)).status).toBe(204);
    expect((await admin.get(`${at}/${id}`)).status).toBe(404);
    const text = await make_field({});
    expect((await admin.get(`ticket_fields/${text.id}/options`)).status).toBe(404);
  });

  test("writing the list of options keeps the ids of those that stay", async () => {
    const field = await make_field({ type: "multiselect", custom_field_options: options("keep1", "drop1") });
    const [kept] = field.custom_field_options as Json[];
    const changed = await admin.ok("PUT", `ticket_fields/${field.id}`, {
      json: { ticket_field: { custom_field_options: [...options("new1"), { name: "Renamed", value: "keep1" }] } },
    });
    const now = changed.ticket_field.custom_field_options as Json[];
    expect(now.map((one) => [one.name, one.value])).toEqual([
      ["The new1", "new1"],
      ["Renamed", "keep1"],
    ]);
    expect(now[1].id).toBe(kept.id);
  });

  test("only admins define fields; customers see those of the portal", async () => {
    const agent = await sign_in(desk, await make_agent(desk, []));
    expect((await agent.post("ticket_fields", {
      json: { ticket_field: { type: "text", title: "x" } },
    })).status).toBe(403);
    const hidden = await make_field({});
    const open = await make_field({ visible_in_portal: true });
    const customer = await sign_in(desk, await make_user(admin));
    const ids = ((await customer.ok("GET", "ticket_fields")).ticket_fields as Json[]).map((field) => field.id);
    expect(ids).toContain(open.id);
    expect(ids).not.toContain(hidden.id);
    expect((await customer.get(`ticket_fields/${hidden.id}`)).status).toBe(404);
  });
});
