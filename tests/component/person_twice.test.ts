// SPDX-License-Identifier: AGPL-3.0-or-later
// Customers who are in the desk twice: found by housekeeping, made one at a click.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_ticket, make_user } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

async function twins(): Promise<Json[]> {
  const { report } = await admin.ok("POST", "housekeeping/reports");
  let found: Json = {};
  const state = async () => {
    found = await admin.ok("GET", "housekeeping/report");
    return [found.report.id, found.report.state];
  };
  await expect.poll(state).toEqual([report.id, "completed"]);
  return ((found.groups as Json[]).find((one) => one.kind === "person_twice")?.findings ?? []) as Json[];
}

test("one person under two addresses is found and merged; namesakes are left alone", async () => {
  const first = await make_user(admin, { name: "Cora Field", email: "cora@field.example" });
  const second = await make_user(admin, { name: "C. Field", email: "cora+shop@field.example" });
  await make_user(admin, { name: "Otto Meier", email: "otto.meier@gmail.com" });
  await make_user(admin, { name: "Otto Meier", email: "meier@other.example" });
  const { id } = await make_ticket(admin, { requester_id: second.id });
  const found = await twins();
  expect(found).toMatchObject([
    {
      subject: { type: "end_user", id: String(second.id) },
      facts: { how: "address", one: "cora+shop@field.example", other: "cora@field.example" },
      fix: { action: "merge_person" },
    },
  ]);
  await admin.ok("POST", `housekeeping/findings/${found[0]!.id}/fix`);
  const requester = async () => (await admin.ok("GET", `tickets/${id}`)).ticket.requester_id as number;
  await expect.poll(requester).toBe(first.id);
  const { identities } = await admin.ok("GET", `users/${first.id}/identities`);
  expect((identities as Json[]).map((one) => one.value as string)).toContain("cora+shop@field.example");
  expect((await admin.post(`housekeeping/findings/${found[0]!.id}/undo`)).status).toBe(422);
  expect((await twins()).filter((one) => one.state === "open")).toEqual([]);
});
