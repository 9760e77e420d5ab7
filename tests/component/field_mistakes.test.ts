// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever a client sends to the definitions of a desk is answered with a reason, never with an error of ours (the
// client of the tests fails on every 5xx).
import { afterAll, beforeAll, expect, test } from "vitest";
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

const huge = "9223372036854775807";
const deep: Json = JSON.parse("[".repeat(20) + "]".repeat(20)) as Json;
const strange: Json[] = [
  null,
  true,
  0,
  -1,
  1e300,
  "",
  " ",
  "a\u0000b",
  "\ud800",
  "x".repeat(100_000),
  "{{dc.}} {{ {{",
  [],
  [null],
  {},
  { id: huge },
  deep,
];
const resources: [string, string, string[]][] = [
  ["ticket_fields", "ticket_field", ["title", "type", "tag", "position", "regexp_for_validation"]],
  ["ticket_fields", "ticket_field", ["custom_field_options", "relationship_target_type", "agent_description"]],
  ["user_fields", "user_field", ["title", "type", "key", "custom_field_options", "relationship_filter"]],
  ["organization_fields", "organization_field", ["title", "type", "key"]],
  ["ticket_forms", "ticket_form", ["name", "ticket_field_ids", "agent_conditions", "restricted_brand_ids", "position"]],
  ["custom_statuses", "custom_status", ["agent_label", "status_category", "active"]],
  ["brands", "brand", ["name", "subdomain", "host_mapping", "default"]],
  ["dynamic_content/items", "item", ["name", "variants", "default_locale_id", "content"]],
  ["recipient_addresses", "recipient_address", ["email", "name", "brand_id", "default"]],
];

for (const [path, singular, members] of resources) {
  test(`${path} (${members.join(", ")}): unknown ids and strange values`, async () => {
    for (const id of [huge, "0", "18446744073709551616"]) {
      expect((await admin.get(`${path}/${id}`)).status).toBe(404);
      expect([400, 404, 422]).toContain((await admin.put(`${path}/${id}`, { json: { [singular]: {} } })).status);
    }
    const standard: Json = {
      title: "T", type: "tagger", key: "k", name: "N", agent_label: "L", status_category: "open", subdomain: "s",
      content: "c", default_locale_id: 1,
    };
    for (const member of members) {
      for (const value of strange) {
        const json = { [singular]: { ...standard, key: unique("k"), subdomain: unique("s"), [member]: value } };
        const reply = await admin.post(path, { json });
        expect([201, 400, 413, 422], `${member} = ${JSON.stringify(value)?.slice(0, 40)}`).toContain(reply.status);
      }
    }
    for (const json of [{}, { [singular]: [] }, { [singular]: "x" }]) {
      expect((await admin.post(path, { json })).status).toBe(400);
    }
    for (const query of [{ "page[size]": "x" }, { "page[after]": "forged", "page[size]": 10 }, { page: "0" }]) {
      if (path !== "custom_statuses") expect((await admin.get(path, { query })).status).toBe(400);
    }
  });
}

test("values of fields, settings and orders", async () => {
  const types = ["text", "textarea", "integer", "decimal", "date", "checkbox", "regexp", "partialcreditcard"];
  const ticket = await make_ticket(admin);
  for (const type of types) {
    const { ticket_field } = await admin.ok("POST", "ticket_fields", {
      json: { ticket_field: { title: unique(type), type, regexp_for_validation: "^(a+)+$" } },
    });
    for (const value of strange) {
      const reply = await admin.put(`tickets/${ticket.id}`, {
        json: { ticket: { custom_fields: { [ticket_field.id]: value } } },
      });
      expect([200, 400, 422]).toContain(reply.status);
    }
  }
  for (const value of strange) {
    for (const member of ["custom_fields", "brand_id", "ticket_form_id", "custom_status_id"]) {
      const reply = await admin.put(`tickets/${ticket.id}`, { json: { ticket: { [member]: value } } });
      expect([200, 400, 422]).toContain(reply.status);
    }
    for (const [path, member] of [
      ["ticket_fields/reorder", "ticket_field_ids"],
      ["ticket_forms/reorder", "ticket_form_ids"],
      ["custom_status/default", "ids"],
    ] as const) {
      expect([200, 204, 400, 404, 422]).toContain((await admin.put(path, { json: { [member]: value } })).status);
    }
    const reply = await admin.put("account/settings", { json: { settings: { branding: { header_logo_url: value } } } });
    expect([200, 400, 422]).toContain(reply.status);
  }
});
