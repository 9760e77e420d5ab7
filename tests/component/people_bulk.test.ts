// SPDX-License-Identifier: AGPL-3.0-or-later
// Many users, organizations and memberships at once; merging two records of one person or company.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { ended, run_job } from "./harness/jobs.js";
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
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

const user = async (id: number) => (await admin.ok("GET", `users/${id}`)).user as Json;
const address = () => `${unique("p")}@example.com`;

describe("users", () => {
  test("create_many, update_many in both forms, destroy_many", async () => {
    const before = (await admin.ok("GET", "users/count")).count.value as number;
    const users = [{ name: "One", email: address() }, { name: "" }, { name: "Two", external_id: unique("x") }];
    const made = await run_job(admin, "POST", "users/create_many", { json: { users } });
    expect(made).toMatchObject({ status: "completed", total: 3 });
    expect(made.results[1]).toMatchObject({ index: 1, success: false });
    const [one, , two] = (made.results as Json[]).map((result) => result.id as number);
    expect((await admin.ok("GET", "users/count")).count.value).toBe(before + 2);
    const ids = `${one},${two},999999`;
    const same = await run_job(admin, "PUT", "users/update_many", { query: { ids }, json: { user: { notes: "n" } } });
    expect((same.results as Json[]).map((result) => result.success)).toEqual([true, true, false]);
    const list = [
      { id: one, phone: "+420601555002" },
      { external_id: users[2]!.external_id, alias: "zwei" },
    ];
    await run_job(admin, "PUT", "users/update_many", { json: { users: list } });
    expect(await user(one!)).toMatchObject({ notes: "n", phone: "+420601555002" });
    expect(await user(two!)).toMatchObject({ notes: "n", alias: "zwei" });
    await run_job(admin, "DELETE", "users/destroy_many", { query: { external_ids: users[2]!.external_id! } });
    expect((await user(two!)).active).toBe(false);
    expect((await admin.ok("GET", "users/count")).count.value).toBe(before + 1);
  });

  test("create_or_update finds by external_id and by e-mail", async () => {
    const email = address();
    const external_id = unique("crm");
    const send = (json: Json) => admin.post("users/create_or_update", { json: { user: json } });
    const made = await send({ name: "Eva", email, external_id });
    expect(made.status).toBe(201);
    const { id } = made.body.user;
    const again = await send({ name: "Eva Nová", external_id });
    expect(again).toMatchObject({ status: 200, body: { user: { id, name: "Eva Nová", email } } });
    expect((await send({ name: "E", email: email.toUpperCase() })).body.user.id).toBe(id);
    const users = [
      { name: "E2", email },
      { name: "New", email: address() },
    ];
    const job = await run_job(admin, "POST", "users/create_or_update_many", { json: { users } });
    expect((job.results as Json[]).map((result) => result.status)).toEqual(["Updated", "Created"]);
    expect((job.results as Json[])[0].id).toBe(id);
  });

  test("more than 100 are refused", async () => {
    const users = Array.from({ length: 101 }, () => ({ name: "x" }));
    const reply = await admin.post("users/create_many", { json: { users } });
    expect(reply).toMatchObject({ status: 400, body: { error: "TooManyValues" } });
  });

  test("show_many by ids and external_ids, search by external_id", async () => {
    const one = await make_user(admin, { external_id: unique("a") });
    const two = await make_user(admin, { external_id: unique("b") });
    const ids = (body: Json) => (body.users as Json[]).map((found) => found.id as number);
    expect(ids(await admin.ok("GET", "users/show_many", { query: { ids: `${two.id},${one.id},0` } }))).toEqual([
      one.id,
      two.id,
    ]);
    const external_ids = `${one.external_id},${two.external_id}`;
    expect(ids(await admin.ok("GET", "users/show_many", { query: { external_ids } }))).toEqual([one.id, two.id]);
    const query = { external_id: one.external_id as string };
    expect(ids(await admin.ok("GET", "users/search", { query }))).toEqual([one.id]);
  });

  test("deleted users are listed until they are purged", async () => {
    const gone = await make_user(admin, { phone: "+420601555003", notes: "secret" });
    await admin.ok("DELETE", `users/${gone.id}`);
    const before = (await admin.ok("GET", "deleted_users/count")).count.value as number;
    const listed = (await admin.ok("GET", "deleted_users")).deleted_users as Json[];
    expect(listed.find((one) => one.id === gone.id)).toMatchObject({ email: gone.email, active: false });
    const purged = (await admin.ok("DELETE", `deleted_users/${gone.id}`)).deleted_user;
    expect(purged).toMatchObject({ id: gone.id, email: null, phone: null });
    expect(purged.name).not.toBe(gone.name);
    expect((await admin.get(`deleted_users/${gone.id}`)).status).toBe(404);
    expect((await admin.get(`users/${gone.id}`)).status).toBe(404);
    expect((await admin.ok("GET", "deleted_users/count")).count.value).toBe(before - 1);
    const active = await make_user(admin);
    expect((await admin.delete(`deleted_users/${active.id}`)).status).toBe(404);
  });

  test("end-users change themselves by their own page", async () => {
    const person = await make_user(admin);
    const customer = await sign_in(desk, person);
    const changed = await customer.ok("PUT", `end_users/${person.id}`, { json: { user: { name: "Me", notes: "x" } } });
    expect(changed.user).toMatchObject({ name: "Me", notes: null });
    const other = await make_user(admin);
    expect((await customer.get(`end_users/${other.id}`)).status).toBe(404);
    const agent = await make_agent(desk, []);
    expect((await admin.get(`end_users/${agent.id}`)).status).toBe(404);
  });

  test("tags", async () => {
    const path = `users/${(await make_user(admin, { tags: ["a"] })).id}/tags`;
    expect((await admin.ok("PUT", path, { json: { tags: ["B", "a"] } })).tags).toEqual(["a", "b"]);
    expect((await admin.delete(path, { json: { tags: ["a"] } })).status).toBe(204);
    expect((await admin.ok("GET", path)).tags).toEqual(["b"]);
    const set = await admin.post(path, { json: { tags: ["z"] } });
    expect(set).toMatchObject({ status: 201, body: { tags: ["z"] } });
  });
});

