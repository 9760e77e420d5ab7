// SPDX-License-Identifier: AGPL-3.0-or-later
// How shared macros are to be called: told while a name is typed, refused where that is wanted, mended by housekeeping.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { seat_agent } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let agent: Client;
let agent_id: number;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  ({ agent, agent_id } = await seat_agent(desk));
});
afterAll(() => desk?.end());

const set_rule = (macro_names: Json) =>
  admin.ok("PUT", "account/settings", { json: { settings: { macro_names } } });
const look = async (title: string, client = agent): Promise<Json> =>
  (await client.ok("GET", "macros/naming", { query: { title } })).naming as Json;
const actions = [{ field: "comment_value", value: "Hello" }];
const make = (client: Client, title: string, fields: Json = {}) =>
  client.post("macros", { json: { macro: { title, actions, ...fields } } });

test("a name is held against the rule, and a better one proposed", async () => {
  expect(await look("anything at all")).toMatchObject({ pattern: "", problems: [], suggestion: null });
  await set_rule({ guidance: "Area first", pattern: "Area::Topic", max_length: 30, forbidden_words: "asap, new" });
  const naming = await look("Orders: late parcel ASAP");
  expect(naming).toMatchObject({ guidance: "Area first", enforced: false, suggestion: "Orders::late parcel" });
  expect((naming.problems as Json[]).map((one) => one.code)).toEqual(["parts", "forbidden"]);
  expect((await look("Orders::late")).problems).toEqual([]);
  expect((await make(admin, "Told only")).status).toBe(201);
});

test("an enforced rule refuses shared names, and leaves alone what was there and what is one's own", async () => {
  const before = (await make(admin, "From before")).body.macro as Json;
  await set_rule({ enforced: true });
  const refused = await make(admin, "No area");
  expect(refused.status).toBe(422);
  expect(refused.text).toContain("Area::Topic");
  expect((await make(admin, "Orders::Late")).status).toBe(201);
  expect((await make(agent, "Mine", { restriction: { type: "User", id: agent_id } })).status).toBe(201);
  const change = (macro: Json) => admin.put(`macros/${before.id}`, { json: { macro } });
  expect((await change({ description: "Still good" })).status).toBe(200);
  expect((await change({ title: "Still bad" })).status).toBe(422);
});

test("housekeeping lists them, renames at a click and back", async () => {
  await set_rule({ enforced: false });
  const { macro } = (await make(admin, "Billing / refund", { actions: [{ field: "status", value: "open" }] })).body;
  await admin.ok("POST", "housekeeping/reports");
  let found: Json | undefined;
  const look = async () => {
    const { groups } = await admin.ok("GET", "housekeeping/report");
    const group = (groups as Json[]).find((one) => one.kind === "macro_name");
    return (found = (group?.findings as Json[] | undefined)?.find((one) => one.subject.id === String(macro.id)));
  };
  await expect.poll(look).toMatchObject({ fix: { action: "rename", with: { to: "Billing::refund" } } });
  const title = async () => (await admin.ok("GET", `macros/${macro.id}`)).macro.title as string;
  await admin.ok("POST", `housekeeping/findings/${found!.id}/fix`);
  expect(await title()).toBe("Billing::refund");
  await admin.ok("POST", `housekeeping/findings/${found!.id}/undo`);
  expect(await title()).toBe("Billing / refund");
  await admin.ok("PUT", `macros/${macro.id}`, { json: { macro: { title: "Billing - refund" } } });
  expect((await admin.post(`housekeeping/findings/${found!.id}/fix`)).status).toBe(409);
});

test("a rule that cannot be is refused", async () => {
  for (const rule of [{ max_length: -1 }, { max_length: "long" }, { pattern: "x".repeat(300) }])
    expect((await admin.put("account/settings", { json: { settings: { macro_names: rule } } })).status).toBe(422);
});
