// SPDX-License-Identifier: AGPL-3.0-or-later
// People who try to be more than they are, or to reach further than their role does: by members that are not theirs to
// send, by scopes of tokens, by words they look for.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "./harness/client.js";
import type { Json, SessionClient } from "./harness/client.js";
import { run_job } from "./harness/jobs.js";
import {
  comments_of,
  make_agent,
  make_group,
  make_organization,
  make_ticket,
  make_user,
  sign_in,
  unique,
  update_ticket,
} from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let boss: Json; // the admin as a user
let home: Json;
let other: Json;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  boss = (await admin.ok("GET", "users/me")).user;
  [home, other] = [await make_organization(admin), await make_organization(admin)];
});
afterAll(() => desk?.end());

const user_of = async (id: number): Promise<Json> => (await admin.ok("GET", `users/${id}`)).user;
const custom_role = async (configuration: Json): Promise<Json> =>
  (await admin.ok("POST", "custom_roles", { json: { custom_role: { name: unique("role"), configuration } } }))
    .custom_role;
// What decides about a person, none of which may come of what they send.
const standing = ({ role, custom_role_id, ticket_restriction, suspended, organization_id, email, verified }: Json) => ({
  role,
  custom_role_id,
  ticket_restriction,
  suspended,
  organization_id,
  email,
  verified,
});

describe("nobody makes themselves more than they are", () => {
  const claims = async (): Promise<Json[]> => [
    { role: "admin" },
    { role: "agent", custom_role_id: (await custom_role({ ticket_access: "all" })).id },
    { ticket_restriction: null, restricted_agent: false, moderator: true, is_admin: true },
    { organization_id: other.id },
    { organization_ids: [other.id] },
    { organization: { name: other.name } },
    { email: unique("new") + "@example.com", verified: true },
    { identities: [{ type: "email", value: `${unique("more")}@example.com`, verified: true }] },
    { tags: ["vip"], external_id: unique("ext"), notes: "x", details: "x", verified: true },
  ];

  test("a customer", async () => {
    const person = await make_user(admin, { organization_id: home.id });
    const me = await sign_in(desk, person);
    const before = await user_of(person.id as number);
    for (const user of await claims())
      for (const path of ["users/me", `users/${person.id}`, `end_users/${person.id}`])
        expect((await me.put(path, { json: { user }, undocumented: true })).status, path).toBeLessThan(500);
    const after = await user_of(person.id as number);
    expect(standing(after)).toEqual(standing(before));
    expect(after).toMatchObject({ tags: [], external_id: null, notes: before.notes, details: before.details });
    const { identities } = await admin.ok("GET", `users/${person.id}/identities`);
    expect(identities).toHaveLength(1);
    const { organization_memberships } = await admin.ok("GET", `users/${person.id}/organization_memberships`);
    expect((organization_memberships as Json[]).map((one) => one.organization_id)).toEqual([home.id]);
  });

  test("an agent, bound to an organization or light", async () => {
    const light = await custom_role({ light_agent: true, ticket_access: "within-organization" });
    for (const fields of [{ ticket_restriction: "organization" }, { custom_role_id: light.id }]) {
      const agent = await make_agent(desk, [], { organization_id: home.id, ...fields });
      const me = await sign_in(desk, agent);
      const before = standing(await user_of(agent.id as number));
      for (const user of await claims()) {
        await me.put(`users/${agent.id}`, { json: { user } });
        const update = { query: { ids: String(agent.id) }, json: { user } };
        await run_job(me, "PUT", "users/update_many", update);
        await me.post("users/create_or_update", { json: { user: { ...user, email: agent.email, name: "Me" } } });
      }
      expect({ ...standing(await user_of(agent.id as number)), verified: true }).toEqual({ ...before, verified: true });
      const { organization_memberships } = await admin.ok("GET", `users/${agent.id}/organization_memberships`);
      expect((organization_memberships as Json[]).map((one) => one.organization_id)).toEqual([home.id]);
    }
  });

  test("nor takes an admin's account", async () => {
    const agent = await make_agent(desk, []);
    const me = await sign_in(desk, agent);
    const mine = `${unique("mine")}@example.com`;
    const identity = { type: "email", value: mine, verified: true };
    const [first] = (await admin.ok("GET", `users/${boss.id}/identities`)).identities as Json[];
    const tried = [
      await me.put(`users/${boss.id}`, { json: { user: { email: mine, name: "Mine" } } }),
      await me.post(`users/${boss.id}/identities`, { json: { identity } }),
      await me.delete(`users/${boss.id}/identities/${first!.id}`),
      await me.put(`users/${boss.id}/password`, { json: { password: "mine mine mine" } }),
      await me.put(`users/${boss.id}/merge`, { json: { user: { id: agent.id } } }),
      await me.put(`users/${agent.id}/merge`, { json: { user: { id: boss.id } } }),
      await me.delete(`users/${boss.id}`),
      await me.post("users/create_or_update", { json: { user: { email: boss.email, name: "Mine", role: "admin" } } }),
      await me.post("users", { json: { user: { name: "Next", role: "admin", email: mine } } }),
      await me.post("users", { json: { user: { name: "Next", role: "agent", email: mine } } }),
      await me.delete(`users/${boss.id}/sessions`),
    ];
    expect(tried.map((one) => one.status).filter((status) => ![403, 404, 422].includes(status))).toEqual([]);
    const job = { json: { users: [{ name: "Next", role: "admin", email: mine }] } };
    expect((await run_job(me, "POST", "users/create_many", job)).results[0].id ?? 0).toBe(0);
    expect(await user_of(boss.id as number)).toMatchObject({ name: boss.name, email: boss.email });
    expect((await admin.ok("GET", "users/search", { query: { query: mine } })).users).toEqual([]);
  });

  test("a role that looks after agents gives no rights that it has not", async () => {
    const role = await custom_role({ ticket_access: "assigned-only", manage_roles: "all-except-self" });
    const agent = await make_agent(desk, [], { custom_role_id: role.id });
    const me = await sign_in(desk, agent);
    const wider = { name: role.name, configuration: { ticket_access: "all", manage_business_rules: true } };
    await me.put(`custom_roles/${role.id}`, { json: { custom_role: wider } });
    expect((await admin.ok("GET", `custom_roles/${role.id}`)).custom_role.configuration).toMatchObject({
      ticket_access: "assigned-only",
    });
    await me.put(`users/${agent.id}`, { json: { user: { role: "admin" } } });
    expect(await user_of(agent.id as number)).toMatchObject({ role: "agent", custom_role_id: role.id });
  });
});