describe("merging users", () => {
  test("tickets, comments, addresses and memberships move; again is the same", async () => {
    const organization = await make_organization(admin);
    const loser = await make_user(admin, { organization_id: organization.id, phone: "+420601555004" });
    const winner = await make_user(admin);
    const own = await make_ticket(admin, { requester_id: loser.id });
    await update_ticket(admin, own.id, { comment: { body: "From me", author_id: loser.id } });
    const copied = await make_ticket(admin, { email_ccs: [{ user_id: loser.id }] });
    const closed = await make_ticket(admin, { requester_id: loser.id, status: "closed" });
    for (let round = 0; round < 2; ++round) {
      const merged = await admin.ok("PUT", `users/${loser.id}/merge`, { json: { user: { id: winner.id } } });
      expect(merged.user).toMatchObject({ id: winner.id, organization_id: organization.id, phone: loser.phone });
    }
    for (const ticket of [own, closed])
      expect((await admin.ok("GET", `tickets/${ticket.id}`)).ticket.requester_id).toBe(winner.id);
    expect((await admin.ok("GET", `tickets/${copied.id}`)).ticket.email_cc_ids).toEqual([winner.id]);
    expect((await comments_of(admin, own.id)).at(-1).author_id).toBe(winner.id);
    const values = ((await admin.ok("GET", `users/${winner.id}/identities`)).identities as Json[]).map(
      (one) => one.value,
    );
    expect(values).toEqual(expect.arrayContaining([winner.email, loser.email]));
    expect((await user(loser.id)).active).toBe(false);
    const later = await make_ticket(admin, { requester: { name: "Whoever", email: loser.email } });
    expect(later.requester_id).toBe(winner.id);
  });

  test("many tickets follow in the background", async () => {
    const loser = await make_user(admin);
    const winner = await make_user(admin);
    const tickets = Array.from({ length: 60 }, () => ({ comment: { body: "x" }, requester_id: loser.id }));
    await run_job(admin, "POST", "tickets/create_many", { json: { tickets } });
    await admin.ok("PUT", `users/${loser.id}/merge`, { json: { user: { id: winner.id } } });
    for (const job of (await admin.ok("GET", "job_statuses")).job_statuses as Json[]) await ended(admin, job);
    const { user_related } = await admin.ok("GET", `users/${winner.id}/related`);
    expect(user_related.requested_tickets).toBe(60);
  });

  test("agents and oneself are refused", async () => {
    const agent = await make_agent(desk, []);
    const person = await make_user(admin);
    const merge = (loser: Json, winner: Json) =>
      admin.put(`users/${loser.id}/merge`, { json: { user: { id: winner.id } } });
    expect((await merge(person, person)).status).toBe(422);
    expect((await merge(agent, person)).status).toBe(422);
    expect((await merge(person, agent)).status).toBe(422);
    expect((await merge(person, { id: 999_999 })).status).toBe(404);
  });
});

