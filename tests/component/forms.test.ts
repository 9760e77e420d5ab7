// SPDX-License-Identifier: AGPL-3.0-or-later
// Ticket forms with their conditions, custom statuses, brands.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_ticket, make_user, sign_in, unique, update_ticket } from "./harness/people.js";
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
const make_form = async (members: Json = {}): Promise<Json> =>
  (await admin.ok("POST", "ticket_forms", { json: { ticket_form: { name: unique("Form"), ...members } } }))
    .ticket_form as Json;
const details_of = (reply: { body: Json }): string[] => Object.keys(reply.body.details as object);

describe("forms", () => {
  test("a desk starts with a default form that cannot go", async () => {
    const [form] = (await admin.ok("GET", "ticket_forms")).ticket_forms as Json[];
    expect(form).toMatchObject({ default: true, active: true, in_all_brands: true, agent_conditions: [] });
    expect((await admin.delete(`ticket_forms/${form.id}`)).status).toBe(422);
    const ticket = await make_ticket(admin);
    expect(ticket.ticket_form_id).toBe(form.id);
  });

  test("a form is made, shown, changed, cloned, ordered and deleted", async () => {
    const field = await make_field({});
    const reply = await admin.post("ticket_forms", {
      json: { ticket_form: { name: "Returns", ticket_field_ids: [field.id], end_user_visible: false } },
    });
    expect(reply.status).toBe(201);
    const form = reply.body.ticket_form as Json;
    expect(form).toMatchObject({ name: "Returns", display_name: "Returns", default: false, end_user_visible: false });
    expect(form.ticket_field_ids).toContain(field.id);
    expect((await admin.ok("GET", reply.headers.get("location")!)).ticket_form.id).toBe(form.id);
    const changed = await admin.ok("PUT", `ticket_forms/${form.id}`, {
      json: { ticket_form: { display_name: "Send back" } },
    });
    expect(changed.ticket_form).toMatchObject({ name: "Returns", display_name: "Send back" });
    const clone = (await admin.ok("POST", `ticket_forms/${form.id}/clone`, { json: { prepend_clone_title: true } }))
      .ticket_form as Json;
    expect(clone.name).toBe("Clone of: Returns");
    expect(clone.ticket_field_ids).toEqual(changed.ticket_form.ticket_field_ids);
    const ordered = await admin.ok("PUT", "ticket_forms/reorder", { json: { ticket_form_ids: [clone.id, form.id] } });
    expect((ordered.ticket_forms as Json[]).slice(0, 2).map((one) => one.id)).toEqual([clone.id, form.id]);
    const many = await admin.ok("GET", "ticket_forms/show_many", { query: { ids: `${form.id},${clone.id},999` } });
    expect(many.ticket_forms).toHaveLength(2);
    expect((await admin.delete(`ticket_forms/${clone.id}`)).status).toBe(204);
    expect((await admin.get(`ticket_forms/${clone.id}`)).status).toBe(404);
    expect((await admin.post("ticket_forms", { json: { ticket_form: { name: "" } } })).status).toBe(422);
    expect(
      details_of(await admin.post("ticket_forms", {
        json: { ticket_form: { name: "x", ticket_field_ids: [999_999] } },
      })),
    ).toEqual(["ticket_field_ids"]);
  });

  test("customers see forms that are theirs, and may use only those", async () => {
    const shown = await make_form();
    const hidden = await make_form({ end_user_visible: false });
    const customer = await sign_in(desk, await make_user(admin));
    const ids = ((await customer.ok("GET", "ticket_forms")).ticket_forms as Json[]).map((one) => one.id);
    expect(ids).toContain(shown.id);
    expect(ids).not.toContain(hidden.id);
    expect((await customer.get(`ticket_forms/${hidden.id}`)).status).toBe(404);
    const ticket = await make_ticket(customer, { ticket_form_id: shown.id });
    expect(ticket.ticket_form_id).toBe(shown.id);
    const refused = await customer.post("tickets", {
      json: { ticket: { comment: { body: "x" }, ticket_form_id: hidden.id } },
    });
    expect(details_of(refused)).toEqual(["ticket_form_id"]);
  });

  test("a condition shows a field and says when it is required", async () => {
    const parent = await make_field({
      type: "tagger",
      custom_field_options: [
        { name: "Broken", value: "cond_broken" },
        { name: "Late", value: "cond_late" },
      ],
    });
    const child = await make_field({ required: true });
    const form = await make_form({
      ticket_field_ids: [parent.id, child.id],
      agent_conditions: [
        {
          parent_field_id: parent.id,
          value: "cond_broken",
          child_fields: [
            { id: child.id, is_required: true, required_on_statuses: { type: "SOME_STATUSES", statuses: ["pending"] } },
          ],
        },
      ],
    });
    expect(form.agent_conditions[0]).toMatchObject({ parent_field_id: parent.id, parent_field_type: "tagger" });
    const ticket = await make_ticket(admin, { ticket_form_id: form.id });
    const id = ticket.id as number;
    const hidden = await update_ticket(admin, id, { custom_fields: { [parent.id]: "cond_late" }, status: "pending" });
    expect(hidden.ticket.status).toBe("pending");
    const refused = await admin.put(`tickets/${id}`, {
      json: { ticket: { custom_fields: { [parent.id]: "cond_broken" } } },
    });
    expect([refused.status, details_of(refused)]).toEqual([422, [`custom_fields_${child.id}`]]);
    await update_ticket(admin, id, { custom_fields: { [parent.id]: "cond_broken", [child.id]: "the lid" } });
    const other = await make_ticket(admin, { ticket_form_id: form.id });
    const solved = await update_ticket(admin, other.id as number, { status: "solved" });
    expect(solved.ticket.status, "a field that does not show is not required to solve").toBe("solved");
    const removal = await admin.delete(`ticket_fields/${child.id}`);
    expect(removal.status).toBe(422);
  });

  test("conditions that make no sense are refused", async () => {
    const box = await make_field({ type: "checkbox" });
    const text = await make_field({});
    const other = await make_field({ type: "checkbox" });
    const child = (id: number) => [{ id, is_required: false }];
    const wrong: Json[] = [
      [{ parent_field_id: 999_999, value: true, child_fields: child(text.id as number) }],
      [{ parent_field_id: text.id, value: "x", child_fields: child(box.id as number) }],
      [{ parent_field_id: box.id, value: "perhaps", child_fields: child(text.id as number) }],
      [{ parent_field_id: box.id, value: true, child_fields: [] }],
      [{ parent_field_id: box.id, value: true, child_fields: child(box.id as number) }],
      [
        { parent_field_id: box.id, value: true, child_fields: child(other.id as number) },
        { parent_field_id: other.id, value: true, child_fields: child(box.id as number) },
      ],
      ["x"],
    ];
    for (const agent_conditions of wrong) {
      const reply = await admin.post("ticket_forms", {
        json: { ticket_form: { name: "x", ticket_field_ids: [box.id, text.id, other.id], agent_conditions } },
      });
      expect(reply.status, JSON.stringify(agent_conditions)).toBe(422);
    }
  });
});