describe("an agent bound to an organization", () => {
  let bound: SessionClient;
  beforeAll(async () => {
    const fields = { organization_id: home.id, ticket_restriction: "organization" };
    bound = await sign_in(desk, await make_agent(desk, [], fields));
  });

  test("puts nobody into another one, and makes none", async () => {
    const email = () => `${unique("p")}@example.com`;
    const made = `Firm ${unique("made")}`;
    const ways: Json[] = [
      { organization_id: other.id },
      { organization_ids: [other.id] },
      { organization: { name: other.name } },
      { organization: { name: made } },
    ];
    const before = (await admin.ok("GET", `organizations/${other.id}/users/count`)).count.value as number;
    for (const way of ways) {
      const user = { name: "Moved", email: email(), ...way };
      expect([403, 404, 422], JSON.stringify(way)).toContain((await bound.post("users", { json: { user } })).status);
      const mine = await make_user(admin, { organization_id: home.id });
      const reply = await bound.put(`users/${mine.id}`, { json: { user: way } });
      expect([403, 404, 422], JSON.stringify(way)).toContain(reply.status);
      expect((await user_of(mine.id as number)).organization_id).toBe(home.id);
    }
    expect((await admin.ok("GET", `organizations/${other.id}/users/count`)).count.value).toBe(before);
    expect((await admin.ok("GET", "organizations/search", { query: { name: made } })).organizations).toEqual([]);
  });

  test("makes no ticket for people it does not see", async () => {
    const stranger = await make_user(admin, { organization_id: other.id, name: unique("Stranger") });
    const ticket = { subject: "x", comment: { body: "x" }, requester_id: stranger.id };
    const reply = await bound.post("tickets", { json: { ticket }, query: { include: "users" } });
    if (reply.status < 300) expect(reply.text).not.toContain(stranger.name as string);
    const mine = await make_ticket(bound, {});
    const moved = await bound.put(`tickets/${mine.id}`, {
      json: { ticket: { organization_id: other.id } },
      query: { include: "organizations" },
    });
    expect(moved.text).not.toContain(other.name as string);
  });
});

