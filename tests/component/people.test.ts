// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import {
  make_agent,
  make_group,
  make_organization,
  make_ticket,
  make_user,
  sign_in,
  unique,
} from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

const wrong_values: Json[] = [null, true, 7, -1, 1e300, "x", "", [], [null], {}, { a: 1 }, "9223372036854775807"];
const names = (list: Json[]) => list.map((one) => one.name as string);

describe("users", () => {
  test("create, show, change, deactivate", async () => {
    const organization = await make_organization(admin);
    const fields = {
      name: "Zoë Customer",
      email: `${unique("Zoe")}@Example.com`,
      phone: "+420 601 555 001",
      organization_id: organization.id,
      notes: "Likes trains",
      details: "Platform 9",
      external_id: unique("crm"),
      tags: ["vip"],
      locale: "cs",
    };
    const reply = await admin.post("users", { json: { user: fields } });
    expect(reply.status).toBe(201);
    const user = reply.body.user as Json;
    expect(user).toMatchObject({
      ...fields,
      email: expect.stringMatching(new RegExp(`^${fields.email}$`, "i")) as unknown,
      role: "end-user",
      active: true,
      suspended: false,
    });
    expect((await admin.ok("GET", user.url as string)).user).toEqual(user);
    expect((await admin.ok("GET", reply.headers.get("location")!)).user.id).toBe(user.id);
    const changed = (await admin.ok("PUT", `users/${user.id}`, { json: { user: { name: "Zoë C.", notes: null } } }))
      .user;
    expect(changed).toMatchObject({ name: "Zoë C.", notes: null, phone: fields.phone, email: user.email });
    const deleted = await admin.delete(`users/${user.id}`);
    expect(deleted).toMatchObject({ status: 200, body: { user: { id: user.id, active: false } } });
    const listed = (await admin.ok("GET", "users", { query: { "page[size]": 100 } })).users as Json[];
    expect(listed.map((one) => one.id)).not.toContain(user.id);
  });

  test("an e-mail belongs to one user", async () => {
    const user = await make_user(admin);
    const again = await admin.post("users", {
      json: { user: { name: "Copy", email: (user.email as string).toUpperCase() } },
    });
    expect(again).toMatchObject({ status: 422, body: { error: "RecordInvalid" } });
    expect(again.body.details.email[0].error).toBe("DuplicateValue");
  });

  test("a name is needed", async () => {
    const reply = await admin.post("users", { json: { user: { email: `${unique("x")}@example.com` } } });
    expect(reply.status).toBe(422);
    expect(Object.keys(reply.body.details)).toContain("name");
  });

  test("roles filter lists", async () => {
    const agent = await make_agent(desk, []);
    const user = await make_user(admin);
    const ids = async (query: Record<string, string | string[]>) =>
      ((await admin.ok("GET", "users", { query: { ...query, "page[size]": "100" } })).users as Json[]).map(
        (one) => one.id,
      );
    const staff = await ids({ "role[]": ["agent", "admin"] });
    expect(staff).toContain(agent.id);
    expect(staff).not.toContain(user.id);
    expect(await ids({ role: "end-user" })).toContain(user.id);
    expect(await ids({ role: "end-user" })).not.toContain(agent.id);
  });

  test("are found by the beginning of any word, in any script, without accents", async () => {
    const word = unique("zž").replaceAll("-", "");
    const user = await make_user(admin, { name: `Jiří ${word}ův Řehoř` });
    for (const name of [word, word.slice(0, -1), "reho", "ŘEHOŘ", (user.email as string).split("@")[0]!]) {
      const found = (await admin.ok("GET", "users/autocomplete", { query: { name } })).users as Json[];
      expect(
        found.map((one) => one.id),
        name,
      ).toContain(user.id);
    }
    const searched = (await admin.ok("GET", "users/search", { query: { query: word } })).users as Json[];
    expect(searched.map((one) => one.id)).toContain(user.id);
    expect((await admin.ok("GET", "users/autocomplete", { query: { name: "%" } })).users).toEqual([]);
  });

  test("related counts their tickets", async () => {
    const user = await make_user(admin);
    await make_ticket(admin, { requester_id: user.id });
    const { user_related } = await admin.ok("GET", `users/${user.id}/related`);
    expect(user_related).toMatchObject({ requested_tickets: 1, assigned_tickets: 0 });
    const tickets = (await admin.ok("GET", `users/${user.id}/tickets/requested`)).tickets as Json[];
    expect(tickets).toHaveLength(1);
  });

  test("agents neither make admins nor become one", async () => {
    const agent = await make_agent(desk, []);
    const session = await sign_in(desk, agent);
    const promoted = await session.put(`users/${agent.id}`, { json: { user: { role: "admin" } } });
    if (promoted.status === 200) expect(promoted.body.user.role).toBe("agent");
    else expect([403, 422]).toContain(promoted.status);
    const made = await session.post("users", {
      json: { user: { name: "M", email: `${unique("m")}@example.com`, role: "admin" } },
    });
    if (made.status === 201) expect(made.body.user.role).toBe("end-user");
    else expect([403, 422]).toContain(made.status);
  });

  test.each([
    "name",
    "email",
    "role",
    "phone",
    "organization_id",
    "identities",
    "tags",
    "suspended",
    "locale",
    "time_zone",
    "notes",
    "default_group_id",
    "user_fields",
    "ticket_restriction",
  ])("any type in %s: never a 500", async (field) => {
    const user = await make_user(admin);
    for (const value of wrong_values) {
      const json = { user: { name: "N", [field]: value } };
      expect((await admin.post("users", { json })).status).toBeLessThan(500);
      expect((await admin.put(`users/${user.id}`, { json: { user: { [field]: value } } })).status).toBeLessThan(500);
    }
  });

  test("unknown ids are 404", async () => {
    for (const id of ["999999", "9223372036854775807"]) {
      expect((await admin.get(`users/${id}`)).status).toBe(404);
      expect((await admin.put(`users/${id}`, { json: { user: { name: "x" } } })).status).toBe(404);
      expect((await admin.delete(`users/${id}`)).status).toBe(404);
      expect((await admin.get(`users/${id}/identities`)).status).toBe(404);
    }
  });
});