describe("custom statuses", () => {
  test("each category starts with one, which is its default", async () => {
    const { custom_statuses } = await admin.ok("GET", "custom_statuses");
    expect((custom_statuses as Json[]).map((one) => [one.status_category, one.default])).toEqual([
      ["new", true],
      ["open", true],
      ["pending", true],
      ["hold", true],
      ["solved", true],
    ]);
    const ticket = await make_ticket(admin);
    expect(ticket.custom_status_id).toBe(custom_statuses[0].id);
  });

  test("a custom status brings its category, a status brings the default one", async () => {
    const made = await admin.post("custom_statuses", {
      json: {
        custom_status: { status_category: "pending", agent_label: "Waiting for parts", end_user_label: "On its way" },
      },
    });
    expect(made.status).toBe(201);
    const parts = made.body.custom_status as Json;
    const ticket = await make_ticket(admin, { custom_status_id: parts.id });
    expect([ticket.status, ticket.custom_status_id]).toEqual(["pending", parts.id]);
    const id = ticket.id as number;
    const { custom_statuses } = await admin.ok("GET", "custom_statuses", {
      query: { status_categories: "open,pending" },
    });
    const [open, pending] = custom_statuses as Json[];
    const opened = (await update_ticket(admin, id, { status: "open" })).ticket as Json;
    expect([opened.status, opened.custom_status_id]).toEqual(["open", open.id]);
    const waiting = (await update_ticket(admin, id, { custom_status_id: parts.id })).ticket as Json;
    expect([waiting.status, waiting.custom_status_id]).toEqual(["pending", parts.id]);
    const plain = (await update_ticket(admin, id, { custom_status_id: pending.id })).ticket as Json;
    expect([plain.status, plain.custom_status_id]).toEqual(["pending", pending.id]);
    const back = (await update_ticket(admin, id, { custom_status_id: pending.id, status: "open" })).ticket as Json;
    expect(back.status, "who sends back what they read means what differs").toBe("open");
    const closed = (await update_ticket(admin, id, { status: "closed" })).ticket as Json;
    expect(closed.status).toBe("closed");
    const refused = await admin.post("tickets", {
      json: { ticket: { comment: { body: "x" }, custom_status_id: 999_999 } },
    });
    expect(details_of(refused)).toEqual(["custom_status_id"]);
  });

  test("another one becomes the default of its category", async () => {
    const other = (
      await admin.ok("POST", "custom_statuses", {
        json: { custom_status: { status_category: "hold", agent_label: "Resting" } },
      })
    ).custom_status as Json;
    expect((await admin.put("custom_status/default", { json: { ids: String(other.id) } })).status).toBe(204);
    const fresh = (
      await admin.ok("POST", "custom_statuses", {
        json: { custom_status: { status_category: "new", agent_label: "Untouched" } },
      })
    ).custom_status as Json;
    await admin.send("PUT", "custom_status/default", { json: { ids: [fresh.id] } });
    const ticket = await make_ticket(admin);
    expect([ticket.status, ticket.custom_status_id]).toEqual(["new", fresh.id]);
    const held = (await update_ticket(admin, ticket.id as number, { status: "hold" })).ticket as Json;
    expect(held.custom_status_id).toBe(other.id);
    const off = await admin.put(`custom_statuses/${other.id}`, { json: { custom_status: { active: false } } });
    expect(details_of(off)).toEqual(["active"]);
    const renamed = await admin.ok("PUT", `custom_statuses/${other.id}`, {
      json: { custom_status: { agent_label: "Asleep" } },
    });
    expect(renamed.custom_status.agent_label).toBe("Asleep");
    const wrong = await admin.post("custom_statuses", {
      json: { custom_status: { status_category: "closed", agent_label: "x" } },
    });
    expect(details_of(wrong)).toEqual(["status_category"]);
    const taken = await admin.post("custom_statuses", {
      json: { custom_status: { status_category: "hold", agent_label: "Asleep" } },
    });
    expect(taken.body.details.agent_label[0].error).toBe("DuplicateValue");
  });
});

