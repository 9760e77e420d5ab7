// SPDX-License-Identifier: AGPL-3.0-or-later
// What `include` adds: each object once, only what was asked for, unknown names ignored.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_group, make_organization, make_ticket, make_user, sign_in } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let group: Json;
let agent: Json;
let organization: Json;
let customer: Json;
let tickets: Json[];
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  group = await make_group(admin);
  agent = await make_agent(desk, [group.id as number]);
  organization = await make_organization(admin);
  customer = await make_user(admin, { organization_id: organization.id });
  const fields = { requester_id: customer.id, assignee_id: agent.id, group_id: group.id };
  tickets = [await make_ticket(admin, fields), await make_ticket(admin, fields)];
});
afterAll(() => desk?.end());

const ids = (rows: Json[]): number[] => rows.map((row) => row.id as number);
const get = (path: string, include: string, client = admin): Promise<Json> =>
  client.ok("GET", path, { query: { include } });

describe("tickets", () => {
  const all = "users,groups,organizations,ticket_forms,brands,custom_statuses,last_audits,nonsense";

  test.each(["tickets", "tickets/show_many"])("%s: each object once", async (path) => {
    const query: Record<string, string> = { include: all, ids: ids(tickets).join(",") };
    const body = await admin.ok("GET", path, { query });
    expect(ids(body.users).filter((id) => id === customer.id)).toHaveLength(1);
    expect(ids(body.groups)).toEqual([group.id]);
    expect(ids(body.organizations)).toEqual([organization.id]);
    expect(ids(body.ticket_forms)).toEqual([tickets[0].ticket_form_id]);
    expect(ids(body.brands)).toEqual([tickets[0].brand_id]);
    expect(ids(body.custom_statuses)).toEqual([tickets[0].custom_status_id]);
    expect((body.last_audits as Json[]).map((audit) => audit.ticket_id)).toEqual(ids(tickets));
    expect(body).not.toHaveProperty("nonsense");
  });

  test("one ticket: the same", async () => {
    const body = await get(`tickets/${tickets[0].id}`, all);
    expect(ids(body.organizations)).toEqual([organization.id]);
    expect((body.last_audits as Json[]).map((audit) => audit.ticket_id)).toEqual([tickets[0].id]);
    expect(ids(body.custom_statuses)).toEqual([tickets[0].custom_status_id]);
  });

  test("nothing that was not asked for", async () => {
    const body = await admin.ok("GET", "tickets");
    expect(Object.keys(body).sort()).toEqual(["count", "next_page", "previous_page", "tickets"]);
  });

  test("customers get no audits and no people they may not see", async () => {
    const client = await sign_in(desk, customer);
    const body = await get("tickets", all, client);
    expect(body).not.toHaveProperty("last_audits");
    expect(ids(body.users)).toEqual([customer.id]);
    const requests = await get("requests", "users", client);
    expect((requests.users as Json[]).find((user) => user.id === agent.id)).toEqual({
      id: agent.id,
      name: agent.name,
      photo: null,
      agent: true,
      organization_id: null,
    });
  });
});

describe("audits", () => {
  test("the ticket, and the people of it and of its changes", async () => {
    const body = await get(`tickets/${tickets[0].id}/audits`, "users,groups,organizations,tickets");
    expect(ids(body.users)).toEqual(expect.arrayContaining([customer.id, agent.id]));
    expect([ids(body.groups), ids(body.organizations)]).toEqual([[group.id], [organization.id]]);
    expect(ids(body.tickets)).toEqual([tickets[0].id]);
  });
});

describe("users", () => {
  const all = "organizations,groups,roles,identities,open_ticket_count,abilities";

  test("a list and one", async () => {
    for (const path of ["users/show_many", "users"]) {
      const query = { include: all, ids: `${customer.id},${agent.id}` };
      const body = await admin.ok("GET", path, { query });
      expect(ids(body.organizations)).toEqual([organization.id]);
      expect(ids(body.groups)).toEqual([group.id]);
      expect((body.identities as Json[]).map((one) => one.user_id)).toContain(customer.id);
      expect(body.open_ticket_count[String(customer.id)]).toBe(2);
      expect(body.roles).toEqual([]);
      expect((body.abilities as Json[]).find((one) => one.user_id === customer.id)).toMatchObject({ can_edit: true });
    }
    const one = await get(`users/${customer.id}`, all);
    expect(one.open_ticket_count).toEqual({ [String(customer.id)]: 2 });
    expect((one.identities as Json[]).map((identity) => identity.value)).toEqual([customer.email]);
  });

  test("agents may do less to admins than to customers", async () => {
    const client = await sign_in(desk, agent);
    const { users, abilities } = await get("users", "abilities", client);
    const admins = (users as Json[]).filter((user) => user.role === "admin");
    for (const { id } of admins)
      expect((abilities as Json[]).find((one) => one.user_id === id)).toMatchObject({ can_edit: false });
  });
});

describe("memberships", () => {
  test("of groups and of organizations", async () => {
    const members = await get("group_memberships", "users,groups");
    expect([ids(members.users), ids(members.groups)]).toEqual([[agent.id], [group.id]]);
    const belonging = await get("organization_memberships", "users,organizations");
    expect([ids(belonging.users), ids(belonging.organizations)]).toEqual([[customer.id], [organization.id]]);
  });
});