describe("identities", () => {
  test("add, make primary, remove", async () => {
    const user = await make_user(admin);
    const path = `users/${user.id}/identities`;
    const value = `${unique("second")}@example.com`;
    const added = await admin.post(path, { json: { identity: { type: "email", value } } });
    expect(added).toMatchObject({ status: 201, body: { identity: { value, primary: false, user_id: user.id } } });
    const id = added.body.identity.id as number;
    const list = (await admin.ok("PUT", `${path}/${id}/make_primary`)).identities as Json[];
    expect(list.filter((one) => one.type === "email" && one.primary).map((one) => one.value)).toEqual([value]);
    expect((await admin.ok("GET", `users/${user.id}`)).user.email).toBe(value);
    expect((await admin.delete(`${path}/${id}`)).status).toBe(422);
    const old = list.find((one) => one.value === user.email);
    expect((await admin.delete(`${path}/${old.id}`)).status).toBe(204);
    expect(((await admin.ok("GET", path)).identities as Json[]).map((one) => one.value)).toEqual([value]);
  });

  test("lead mail of any of them to one person", async () => {
    const user = await make_user(admin);
    const value = `${unique("other")}@example.com`;
    await admin.ok("POST", `users/${user.id}/identities`, { json: { identity: { type: "email", value } } });
    const ticket = await make_ticket(admin, { requester: { name: "Whoever", email: value } });
    expect(ticket.requester_id).toBe(user.id);
  });

  test("belong to one user only, and to the user in the path", async () => {
    const one = await make_user(admin);
    const other = await make_user(admin);
    const taken = await admin.post(`users/${one.id}/identities`, {
      json: { identity: { type: "email", value: other.email } },
    });
    expect(taken.status).toBe(422);
    const [foreign] = (await admin.ok("GET", `users/${other.id}/identities`)).identities as Json[];
    expect((await admin.delete(`users/${one.id}/identities/${foreign.id}`)).status).toBe(404);
    for (const identity of wrong_values) {
      expect((await admin.post(`users/${one.id}/identities`, { json: { identity } })).status).toBeLessThan(500);
    }
  });
});

