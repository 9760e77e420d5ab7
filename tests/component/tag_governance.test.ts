// SPDX-License-Identifier: AGPL-3.0-or-later
// Tags of the whole desk: who may make new ones, merging, renaming and deleting them on all tickets.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { ended } from "./harness/jobs.js";
import { make_agent, make_ticket, sign_in, unique, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let plain: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  plain = await sign_in(desk, await make_agent(desk, []));
});
afterAll(() => desk?.end());

const tags_of = async (id: number) => ((await admin.ok("GET", `tickets/${id}`)).ticket.tags as string[]).sort();
const finished = (job: Json) => ended(admin, job);
const number_of = async (tag: string) =>
  ((await admin.ok("GET", "tags", { query: { "page[size]": 100 } })).tags as Json[]).find((one) => one.name === tag)
    ?.count ?? 0;

test("tags are counted, listed and completed from two letters on", async () => {
  const tag = unique("ztag");
  const before = (await admin.ok("GET", "tags/count")).count.value as number;
  await make_ticket(admin, { tags: [tag] });
  expect((await admin.ok("GET", "tags/count")).count.value).toBe(before + 1);
  expect((await admin.ok("GET", "autocomplete/tags", { query: { name: "zt" } })).tags).toContain(tag);
  expect((await admin.ok("GET", "autocomplete/tags", { query: { name: "z" } })).tags).toEqual([]);
});

test("new tags may be for admins only", async () => {
  const known = unique("known");
  const ticket = await make_ticket(admin, { tags: [known] });
  expect((await plain.put("tags/governance", { json: { governance: { creators: "admins" } } })).status).toBe(403);
  expect((await admin.put("tags/governance", { json: { governance: { creators: "robots" } } })).status).toBe(422);
  await admin.ok("PUT", "tags/governance", { json: { governance: { creators: "admins" } } });
  expect((await plain.ok("GET", "tags/governance")).governance.creators).toBe("admins");
  const other = await make_ticket(plain, { tags: [known] });
  expect(other.tags).toEqual([known]);
  const refused = await plain.put(`tickets/${ticket.id}`, { json: { ticket: { additional_tags: [unique("new")] } } });
  expect(refused.status).toBe(422);
  expect(refused.body.details.tags[0].error).toBe("InvalidValue");
  const created = await plain.post("tickets", { json: { ticket: { comment: { body: "x" }, tags: [unique("new")] } } });
  expect(created.status).toBe(422);
  await update_ticket(plain, ticket.id, { status: "pending" });
  await update_ticket(admin, ticket.id, { additional_tags: ["by-admin"] });
  await admin.ok("PUT", "tags/governance", { json: { governance: { creators: "everybody" } } });
  await update_ticket(plain, ticket.id, { additional_tags: [unique("new")] });
});

test("tags are merged, renamed and deleted on all tickets, closed ones too", async () => {
  const [colour, couleur, color] = [unique("colour"), unique("couleur"), unique("color")];
  const one = await make_ticket(admin, { tags: [colour, "stays"] });
  const two = await make_ticket(admin, { tags: [couleur, colour] });
  const closed = await make_ticket(admin, { tags: [couleur] });
  await update_ticket(admin, closed.id, { status: "closed" });
  expect((await plain.post("tags/merge", { json: { from: [colour], to: color } })).status).toBe(403);
  const { job_status } = await admin.ok("POST", "tags/merge", { json: { from: [colour, couleur], to: color } });
  expect((await finished(job_status)).status).toBe("completed");
  expect(await tags_of(one.id)).toEqual([color, "stays"].sort());
  expect(await tags_of(two.id)).toEqual([color]);
  expect(await tags_of(closed.id)).toEqual([color]);
  expect([await number_of(colour), await number_of(couleur), await number_of(color)]).toEqual([0, 0, 3]);
  const removed = await admin.ok("DELETE", `tags/${color}`);
  await finished(removed.job_status);
  expect(await tags_of(one.id)).toEqual(["stays"]);
  expect(await tags_of(closed.id)).toEqual([]);
  for (const wrong of [
    {},
    { from: [], to: "x" },
    { from: ["a b"], to: "x" },
    { from: ["x"], to: "x" },
    { from: ["x"], to: "" },
  ])
    expect((await admin.post("tags/merge", { json: wrong })).status).toBe(422);
  expect([400, 422]).toContain((await admin.post("tags/merge", { json: { from: [7, []], to: {} } })).status);
});

test("tags that belong to a field change with the field only", async () => {
  const value = unique("option");
  await admin.ok("POST", "ticket_fields", {
    json: { ticket_field: { type: "tagger", title: unique("Kind"), custom_field_options: [{ name: "One", value }] } },
  });
  expect((await admin.delete(`tags/${value}`)).status).toBe(422);
  expect((await admin.post("tags/merge", { json: { from: [value], to: "x" } })).status).toBe(422);
});
