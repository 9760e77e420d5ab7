// SPDX-License-Identifier: AGPL-3.0-or-later
// Custom roles: what they hold, and that every permission they lack is refused.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import {
  comments_of,
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

const plain = {
  ticket_access: "all",
  ticket_comment_access: "public",
  ticket_editing: true,
  ticket_tag_editing: true,
  assign_tickets_to_any_group: true,
  end_user_profile_access: "full",
  organization_editing: true,
  organization_notes_editing: true,
};
async function make_role(configuration: Json = {}): Promise<Json> {
  const custom_role = { name: unique("role"), configuration: { ...plain, ...configuration } };
  return (await admin.ok("POST", "custom_roles", { json: { custom_role } })).custom_role;
}
async function agent_with(configuration: Json, groups: number[] = []): Promise<{ agent: Json; client: Client }> {
  const role = await make_role(configuration);
  const agent = await make_agent(desk, groups, { custom_role_id: role.id });
  return { agent, client: await sign_in(desk, agent) };
}
const put_ticket = (client: Client, id: number, ticket: Json) => client.put(`tickets/${id}`, { json: { ticket } });

describe("custom roles", () => {
  test("create, list, change, delete", async () => {
    const role = await make_role({ manage_groups: true });
    expect(role).toMatchObject({ role_type: 0, team_member_count: 0 });
    expect(role.configuration).toMatchObject({ manage_groups: true, manage_triggers: false, view_access: "readonly" });
    const listed = (await admin.ok("GET", "custom_roles")).custom_roles as Json[];
    expect(listed.map((one) => one.id)).toContain(role.id);
    const json = { custom_role: { description: "d", configuration: { ticket_access: "assigned-only" } } };
    const changed = (await admin.ok("PUT", `custom_roles/${role.id}`, { json })).custom_role;
    expect(changed).toMatchObject({ name: role.name, description: "d" });
    expect(changed.configuration).toEqual({ ...role.configuration, ticket_access: "assigned-only" });
    expect((await admin.delete(`custom_roles/${role.id}`)).status).toBe(204);
    expect((await admin.get(`custom_roles/${role.id}`)).status).toBe(404);
  });

  test("what is wrong is refused", async () => {
    const role = await make_role();
    const send = (custom_role: Json) => admin.post("custom_roles", { json: { custom_role } });
    expect((await send({ name: "" })).status).toBe(422);
    expect((await send({ name: (role.name as string).toUpperCase() })).status).toBe(422);
    expect((await send({ name: unique("r"), configuration: { ticket_access: "some" } })).status).toBe(422);
    expect((await send({ name: unique("r"), configuration: { ticket_editing: "yes" } })).status).toBe(422);
    expect((await send({ name: unique("r"), configuration: [] })).status).toBe(400);
  });

  test("a role in use stays, and a change reaches those who have it", async () => {
    const role = await make_role();
    const agent = await make_agent(desk, [], { custom_role_id: role.id });
    expect(agent).toMatchObject({ custom_role_id: role.id, role_type: 0, ticket_restriction: null });
    expect((await admin.delete(`custom_roles/${role.id}`)).status).toBe(422);
    const json = { custom_role: { configuration: { ticket_access: "within-groups", light_agent: true } } };
    await admin.ok("PUT", `custom_roles/${role.id}`, { json });
    const now = (await admin.ok("GET", `users/${agent.id}`)).user;
    expect(now).toMatchObject({ role_type: 1, ticket_restriction: "groups", only_private_comments: true });
    expect((await admin.ok("GET", `custom_roles/${role.id}`)).custom_role.team_member_count).toBe(1);
    const taken = (await admin.ok("PUT", `users/${agent.id}`, { json: { user: { custom_role_id: null } } })).user;
    expect(taken).toMatchObject({ custom_role_id: null, role_type: null, only_private_comments: false });
  });

  test("who is trusted with roles writes all but their own", async () => {
    const { agent, client } = await agent_with({ manage_roles: "all-except-self" });
    const name = unique("theirs");
    const { custom_role } = await client.ok("POST", "custom_roles", { json: { custom_role: { name } } });
    const change = (id: number, configuration: Json) =>
      client.put(`custom_roles/${id}`, { json: { custom_role: { configuration } } });
    expect((await change(custom_role.id, { ticket_deletion: true })).status).toBe(200);
    expect((await change(custom_role.id, { manage_roles: "all-except-self" })).status).toBe(403);
    expect((await change(agent.custom_role_id, { ticket_deletion: true })).status).toBe(403);
    expect((await client.delete(`custom_roles/${agent.custom_role_id}`)).status).toBe(403);
    const trusting = { name: unique("r"), configuration: { manage_roles: "all-except-self" } };
    expect((await client.post("custom_roles", { json: { custom_role: trusting } })).status).toBe(403);
    const user = { custom_role_id: custom_role.id };
    const other = await make_agent(desk, []);
    expect((await client.put(`users/${other.id}`, { json: { user } })).status).toBe(403);
    expect((await client.delete(`custom_roles/${custom_role.id}`)).status).toBe(204);
  });

  test("are the admins' business, and for agents", async () => {
    const { agent, client } = await agent_with({});
    const json = { custom_role: { name: unique("mine") } };
    expect((await client.post("custom_roles", { json })).status).toBe(403);
    const other = await make_role({ ticket_deletion: true });
    expect((await client.put(`users/${agent.id}`, { json: { user: { custom_role_id: other.id } } })).status).toBe(403);
    const user = await make_user(admin);
    const reply = await admin.put(`users/${user.id}`, { json: { user: { custom_role_id: other.id } } });
    expect(reply.status).toBe(422);
  });
});