describe("organizations", () => {
  test("create_many, update_many, destroy_many, create_or_update, search, count", async () => {
    const before = (await admin.ok("GET", "organizations/count")).count.value as number;
    const external_id = unique("org");
    const organizations = [{ name: unique("one"), external_id }, { name: unique("two") }, { name: "" }];
    const made = await run_job(admin, "POST", "organizations/create_many", { json: { organizations } });
    const [one, two] = (made.results as Json[]).map((result) => result.id as number);
    expect(made.results[2].success).toBe(false);
    expect((await admin.ok("GET", "organizations/count")).count.value).toBe(before + 2);
    await run_job(admin, "PUT", "organizations/update_many", {
      query: { ids: `${one},${two}` },
      json: { organization: { notes: "both" } },
    });
    const shown = await admin.ok("GET", "organizations/show_many", { query: { ids: `${one},${two}` } });
    expect((shown.organizations as Json[]).map((found) => found.notes)).toEqual(["both", "both"]);
    const by_name = await admin.ok("GET", "organizations/search", { query: { name: organizations[1]!.name } });
    expect((by_name.organizations as Json[]).map((found) => found.id)).toEqual([two]);
    const updated = await admin.post("organizations/create_or_update", {
      json: { organization: { external_id, details: "d" } },
    });
    expect(updated).toMatchObject({ status: 200, body: { organization: { id: one, details: "d" } } });
    await run_job(admin, "DELETE", "organizations/destroy_many", { query: { ids: `${one},${two}` } });
    expect((await admin.ok("GET", "organizations/count")).count.value).toBe(before);
  });

  test("people belong to several, one of them the default", async () => {
    const first = await make_organization(admin);
    const second = await make_organization(admin);
    const person = await make_user(admin, { organization_id: first.id });
    const json = { organization_membership: { user_id: person.id, organization_id: second.id } };
    const { organization_membership } = await admin.ok("POST", "organization_memberships", { json });
    expect(organization_membership).toMatchObject({ default: false, organization_name: second.name });
    expect((await admin.post("organization_memberships", { json })).status).toBe(422);
    const listed = (await admin.ok("GET", `users/${person.id}/organizations`)).organizations as Json[];
    expect(listed.map((one) => one.id)).toEqual([first.id, second.id]);
    const path = `users/${person.id}/organization_memberships/${organization_membership.id}`;
    const all = (await admin.ok("PUT", `${path}/make_default`)).organization_memberships as Json[];
    expect(all.map((one) => [one.organization_id, one.default])).toEqual([
      [first.id, false],
      [second.id, true],
    ]);
    expect((await user(person.id)).organization_id).toBe(second.id);
    expect((await admin.delete(path)).status).toBe(204);
    expect((await user(person.id)).organization_id).toBe(first.id);
    const members = (await admin.ok("GET", `organizations/${first.id}/users`)).users as Json[];
    expect(members.map((one) => one.id)).toEqual([person.id]);
    const { organization_related } = await admin.ok("GET", `organizations/${first.id}/related`);
    expect(organization_related).toEqual({ tickets_count: 0, users_count: 1 });
  });

  test("a mail domain leads new people into their organization", async () => {
    const domain = `${unique("firm")}.example`;
    const json = { organization: { name: unique("firm"), domain_names: [domain, `mail.${domain}`] } };
    const { organization } = await admin.ok("POST", "organizations", { json });
    const ticket = await make_ticket(admin, { requester: { name: "New", email: `new@${domain.toUpperCase()}` } });
    expect(ticket.organization_id).toBe(organization.id);
    expect((await make_user(admin, { email: `x@mail.${domain}` })).organization_id).toBe(organization.id);
    expect((await make_user(admin, { email: `x@other.${domain}` })).organization_id).toBeNull();
  });

  test("shared tickets: members see them, and answer where comments are shared", async () => {
    const organization = await make_organization(admin);
    const requester = await make_user(admin, { organization_id: organization.id });
    const colleague = await sign_in(desk, await make_user(admin, { organization_id: organization.id }));
    const ticket = await make_ticket(admin, { requester_id: requester.id });
    const hidden = await make_ticket(admin, { requester_id: requester.id, comment: { body: "x", public: false } });
    const share = (fields: Json) =>
      admin.ok("PUT", `organizations/${organization.id}`, { json: { organization: fields } });
    const answer = () => colleague.put(`tickets/${ticket.id}`, { json: { ticket: { comment: { body: "Me too" } } } });
    expect((await colleague.get(`tickets/${ticket.id}`)).status).toBe(404);
    await share({ shared_tickets: true });
    expect((await colleague.get(`tickets/${ticket.id}`)).status).toBe(200);
    expect((await colleague.get(`tickets/${hidden.id}`)).status).toBe(404);
    expect(((await colleague.ok("GET", "tickets")).tickets as Json[]).map((one) => one.id)).toEqual([ticket.id]);
    expect((await answer()).status).toBe(403);
    await share({ shared_comments: true });
    expect((await answer()).status).toBe(200);
  });

  test("merge moves tickets and people", async () => {
    const loser = await make_organization(admin);
    const winner = await make_organization(admin);
    const person = await make_user(admin, { organization_id: loser.id });
    const tickets = Array.from({ length: 55 }, () => ({ comment: { body: "x" }, requester_id: person.id }));
    await run_job(admin, "POST", "tickets/create_many", { json: { tickets } });
    const json = { organization_merge: { winner_id: winner.id } };
    const { organization_merge } = await admin.ok("PUT", `organizations/${loser.id}/merge`, { json });
    for (const job of (await admin.ok("GET", "job_statuses")).job_statuses as Json[]) await ended(admin, job);
    expect((await admin.ok("GET", `organization_merges/${organization_merge.id}`)).organization_merge).toMatchObject({
      status: "complete",
      loser_id: loser.id,
      winner_id: winner.id,
    });
    expect((await user(person.id)).organization_id).toBe(winner.id);
    expect((await admin.get(`organizations/${loser.id}`)).status).toBe(404);
    const { organization_related } = await admin.ok("GET", `organizations/${winner.id}/related`);
    expect(organization_related).toEqual({ tickets_count: 55, users_count: 1 });
    const merges = (await admin.ok("GET", `organizations/${winner.id}/merges`)).organization_merges as Json[];
    expect(merges.map((one) => one.id)).toEqual([organization_merge.id]);
  });

  test("subscriptions, and memberships in bulk", async () => {
    const organization = await make_organization(admin);
    const person = await make_user(admin);
    const memberships = [{ user_id: person.id, organization_id: organization.id }];
    const made = await run_job(admin, "POST", "organization_memberships/create_many", {
      json: { organization_memberships: memberships },
    });
    expect(made.results[0].success).toBe(true);
    const json = { organization_subscription: { user_id: person.id, organization_id: organization.id } };
    expect((await admin.post("organization_subscriptions", { json })).status).toBe(422);
    await admin.ok("PUT", `organizations/${organization.id}`, { json: { organization: { shared_tickets: true } } });
    const { organization_subscription } = await admin.ok("POST", "organization_subscriptions", { json });
    const listed = (await admin.ok("GET", `organizations/${organization.id}/subscriptions`))
      .organization_subscriptions as Json[];
    expect(listed.map((one) => one.id)).toEqual([organization_subscription.id]);
    expect((await admin.delete(`organization_subscriptions/${organization_subscription.id}`)).status).toBe(204);
    await run_job(admin, "DELETE", "organization_memberships/destroy_many", { query: { ids: made.results[0].id } });
    expect((await user(person.id)).organization_id).toBeNull();
  });
});