describe("a customer's request", () => {
  test("says nothing about who works on it and what the desk keeps", async () => {
    const person = await make_user(admin);
    const me = await sign_in(desk, person);
    const victim = await make_user(admin);
    const request = {
      subject: "Mine",
      comment: { body: "Hello", public: false, author_id: boss.id, created_at: "2001-01-01T00:00:00Z" },
      requester_id: victim.id, requester: { name: "X", email: victim.email }, submitter_id: boss.id,
      assignee_id: boss.id, group_id: 1, status: "solved", tags: ["vip"], organization_id: other.id,
      created_at: "2001-01-01T00:00:00Z", problem_id: 1, external_id: "mine", via: { channel: "mail" },
      is_public: false, follower_ids: [victim.id], macro_id: 1, sharing_agreement_ids: [1],
    };
    const made = (await me.ok("POST", "requests", { json: { request } })).request as Json;
    const ticket = (await admin.ok("GET", `tickets/${made.id}`)).ticket;
    expect(ticket).toMatchObject({
      requester_id: person.id, submitter_id: person.id, assignee_id: null, status: "new", tags: [],
      organization_id: null, problem_id: null, external_id: null, is_public: true, follower_ids: [],
    });
    expect(ticket.created_at > "2020").toBe(true);
    const [comment] = await comments_of(admin, ticket.id as number);
    expect(comment).toMatchObject({ public: true, author_id: person.id });
    const more = { comment: { body: "More", public: false, author_id: boss.id }, status: "closed", tags: ["x"] };
    await me.put(`requests/${made.id}`, { json: { request: more } });
    const said = (await comments_of(admin, ticket.id as number)).at(-1);
    expect(said).toMatchObject({ public: true, author_id: person.id });
    expect((await admin.ok("GET", `tickets/${made.id}`)).ticket).toMatchObject({ tags: [], status: "new" });
  });

  test("is not found by what only staff reads", async () => {
    const person = await make_user(admin);
    const me = await sign_in(desk, person);
    const { id } = await make_ticket(me, { subject: "A kettle" });
    const note = unique("qnote").replaceAll("-", "");
    const tag = unique("qtag").replaceAll("-", "");
    await update_ticket(admin, id, { comment: { body: `Internal ${note}`, public: false }, additional_tags: [tag] });
    const count = async (query: string) => {
      const reply = await me.get("requests/search", { query: { query } });
      return reply.status === 200 ? (reply.body.requests as Json[]).length : 0;
    };
    await expect.poll(() => count("kettle")).toBe(1);
    expect(await count(note)).toBe(0);
    expect(await count(tag)).toBe(0);
  });
});

describe("tokens of programs", () => {
  const token_for = async (scopes: string[]): Promise<Client> => {
    const client = { name: "P", identifier: unique("p"), redirect_uri: ["https://p.example/"], kind: "confidential" };
    const made = (await admin.ok("POST", "oauth/clients", { json: { client } })).client as Json;
    const json = { token: { client_id: made.id, scopes } };
    const { token } = await admin.ok("POST", "oauth/tokens", { json });
    return new Client(desk.url, { authorization: `Bearer ${token.full_token as string}` });
  };

  test("reach as far as their scopes, and get no wider ones", async () => {
    const { id } = await make_ticket(admin);
    const reads = await token_for(["tickets:read"]);
    expect((await reads.get(`tickets/${id}`)).status).toBe(200);
    const client = { name: "Q", identifier: unique("q"), redirect_uri: ["https://p.example/"] };
    const tried = [
      await reads.put(`tickets/${id}`, { json: { ticket: { subject: "mine" } } }),
      await reads.delete(`tickets/${id}`),
      await reads.get("users"),
      await reads.get("search", { query: { query: "type:user a" } }),
      await reads.post("api_tokens", { json: { api_token: { description: "wider" } } }),
      await reads.get("api_tokens"),
      await reads.post("oauth/clients", { json: { client } }),
      await reads.post("oauth/tokens", { json: { token: { client_id: 1, scopes: ["write"] } } }),
      await reads.put(`users/${boss.id}/password`, { json: { password: "mine mine mine" } }),
      await reads.get("audit_logs"),
      await reads.get("mailboxes"),
      await reads.get("webhooks"),
    ];
    expect(tried.map((one) => one.status)).toEqual(tried.map(() => 403));
    const sees = reads.live().then((socket) => socket.close());
    await expect(sees).rejects.toThrow();
    const all = await token_for(["read"]);
    expect((await all.put(`tickets/${id}`, { json: { ticket: { subject: "mine" } } })).status).toBe(403);
    expect((await all.post(`tickets/${id}/tags`, { json: { tags: ["x"] } })).status).toBe(403);
    const own = await all.ok("GET", "users/me");
    expect(own.user.id).toBe(boss.id);
  });

  test("that may write take no other person's place without the scope for it", async () => {
    const agent = await make_agent(desk, []);
    const writes = await token_for(["read", "write"]);
    const as = new Client(desk.url, {
      ...(writes as unknown as { headers: Record<string, string> }).headers,
      "x-on-behalf-of": agent.email as string,
    });
    expect((await as.get("users/me", { undocumented: true })).status).toBe(403);
  });
});

