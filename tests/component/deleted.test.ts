// SPDX-License-Identifier: AGPL-3.0-or-later
// Deleted tickets, deletion for good, and spam.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { run_job } from "./harness/jobs.js";
import { comments_of, make_agent, make_ticket, make_user, sign_in, unique, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

const show = async (id: number) => (await admin.ok("GET", `tickets/${id}`)).ticket as Json;
const deleted_ids = async () =>
  ((await admin.ok("GET", "deleted_tickets")).deleted_tickets as Json[]).map((ticket) => ticket.id as number);
async function deleted(fields: Json = {}): Promise<Json> {
  const ticket = await make_ticket(admin, fields);
  expect((await admin.delete(`tickets/${ticket.id}`)).status).toBe(204);
  return ticket;
}

describe("deleted tickets", () => {
  test("are listed with who deleted them, last deleted first", async () => {
    const [one, two] = [await deleted(), await deleted()];
    const me = (await admin.ok("GET", "users/me")).user;
    const { deleted_tickets: list } = await admin.ok("GET", "deleted_tickets");
    expect(list[0]).toMatchObject({
      id: two.id,
      subject: two.subject,
      actor: { id: me.id, name: me.name },
      previous_state: "new",
    });
    const page = await admin.ok("GET", "deleted_tickets", { query: { "page[size]": 1 } });
    expect(page.deleted_tickets[0].id).toBe(two.id);
    expect((await admin.ok("GET", page.links.next as string)).deleted_tickets[0].id).toBe(one.id);
    const oldest = await admin.ok("GET", "deleted_tickets", { query: { sort_order: "asc" } });
    expect(oldest.deleted_tickets[0].id).toBeLessThan(two.id);
  });

  test("come back as they were", async () => {
    const word = unique("returning").replaceAll("-", "");
    const { id } = await make_ticket(admin, { subject: word, tags: ["kept"] });
    await update_ticket(admin, id, { status: "solved", comment: { body: "Solved it" } });
    const before = await show(id);
    const count = (await admin.ok("GET", "tickets/count")).count.value as number;
    await admin.delete(`tickets/${id}`);
    expect((await admin.put(`deleted_tickets/${id}/restore`)).body).toEqual({});
    const { updated_at: _, generated_timestamp: __, ...after } = await show(id);
    expect(before).toMatchObject(after);
    expect(await comments_of(admin, id)).toHaveLength(2);
    expect((await admin.ok("GET", "tickets/count")).count.value).toBe(count);
    expect((await admin.ok("GET", "search", { query: { query: word } })).count).toBe(1);
    expect(await deleted_ids()).not.toContain(id);
    expect((await admin.put(`deleted_tickets/${id}/restore`)).status).toBe(404);
  });

  test("many come back together or not at all", async () => {
    const [one, two] = [await deleted(), await deleted()];
    const refused = await admin.put("deleted_tickets/restore_many", { query: { ids: `${one.id},999999999` } });
    expect(refused.status).toBe(404);
    expect(await deleted_ids()).toContain(one.id);
    await admin.ok("PUT", "deleted_tickets/restore_many", { query: { ids: `${one.id},${two.id}` } });
    expect((await show(two.id)).status).toBe("new");
  });

  test("are not for agents without the permission", async () => {
    const { id } = await deleted();
    const agent = await sign_in(desk, await make_agent(desk, []));
    expect((await agent.get("deleted_tickets")).status).toBe(403);
    expect((await agent.put(`deleted_tickets/${id}/restore`)).status).toBe(403);
    expect((await agent.delete(`deleted_tickets/${id}`)).status).toBe(403);
  });
});

describe("deletion for good", () => {
  test("leaves nothing, and does not touch others", async () => {
    const { upload } = await admin.ok("POST", "uploads", {
      query: { filename: "a.txt" },
      raw: unique("file"),
      content_type: "text/plain",
    });
    const other = await make_ticket(admin);
    const ticket = await make_ticket(admin, { comment: { body: "Gone soon", uploads: [upload.token] }, tags: ["x"] });
    await admin.ok("POST", `tickets/${ticket.id}/links`, { json: { link: { type: "related", ticket_id: other.id } } });
    await admin.put(`tickets/${ticket.id}/visit`);
    const [comment] = await comments_of(admin, ticket.id);
    await admin.delete(`tickets/${ticket.id}`);
    const job = await run_job(admin, "DELETE", `deleted_tickets/${ticket.id}`);
    expect(job.results).toEqual([{ index: 0, id: ticket.id, action: "delete", status: "Deleted", success: true }]);
    expect(await deleted_ids()).not.toContain(ticket.id);
    expect((await admin.put(`deleted_tickets/${ticket.id}/restore`)).status).toBe(404);
    expect((await admin.get(comment.attachments[0].content_url as string)).status).toBe(404);
    expect((await admin.ok("GET", `tickets/${other.id}/links`)).links).toEqual([]);
    expect(((await admin.ok("GET", "tickets/recent")).tickets as Json[]).map((one) => one.id)).not.toContain(ticket.id);
    expect((await admin.delete(`deleted_tickets/${ticket.id}`)).status).toBe(404);
  });

  test("only of tickets that are deleted already", async () => {
    const [gone, living] = [await deleted(), await make_ticket(admin)];
    expect((await admin.delete(`deleted_tickets/${living.id}`)).status).toBe(404);
    const query = { ids: `${gone.id},${living.id}` };
    const job = await run_job(admin, "DELETE", "deleted_tickets/destroy_many", { query });
    expect(job.results.map((one: Json) => one.success)).toEqual([true, false]);
    expect((await show(living.id)).id).toBe(living.id);
  });
});

describe("spam", () => {
  test("is deleted and its sender suspended", async () => {
    const sender = await make_user(admin);
    const { id } = await make_ticket(admin, { requester_id: sender.id });
    expect((await admin.put(`tickets/${id}/mark_as_spam`)).status).toBe(200);
    expect((await admin.get(`tickets/${id}`)).status).toBe(404);
    expect((await admin.ok("GET", `users/${sender.id}`)).user.suspended).toBe(true);
    expect(await deleted_ids()).toContain(id);
  });

  test("many at once, but agents are not suspended", async () => {
    const [sender, colleague] = [await make_user(admin), await make_agent(desk, [])];
    const one = await make_ticket(admin, { requester_id: sender.id });
    const two = await make_ticket(admin, { requester_id: colleague.id });
    const query = { ids: `${one.id},${two.id}` };
    const job = await run_job(admin, "PUT", "tickets/mark_many_as_spam", { query });
    expect(job.results.map((result: Json) => result.success)).toEqual([true, true]);
    expect((await admin.ok("GET", `users/${sender.id}`)).user.suspended).toBe(true);
    expect((await admin.ok("GET", `users/${colleague.id}`)).user.suspended).toBe(false);
  });
});
