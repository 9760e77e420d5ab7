// SPDX-License-Identifier: AGPL-3.0-or-later
// What integrations rely on when they keep people and organizations.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_organization, make_user, unique } from "./harness/people.js";
import { admin_email, Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

const duplicate = { external_id: [{ error: "DuplicateValue" }] };

describe("external_id", () => {
  test("is one user's", async () => {
    const external_id = unique("crm");
    const first = await make_user(admin, { external_id });
    const twice = await admin.post("users", { json: { user: { name: "Other", external_id } } });
    expect(twice.status).toBe(422);
    expect(twice.body.details).toMatchObject(duplicate);
    const second = await make_user(admin);
    const taken = await admin.put(`users/${second.id}`, { json: { user: { external_id } } });
    expect(taken.status).toBe(422);
    expect(taken.body.details).toMatchObject(duplicate);

    // One's own is kept, one that was given up is free, and so is a deleted person's.
    await admin.ok("PUT", `users/${first.id}`, { json: { user: { external_id, notes: "n" } } });
    await admin.ok("PUT", `users/${first.id}`, { json: { user: { external_id: null } } });
    await admin.ok("PUT", `users/${second.id}`, { json: { user: { external_id } } });
    await admin.ok("DELETE", `users/${second.id}`);
    await make_user(admin, { external_id });
  });

  test("is one organization's", async () => {
    const external_id = unique("erp");
    const [first, second] = [await make_organization(admin), await make_organization(admin)];
    await admin.ok("PUT", `organizations/${first.id}`, { json: { organization: { external_id } } });
    await admin.ok("PUT", `organizations/${first.id}`, { json: { organization: { external_id, notes: "n" } } });
    const taken = await admin.put(`organizations/${second.id}`, { json: { organization: { external_id } } });
    expect(taken.status).toBe(422);
    expect(taken.body.details).toMatchObject(duplicate);
    const organization = { name: unique("organization"), external_id };
    expect((await admin.post("organizations", { json: { organization } })).status).toBe(422);
  });
});

test("nobody locks themselves out: an admin's own role and suspension are another admin's business", async () => {
  const me = (await admin.ok("GET", "users/me")).user as Json;
  for (const user of [{ role: "end-user" }, { role: "agent" }, { suspended: true }]) {
    const reply = await admin.put(`users/${me.id}`, { json: { user } });
    expect(reply.status).toBe(422);
    expect(reply.body.error).toBe("RecordInvalid");
  }
  await admin.ok("PUT", `users/${me.id}`, { json: { user: { role: "admin", suspended: false, notes: "mine" } } });
  const still = (await admin.ok("GET", "users/me")).user as Json;
  expect(still).toMatchObject({ email: admin_email, role: "admin", suspended: false });
  const other = await make_user(admin, { role: "admin" });
  const changed = await admin.ok("PUT", `users/${other.id}`, { json: { user: { role: "agent", suspended: true } } });
  expect(changed.user).toMatchObject({ role: "agent", suspended: true });
});

test("time zones are those there are, by the names of clients and of the IANA", async () => {
  const user = await make_user(admin, { time_zone: "Berlin" });
  expect(user).toMatchObject({ time_zone: "Berlin", iana_time_zone: "Europe/Berlin" });
  const moved = await admin.ok("PUT", `users/${user.id}`, { json: { user: { time_zone: "Europe/Vilnius" } } });
  expect(moved.user).toMatchObject({ time_zone: "Europe/Vilnius", iana_time_zone: "Europe/Vilnius" });
  const reply = await admin.put(`users/${user.id}`, { json: { user: { time_zone: "Nowhere" } } });
  expect(reply.status).toBe(422);
  expect(reply.body.details.time_zone[0].error).toBe("InvalidValue");
});

test("a new identity is found where Location says", async () => {
  const user = await make_user(admin);
  const identity = { type: "email", value: `${unique("more")}@example.com` };
  const reply = await admin.post(`users/${user.id}/identities`, { json: { identity } });
  expect(reply.status).toBe(201);
  const found = await admin.ok("GET", reply.headers.get("location")!);
  expect(found.identity).toMatchObject(identity);
});

test("groups are called differently, as long as the account's settings ask for it", async () => {
  const name = unique("Second Line");
  const first = (await admin.ok("POST", "groups", { json: { group: { name } } })).group as Json;
  const same = { json: { group: { name: name.toUpperCase() } } };
  const twice = await admin.post("groups", same);
  expect(twice.status).toBe(422);
  expect(twice.body.details.name[0].error).toBe("DuplicateValue");
  const other = (await admin.ok("POST", "groups", { json: { group: { name: unique("other") } } })).group as Json;
  expect((await admin.put(`groups/${other.id}`, same)).status).toBe(422);
  await admin.ok("PUT", `groups/${first.id}`, { json: { group: { name, description: "Mine" } } });

  const choose = (check_group_name_uniqueness: boolean) =>
    admin.ok("PUT", "account/settings", { json: { settings: { groups: { check_group_name_uniqueness } } } });
  await choose(false);
  const allowed = (await admin.ok("POST", "groups", same)).group as Json;
  await choose(true);
  await admin.ok("DELETE", `groups/${allowed.id}`);
  await admin.ok("DELETE", `groups/${first.id}`);
  await admin.ok("POST", "groups", same);
});