describe("who has left", () => {
  // Each key that a colleague may have.
  const keys = async (): Promise<{ agent: Json; ways: Record<string, Client> }> => {
    const agent = await make_agent(desk, [], { role: "admin" }); // who may hand out tokens
    const session = await sign_in(desk, agent);
    const token = await desk.create_token(agent.email as string);
    const client = { name: "P", identifier: unique("p"), redirect_uri: ["https://p.example/"], kind: "confidential" };
    const made = (await admin.ok("POST", "oauth/clients", { json: { client } })).client as Json;
    const json = { token: { client_id: made.id, scopes: ["read", "write"] } };
    const granted = (await session.ok("POST", "oauth/tokens", { json })).token as Json;
    const ways = {
      session,
      token: Client.with_token(desk.url, agent.email as string, token),
      program: new Client(desk.url, { authorization: `Bearer ${granted.full_token as string}` }),
    };
    for (const [name, way] of Object.entries(ways)) expect((await way.get("tickets")).status, name).toBe(200);
    return { agent, ways };
  };
  const ends: [string, (id: number) => Promise<unknown>][] = [
    ["suspended", (id) => admin.ok("PUT", `users/${id}`, { json: { user: { suspended: true } } })],
    ["deleted", (id) => admin.ok("DELETE", `users/${id}`)],
    ["no agent any more", (id) => admin.ok("PUT", `users/${id}`, { json: { user: { role: "end-user" } } })],
  ];

  test.each(ends)("and is %s reads and writes nothing by any key", async (_, end) => {
    const { agent, ways } = await keys();
    const { id } = await make_ticket(admin);
    const socket = await ways.session!.live();
    await end(agent.id as number);
    for (const [name, way] of Object.entries(ways)) {
      expect([401, 403, 404], name).toContain((await way.get(`tickets/${id}`)).status);
      expect([401, 403], name).toContain((await way.get("users")).status);
      const answer = { json: { ticket: { comment: { body: "still here" } } } };
      expect([401, 403, 404], name).toContain((await way.put(`tickets/${id}`, answer)).status);
    }
    const word = unique("later");
    await update_ticket(admin, id as number, { subject: word });
    const ear = await admin.live();
    await update_ticket(admin, id as number, { priority: "low" });
    await ear.ticket(id as number, (frame) => frame.ticket.priority === "low");
    expect(socket.has((frame) => JSON.stringify(frame).includes(word))).toBe(false);
    for (const one of [socket, ear]) one.close();
  });
});

test("a group that is lost is lost at once, live as well", async () => {
  const group = await make_group(admin);
  const agent = await make_agent(desk, [group.id as number], { ticket_restriction: "groups" });
  const me = await sign_in(desk, agent);
  const socket = await me.live();
  const { id } = await make_ticket(admin, { group_id: group.id });
  await socket.ticket(id as number);
  const { group_memberships } = await admin.ok("GET", `users/${agent.id}/group_memberships`);
  const mine = (group_memberships as Json[]).find((one) => one.group_id === group.id)!;
  await admin.ok("DELETE", `group_memberships/${mine.id}`);
  expect((await me.get(`tickets/${id}`)).status).toBe(404);
  const subject = unique("after");
  await update_ticket(admin, id as number, { subject });
  const last = await make_ticket(admin, { assignee_id: agent.id });
  await socket.ticket(last.id as number);
  expect(socket.has((frame) => JSON.stringify(frame).includes(subject))).toBe(false);
  socket.close();
});