describe("groups", () => {
  test("memberships one by one and in bulk, and the default one", async () => {
    const first = await make_group(admin);
    const second = await make_group(admin);
    const agent = await make_agent(desk, [first.id]);
    const memberships = [
      { user_id: agent.id, group_id: second.id },
      { user_id: 999_999, group_id: second.id },
    ];
    const made = await run_job(admin, "POST", "group_memberships/create_many", {
      json: { group_memberships: memberships },
    });
    expect((made.results as Json[]).map((one) => one.success)).toEqual([true, false]);
    const id = made.results[0].id as number;
    const all = (await admin.ok("PUT", `users/${agent.id}/group_memberships/${id}/make_default`))
      .group_memberships as Json[];
    expect(all.map((one) => one.default)).toEqual([false, true]);
    expect((await user(agent.id)).default_group_id).toBe(second.id);
    expect((await admin.ok("GET", `users/${agent.id}/groups/count`)).count.value).toBe(2);
    await run_job(admin, "DELETE", "group_memberships/destroy_many", { query: { ids: id } });
    expect((await user(agent.id)).default_group_id).toBe(first.id);
    const groups = (await admin.ok("GET", `users/${agent.id}/groups`)).groups as Json[];
    expect(groups.map((one) => one.id)).toEqual([first.id]);
  });

  test("deleted ones are listed when asked for", async () => {
    const group = await make_group(admin);
    const count = (await admin.ok("GET", "groups/count")).count.value as number;
    await admin.ok("DELETE", `groups/${group.id}`);
    expect((await admin.ok("GET", "groups/count")).count.value).toBe(count - 1);
    const ids = async (exclude_deleted: string) =>
      ((await admin.ok("GET", "groups", { query: { exclude_deleted } })).groups as Json[]).map((one) => one.id);
    expect(await ids("true")).not.toContain(group.id);
    expect(await ids("false")).toContain(group.id);
  });
});