describe("brands", () => {
  test("a desk starts with one, and every ticket has one", async () => {
    const [brand] = (await admin.ok("GET", "brands")).brands as Json[];
    expect(brand).toMatchObject({ default: true, active: true, is_deleted: false });
    expect(brand.ticket_form_ids.length).toBeGreaterThan(0);
    expect((await make_ticket(admin)).brand_id).toBe(brand.id);
    expect((await admin.delete(`brands/${brand.id}`)).status).toBe(422);
  });

  test("another one is made, used, made the default, and deleted", async () => {
    const subdomain = unique("brand");
    const reply = await admin.post("brands", {
      json: { brand: { name: "Kettles", subdomain, host_mapping: `${subdomain}.example.com` } },
    });
    expect(reply.status).toBe(201);
    const brand = reply.body.brand as Json;
    expect(brand.brand_url).toContain(`${subdomain}.example.com`);
    const ticket = await make_ticket(admin, { brand_id: brand.id });
    expect(ticket.brand_id).toBe(brand.id);
    expect(
      (await admin.ok("GET", "brands/check_host_mapping", {
        query: { host_mapping: `${subdomain}.example.com`, subdomain },
      }))
        .is_valid,
    ).toBe(false);
    expect((await admin.ok("GET", `brands/${brand.id}/check_host_mapping`)).is_valid).toBe(true);
    const [first] = (await admin.ok("GET", "brands")).brands as Json[];
    await admin.ok("PUT", `brands/${brand.id}`, { json: { brand: { default: true } } });
    expect((await make_ticket(admin)).brand_id).toBe(brand.id);
    await admin.ok("PUT", `brands/${first.id}`, { json: { brand: { default: true } } });
    const moved = (await update_ticket(admin, ticket.id as number, { brand_id: first.id })).ticket as Json;
    expect(moved.brand_id).toBe(first.id);
    expect((await admin.delete(`brands/${brand.id}`)).status).toBe(204);
    expect((await admin.get(`brands/${brand.id}`)).status).toBe(404);
    const gone = await admin.put(`tickets/${ticket.id}`, { json: { ticket: { brand_id: brand.id } } });
    expect(details_of(gone)).toEqual(["brand_id"]);
  });

  test("names that cannot be are refused; agents may only look", async () => {
    const wrong: [Json, string][] = [
      [{ name: "", subdomain: "fine" }, "name"],
      [{ name: "x", subdomain: "Not fine" }, "subdomain"],
      [{ name: "x", subdomain: "support" }, "subdomain"],
      [{ name: "x", subdomain: unique("s"), host_mapping: "no host" }, "host_mapping"],
    ];
    for (const [brand, detail] of wrong) {
      expect(details_of(await admin.post("brands", { json: { brand } }))).toEqual([detail]);
    }
    const agent = await sign_in(desk, await make_agent(desk, []));
    expect((await agent.get("brands")).status).toBe(200);
    expect((await agent.post("brands", { json: { brand: { name: "x", subdomain: "x" } } })).status).toBe(403);
  });
});