describe("organizations", () => {
  test("create, change, complete, delete", async () => {
    const name = unique("Žalias Namas");
    const json = { organization: { name, domain_names: ["namas.example"], notes: "n", tags: ["eu"] } };
    const { organization } = await admin.ok("POST", "organizations", { json });
    expect(organization).toMatchObject({ name, domain_names: ["namas.example"], notes: "n", tags: ["eu"] });
    const again = await admin.post("organizations", { json: { organization: { name: name.toUpperCase() } } });
    expect(again).toMatchObject({ status: 422, body: { error: "RecordInvalid" } });
    const found = (await admin.ok("GET", "organizations/autocomplete", { query: { name: "zalias" } }))
      .organizations as Json[];
    expect(names(found)).toContain(name);
    const path = `organizations/${organization.id}`;
    expect((await admin.ok("PUT", path, { json: { organization: { details: "d" } } })).organization).toMatchObject({
      name,
      details: "d",
    });
    const user = await make_user(admin, { organization_id: organization.id });
    const ticket = await make_ticket(admin, { requester_id: user.id });
    expect(ticket.organization_id).toBe(organization.id);
    expect(((await admin.ok("GET", `${path}/users`)).users as Json[]).map((one) => one.id)).toEqual([user.id]);
    expect(((await admin.ok("GET", `${path}/tickets`)).tickets as Json[]).map((one) => one.id)).toEqual([ticket.id]);
    expect((await admin.delete(path)).status).toBe(204);
    expect((await admin.get(path)).status).toBe(404);
    expect((await admin.ok("GET", `users/${user.id}`)).user.organization_id).toBeNull();
  });

  test("any type: never a 500", async () => {
    for (const value of wrong_values) {
      for (const field of ["name", "domain_names", "tags", "group_id", "shared_tickets", "organization_fields"]) {
        const json = { organization: { name: unique("o"), [field]: value } };
        expect((await admin.post("organizations", { json })).status).toBeLessThan(500);
      }
      expect((await admin.post("organizations", { json: { organization: value } })).status).toBeLessThan(500);
    }
  });
});

describe("groups and memberships", () => {
  test("create, change, fill, delete softly", async () => {
    const group = await make_group(admin);
    const agent = await make_agent(desk, [group.id]);
    const path = `groups/${group.id}`;
    expect((await admin.ok("PUT", path, { json: { group: { description: "Nice people" } } })).group.description).toBe(
      "Nice people",
    );
    expect(((await admin.ok("GET", `${path}/users`)).users as Json[]).map((one) => one.id)).toEqual([agent.id]);
    const of_group = (await admin.ok("GET", `${path}/memberships`)).group_memberships as Json[];
    expect(of_group).toMatchObject([{ user_id: agent.id, group_id: group.id }]);
    const of_user = (await admin.ok("GET", `users/${agent.id}/group_memberships`)).group_memberships as Json[];
    expect(of_user.map((one) => one.id)).toContain(of_group[0].id);
    const twice = { group_membership: { user_id: agent.id, group_id: group.id } };
    expect((await admin.post("group_memberships", { json: twice })).status).toBe(422);
    expect((await admin.delete(`group_memberships/${of_group[0].id}`)).status).toBe(204);
    expect((await admin.ok("GET", `${path}/users`)).users).toEqual([]);
    expect((await admin.delete(path)).status).toBe(204);
    expect((await admin.ok("GET", path)).group.deleted).toBe(true);
    const listed = (await admin.ok("GET", "groups")).groups as Json[];
    expect(listed.map((one) => one.id)).not.toContain(group.id);
    const assignable = (await admin.ok("GET", "groups/assignable")).groups as Json[];
    expect(assignable.map((one) => one.id)).not.toContain(group.id);
  });

  test("customers are in no group, and agents do not change groups", async () => {
    const group = await make_group(admin);
    const user = await make_user(admin);
    const json = { group_membership: { user_id: user.id, group_id: group.id } };
    expect((await admin.post("group_memberships", { json })).status).toBe(422);
    const session = await sign_in(desk, await make_agent(desk, [group.id]));
    expect((await session.get("groups")).status).toBe(200);
    expect((await session.post("groups", { json: { group: { name: unique("g") } } })).status).toBe(403);
    expect((await session.put(`groups/${group.id}`, { json: { group: { name: "x" } } })).status).toBe(403);
    expect((await session.delete(`groups/${group.id}`)).status).toBe(403);
    expect((await session.post("group_memberships", { json })).status).toBe(403);
  });

  test("any type: never a 500", async () => {
    for (const value of wrong_values) {
      expect((await admin.post("groups", { json: { group: value } })).status).toBeLessThan(500);
      expect((await admin.post("groups", { json: { group: { name: value } } })).status).toBeLessThan(500);
      const membership = { user_id: value, group_id: value };
      expect((await admin.post("group_memberships", { json: { group_membership: membership } })).status).toBeLessThan(
        500,
      );
    }
  });
});
