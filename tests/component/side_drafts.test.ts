// SPDX-License-Identifier: AGPL-3.0-or-later
// What agents write in side conversations is kept until it is sent.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { run_job } from "./harness/jobs.js";
import { make_ticket, seat_agent } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let agent: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  const mailbox = { address: "help@desk.example", name: "Help desk", active: true };
  await admin.ok("POST", "mailboxes", { json: { mailbox } });
  agent = (await seat_agent(desk)).agent;
});
afterAll(() => desk?.end());

const to = [{ user_id: null, name: "Orders", email: "orders@supplier.example" }];
const make = async () => (await make_ticket(admin)).id as number;
const save = async (id: number, number: string | number, side_draft: Json, client = admin) =>
  (await client.ok("PUT", `tickets/${id}/side_drafts/${number}`, { json: { side_draft } })).side_draft as Json;
const list = async (id: number, client = admin) =>
  (await client.ok("GET", `tickets/${id}/side_drafts`)).side_drafts as Json[];
const message = { subject: "Part", body: "?", to };
const start = async (id: number) =>
  (await admin.ok("POST", `tickets/${id}/side_conversations`, { json: { message } })).side_conversation as Json;

test("a draft is one's own, of a new conversation or an old one, and the last word holds", async () => {
  const id = await make();
  const side = await start(id);
  await save(id, 0, { subject: "New", to, html_body: "<p>Dear</p>", body: "Dear" });
  await save(id, 0, { subject: "New", to, html_body: "<p>Dear all</p>", body: "Dear all", uploads: ["t"] });
  await save(id, side.id as string, { body: "And?", attachment_ids: [4] });
  await save(id, 0, { body: "of the agent" }, agent);
  expect(await list(id)).toMatchObject([
    { side_conversation_id: null, subject: "New", to, body: "Dear all", uploads: ["t"], attachment_ids: [] },
    { side_conversation_id: side.id, subject: "", to: [], body: "And?", attachment_ids: [4] },
  ]);
  expect(await list(id, agent)).toMatchObject([{ body: "of the agent" }]);
  expect((await admin.delete(`tickets/${id}/side_drafts/0`)).status).toBe(204);
  expect((await admin.delete(`tickets/${id}/side_drafts/0`)).status).toBe(204);
  expect((await list(id)).map((one) => one.side_conversation_id)).toEqual([side.id]);
});

test("sending forgets it", async () => {
  const id = await make();
  await save(id, 0, { subject: "Part", body: "?" });
  const side = await start(id);
  expect(await list(id)).toEqual([]);
  await save(id, side.id as string, { body: "And?" });
  await save(id, 0, { body: "something else" });
  await admin.ok("POST", `tickets/${id}/side_conversations/${side.id}/reply`, { json: { message: { body: "And?" } } });
  expect((await list(id)).map((one) => one.body)).toEqual(["something else"]);
});

test("merging takes the drafts along", async () => {
  const from = await make();
  const target = await make();
  const side = await start(from);
  await save(from, 0, { body: "to somebody else" });
  await save(from, side.id as string, { body: "And?" });
  await save(target, 0, { body: "mine is here" });
  await run_job(admin, "POST", `tickets/${target}/merge`, { json: { ids: [from] } });
  expect((await list(target)).map((one) => one.body)).toEqual(["mine is here", "And?"]);
  expect((await list(from)).map((one) => one.body)).toEqual(["to somebody else"]);
});

test("what does not fit is refused in clear words, and what is not seen is not there", async () => {
  const id = await make();
  const put = (path: string, side_draft: unknown, client: Client = admin) => client.put(path, { json: { side_draft } });
  expect((await put(`tickets/${id}/side_drafts/0`, { to: ["a@b.example"] })).status).toBe(400);
  expect((await put(`tickets/${id}/side_drafts/0`, { to: Array(51).fill(to[0]) })).status).toBe(422);
  expect((await put(`tickets/${id}/side_drafts/0`, { body: "x".repeat(600_000) })).status).toBe(413);
  expect((await put(`tickets/${id}/side_drafts/999`, { body: "x" })).status).toBe(404);
  const agent_id = ((await agent.ok("GET", "users/me")).user as Json).id;
  await admin.ok("PUT", `users/${agent_id}`, { json: { user: { ticket_restriction: "assigned" } } });
  expect((await put(`tickets/${id}/side_drafts/0`, { body: "x" }, agent)).status).toBe(404);
  expect((await agent.get(`tickets/${id}/side_drafts`)).status).toBe(404);
});
