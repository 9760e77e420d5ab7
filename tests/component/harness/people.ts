// SPDX-License-Identifier: AGPL-3.0-or-later
// People and tickets that most tests need.
import { Client } from "./client.js";
import type { Json, SessionClient } from "./client.js";
import type { Desk } from "./server.js";

let made = 0;
export const unique = (word: string) => `${word}-${process.pid.toString(36)}-${++made}`;
export const password = "staple battery horse";

export async function make_group(admin: Client, name = unique("group")): Promise<Json> {
  return (await admin.ok("POST", "groups", { json: { group: { name } } })).group;
}

export async function make_organization(admin: Client, name = unique("organization")): Promise<Json> {
  return (await admin.ok("POST", "organizations", { json: { organization: { name } } })).organization;
}

export async function make_user(admin: Client, fields: Json = {}): Promise<Json> {
  const user = { name: "Uma User", email: `${unique("user")}@example.com`, ...fields };
  return (await admin.ok("POST", "users", { json: { user } })).user;
}

// An agent of some groups. `ticket_restriction: "groups"` is one who sees nothing but their tickets.
export async function make_agent(desk: Desk, group_ids: number[], fields: Json = {}): Promise<Json> {
  const admin = desk.admin();
  const agent = await make_user(admin, { name: "Axel Agent", role: "agent", ...fields });
  for (const group_id of group_ids) {
    await admin.ok("POST", "group_memberships", { json: { group_membership: { user_id: agent.id, group_id } } });
  }
  return agent;
}

export async function sign_in(desk: Desk, user: Json, url = desk.url): Promise<SessionClient> {
  await desk.admin().ok("PUT", `users/${user.id}/password`, { json: { password } });
  return await Client.with_session(url, user.email as string, password);
}

// An agent of a group of its own, signed in.
export async function seat_agent(desk: Desk): Promise<{ agent: SessionClient; agent_id: number }> {
  const made = await make_agent(desk, [(await make_group(desk.admin())).id as number]);
  return { agent: await sign_in(desk, made), agent_id: made.id as number };
}

export async function make_ticket(client: Client, fields: Json = {}): Promise<Json> {
  const ticket = { subject: unique("ticket"), comment: { body: "Hello, my kettle does not boil." }, ...fields };
  return (await client.ok("POST", "tickets", { json: { ticket } })).ticket;
}

export async function update_ticket(client: Client, id: number, fields: Json): Promise<Json> {
  return await client.ok("PUT", `tickets/${id}`, { json: { ticket: fields } });
}

export async function comments_of(client: Client, id: number): Promise<Json[]> {
  return (await client.ok("GET", `tickets/${id}/comments`)).comments as Json[];
}
