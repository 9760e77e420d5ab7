// SPDX-License-Identifier: AGPL-3.0-or-later
// Views that tests make, what is in them, and the number that is told of them; a desk with two agents to look at them.
import type { Client, Json } from "./client.js";
import { make_agent, make_group, sign_in, unique } from "./people.js";
import { Desk } from "./server.js";

// One agent of a group and one of none, both signed in.
export async function desk_with_two_agents() {
  const desk = await Desk.start();
  const admin = desk.admin();
  const group = await make_group(admin);
  const agent = await make_agent(desk, [group.id]);
  const other = await make_agent(desk, []);
  const mine = await sign_in(desk, agent);
  const theirs = await sign_in(desk, other);
  return { desk, admin, group, agent, other, mine, theirs };
}

export const is = (field: string, value: unknown, operator = "is") => ({ field, operator, value });
export async function make_view(client: Client, fields: Json): Promise<Json> {
  const view = { title: unique("view"), ...fields };
  return (await client.ok("POST", "views", { json: { view } })).view;
}
export async function ids_in(client: Client, view: Json, query: Json = {}): Promise<number[]> {
  const body = await client.ok("GET", `views/${view.id}/tickets`, { query: { "page[size]": 100, ...query } });
  return (body.tickets as Json[]).map((ticket) => ticket.id as number);
}
export const count_of = async (client: Client, view: Json) =>
  (await client.ok("GET", `views/${view.id}/count`)).view_count as Json;

// The number of a new view is null until it has been counted in the background; the live wire tells when it is.
export async function counted(client: Client, view: Json): Promise<number> {
  const socket = await client.live();
  const first = await count_of(client, view);
  if (first.value !== null) {
    socket.close();
    return first.value as number;
  }
  const told = await socket.wait_for(
    (frame) => frame.type === "view_counts" && (frame.view_counts as Json[]).some((one) => one.view_id === view.id),
  );
  socket.close();
  return (told.view_counts as Json[]).find((one) => one.view_id === view.id).value as number;
}