describe("what a role lacks", () => {
  let ticket: Json;
  beforeAll(async () => {
    ticket = await make_ticket(admin, { tags: ["kept"] });
  });

  test("public comments", async () => {
    const { client } = await agent_with({ light_agent: true });
    expect((await put_ticket(client, ticket.id, { comment: { body: "loud", public: true } })).status).toBe(403);
    expect((await put_ticket(client, ticket.id, { comment: { body: "quiet" } })).status).toBe(200);
    const comments = await comments_of(admin, ticket.id);
    expect(comments.at(-1)).toMatchObject({ body: "quiet", public: false });
    expect((await put_ticket(client, ticket.id, { priority: "high" })).status).toBe(403);
    const comment = { body: "x", public: true };
    const requester = { name: "R", email: `${unique("r")}@example.com` };
    expect((await client.post("tickets", { json: { ticket: { comment, requester } } })).status).toBe(403);
  });

  test("editing: comments only", async () => {
    const { client } = await agent_with({ ticket_editing: false, ticket_tag_editing: false });
    expect((await put_ticket(client, ticket.id, { comment: { body: "An answer" } })).status).toBe(200);
    for (const change of [
      { status: "solved" },
      { priority: "low" },
      { subject: "x" },
      { assignee_id: null, type: "task" },
    ])
      expect((await put_ticket(client, ticket.id, change)).status, JSON.stringify(change)).toBe(403);
    expect((await client.put(`tickets/${ticket.id}/tags`, { json: { tags: ["new"] } })).status).toBe(403);
    expect((await admin.ok("GET", `tickets/${ticket.id}`)).ticket.tags).toEqual(["kept"]);
  });

  test("deletion, and who may delete", async () => {
    const { client } = await agent_with({});
    expect((await client.delete(`tickets/${ticket.id}`)).status).toBe(403);
    const trusted = (await agent_with({ ticket_deletion: true })).client;
    const doomed = await make_ticket(admin);
    expect((await trusted.delete(`tickets/${doomed.id}`)).status).toBe(204);
  });

  test("groups that are not theirs", async () => {
    const own = await make_group(admin);
    const other = await make_group(admin);
    const { client } = await agent_with({ assign_tickets_to_any_group: false }, [own.id]);
    expect((await put_ticket(client, ticket.id, { group_id: other.id })).status).toBe(403);
    expect((await put_ticket(client, ticket.id, { group_id: own.id })).status).toBe(200);
    const groups = (await client.ok("GET", "groups/assignable")).groups as Json[];
    expect(groups.map((one) => one.id)).toEqual([own.id]);
  });

  test("profiles and organizations", async () => {
    const { client } = await agent_with({
      end_user_profile_access: "readonly",
      organization_editing: false,
      organization_notes_editing: true,
    });
    const user = await make_user(admin);
    expect((await client.put(`users/${user.id}`, { json: { user: { name: "X" } } })).status).toBe(403);
    expect((await client.post("users", { json: { user: { name: "X" } } })).status).toBe(403);
    expect((await client.delete(`users/${user.id}`)).status).toBe(403);
    const { id } = await make_organization(admin);
    const change = (organization: Json) => client.put(`organizations/${id}`, { json: { organization } });
    expect((await change({ notes: "seen" })).status).toBe(200);
    expect((await change({ name: "mine" })).status).toBe(403);
    expect((await client.post("organizations", { json: { organization: { name: unique("o") } } })).status).toBe(403);
  });

  test("parts of the desk that others look after", async () => {
    const { client } = await agent_with({ manage_groups: true });
    const { group } = await client.ok("POST", "groups", { json: { group: { name: unique("g") } } });
    expect(group.id).toBeGreaterThan(0);
    const agent = await make_agent(desk, []);
    const membership = { group_membership: { user_id: agent.id, group_id: group.id } };
    expect((await client.post("group_memberships", { json: membership })).status).toBe(403);
    expect((await client.get("api_tokens")).status).toBe(403);
  });

  test("rows: the role's scope is the agent's", async () => {
    const own = await make_group(admin);
    const inside = await make_ticket(admin, { group_id: own.id });
    const { client } = await agent_with({ ticket_access: "within-groups" }, [own.id]);
    expect((await client.get(`tickets/${inside.id}`)).status).toBe(200);
    expect((await client.get(`tickets/${ticket.id}`)).status).toBe(404);
    const ids = ((await client.ok("GET", "tickets")).tickets as Json[]).map((one) => one.id);
    expect(ids).toEqual([inside.id]);
  });

  test("organizations of an agent bound to them", async () => {
    const mine = await make_organization(admin);
    const other = await make_organization(admin);
    const role = await make_role({ ticket_access: "within-organization" });
    const agent = await make_agent(desk, [], { custom_role_id: role.id, organization_id: mine.id });
    const client = await sign_in(desk, agent);
    const theirs = await make_user(admin, { organization_id: mine.id });
    const foreign = await make_user(admin, { organization_id: other.id });
    expect((await client.get(`users/${theirs.id}`)).status).toBe(200);
    expect((await client.get(`users/${foreign.id}`)).status).toBe(404);
    expect((await client.get(`organizations/${other.id}`)).status).toBe(404);
    const users = (await client.ok("GET", "users", { query: { role: "end-user" } })).users as Json[];
    expect(users.map((one) => one.id)).toEqual([theirs.id]);
    expect(((await client.ok("GET", "organizations")).organizations as Json[]).map((one) => one.id)).toEqual([mine.id]);
    const moved = await client.put(`users/${agent.id}`, { json: { user: { organization_id: other.id } } });
    expect(moved.status).toBe(403);
  });
});
