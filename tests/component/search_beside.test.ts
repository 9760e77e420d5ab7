// SPDX-License-Identifier: AGPL-3.0-or-later
// Tickets are found by what stands beside their comments: the organization's name, and side conversations. Both follow
// what changes, over the API and in the background.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { run_job } from "./harness/jobs.js";
import { make_organization, make_ticket, make_user, sign_in, unique } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  const mailbox = { address: "help@desk.example", name: "Help desk", signature: "", active: true };
  await admin.ok("POST", "mailboxes", { json: { mailbox } });
});
afterAll(() => desk?.end());

const word = () => unique("w").replace(/[^a-z0-9]/g, "x");
async function found(query: string, client: Client = admin, path = "search"): Promise<number[]> {
  const reply = await client.ok("GET", path, { query: { query } });
  return ((reply.results ?? reply.requests) as Json[]).map((one) => one.id as number);
}
async function until_found(query: string, wanted: number[]): Promise<void> {
  await expect.poll(() => found(`type:ticket ${query}`), { timeout: 60_000, interval: 50 }).toEqual(wanted);
}
const start = async (ticket: number, message: Json): Promise<Json> =>
  (await admin.ok("POST", `tickets/${ticket}/side_conversations`, { json: { message } })).side_conversation as Json;

describe("search beside the comments", () => {
  test("the organization's name, as it is now", async () => {
    const [first, second] = [word(), word()];
    const organization = await make_organization(admin, `Machines ${first}`);
    const requester = await make_user(admin, { organization_id: organization.id });
    const { id } = await make_ticket(admin, { requester_id: requester.id });
    expect(await found(`type:ticket ${first}`)).toEqual([id]);
    const json = { organization: { name: `Engines ${second}` } };
    await admin.ok("PUT", `organizations/${organization.id}`, { json });
    await until_found(second, [id]);
    expect(await found(`type:ticket ${first}`)).toEqual([]);
  });

  test("what was said to others, for agents only", async () => {
    const customer = await make_user(admin);
    const { id } = await make_ticket(admin, { requester_id: customer.id });
    const said = word();
    const to = [{ email: `${said}@supplier.example` }];
    await start(id, { subject: "Part", body: `Do you have ${said}a?`, to });
    expect(await found(`type:ticket ${said}a`)).toEqual([id]);
    expect(await found(`type:ticket ${said}@supplier.example`)).toEqual([id]);
    const own = await sign_in(desk, customer);
    expect(await found(`${said}a`, own, "requests/search")).toEqual([]);
    expect(await found("kettle", own, "requests/search")).toEqual([id]);
  });

  test("a merged ticket brings what was said and done beside it", async () => {
    const [target, source] = [await make_ticket(admin), await make_ticket(admin)];
    const said = word();
    await start(source.id, { subject: "Part", body: said, to: [{ email: "s@supplier.example" }] });
    const time_entry = { seconds: 300, note: "Looked" };
    await admin.ok("POST", `tickets/${source.id}/time_entries`, { json: { time_entry } });
    const checklist = { name: "Steps", items: [{ text: "One" }] };
    await admin.ok("POST", `tickets/${source.id}/checklists`, { json: { checklist } });
    await run_job(admin, "POST", `tickets/${target.id}/merge`, { json: { ids: [source.id] } });
    expect(await found(`type:ticket ${said}`)).toEqual([target.id]);
    const shown = async (id: number) => (await admin.ok("GET", `tickets/${id}`)).ticket as Json;
    expect(await shown(target.id)).toMatchObject({ time_spent_seconds: 300, checklist_progress: "0/1" });
    expect(await shown(source.id)).toMatchObject({ time_spent_seconds: 0, checklist_progress: null });
    const entries = (await admin.ok("GET", `tickets/${target.id}/time_entries`)).time_entries as Json[];
    expect(entries.map((one) => one.note as string)).toEqual(["Looked"]);
  });

  test("who was deleted for good is forgotten there", async () => {
    const name = word();
    const third = await make_user(admin, { name: `Third ${name}`, email: `${name}@third.example` });
    const { id } = await make_ticket(admin);
    const talk = await start(id, { subject: "Ask", body: "Please", to: [{ user_id: third.id }] });
    expect(await found(`type:ticket ${name}`)).toEqual([id]);
    await admin.ok("DELETE", `users/${third.id}`);
    await admin.ok("DELETE", `deleted_users/${third.id}`);
    await until_found(name, []);
    const now = await admin.ok("GET", `tickets/${id}/side_conversations/${talk.id}`, { query: { include: "events" } });
    expect(JSON.stringify(now)).not.toContain(name);
  });
});
