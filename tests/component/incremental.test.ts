// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import {
  make_agent,
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

const ago = (seconds: number) => Math.floor(Date.now() / 1000) - seconds;

// Every item of an export by its cursor.
async function all(resource: string, query: Json = {}): Promise<Json[]> {
  let page = await admin.ok("GET", `incremental/${resource}/cursor`, { query: { start_time: ago(600), ...query } });
  const items = page[resource] as Json[];
  while (!page.end_of_stream) {
    page = await admin.ok("GET", page.after_url as string);
    items.push(...(page[resource] as Json[]));
  }
  return items;
}

describe("tickets", () => {
  test("by time: in the order of their change, deleted ones too, with generated_timestamp", async () => {
    const first = await make_ticket(admin);
    const second = await make_ticket(admin);
    const third = await make_ticket(admin);
    await update_ticket(admin, first.id, { priority: "high" });
    await admin.ok("DELETE", `tickets/${third.id}`);
    const body = await admin.ok("GET", "incremental/tickets", { query: { start_time: ago(600), include: "users" } });
    expect(body.tickets.map((one: Json) => one.id)).toEqual([second.id, first.id, third.id]);
    expect(body.tickets[1]).toMatchObject({ priority: "high" });
    expect(body.tickets[2].status).toBe("deleted");
    expect(body.count).toBe(3);
    expect(body.end_of_stream).toBe(true);
    expect(body.end_time).toBeGreaterThanOrEqual(ago(600));
    expect(body.next_page).toContain(`start_time=${body.end_time}`);
    expect(body.users.length).toBeGreaterThan(0);
    for (const one of body.tickets) expect(one.generated_timestamp).toBeGreaterThan(ago(600));
  });

  test("by cursor: pages hold each ticket once", async () => {
    for (let i = 0; i < 7; ++i) await make_ticket(admin);
    const ids = (await all("tickets", { per_page: 3 })).map((one) => one.id as number);
    expect(ids.length).toBeGreaterThanOrEqual(7);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("a page by time does not end within the second that it began in", async () => {
    for (let i = 0; i < 5; ++i) await make_ticket(admin);
    const everything = await admin.ok("GET", "incremental/tickets", { query: { start_time: ago(600) } });
    const seen = new Set<number>();
    let page = await admin.ok("GET", "incremental/tickets", { query: { start_time: ago(600), per_page: 2 } });
    for (let pages = 0; pages < 40; ++pages) {
      for (const one of page.tickets) seen.add(one.id as number);
      if (page.end_of_stream) break;
      page = await admin.ok("GET", page.next_page as string);
    }
    expect(seen.size).toBe(everything.tickets.length);
  });

  test("a sample has at most 50", async () => {
    const body = await admin.ok("GET", "incremental/tickets/sample", { query: { start_time: ago(600) } });
    expect(body.tickets.length).toBeLessThanOrEqual(50);
  });
});

describe("people", () => {
  test("users and organizations, changed and deleted", async () => {
    const user = await make_user(admin);
    const gone = await make_user(admin);
    const organization = await make_organization(admin);
    await admin.ok("DELETE", `users/${gone.id}`);
    await admin.ok("PUT", `users/${user.id}`, { json: { user: { name: "Renamed" } } });
    const users = await all("users");
    expect(users.find((one) => one.id === user.id)).toMatchObject({ name: "Renamed" });
    expect(users.find((one) => one.id === gone.id)).toMatchObject({ active: false });
    expect((await all("organizations")).map((one) => one.id)).toContain(organization.id);
    for (const path of ["users", "organizations", "users/sample", "organizations/sample"]) {
      const body = await admin.ok("GET", `incremental/${path}`, { query: { start_time: ago(600) } });
      expect(body.count).toBeGreaterThan(0);
    }
  });
});

describe("ticket events", () => {
  const events_of = async (id: number, include?: string) =>
    (
      (await admin.ok("GET", "incremental/ticket_events", { query: { start_time: ago(600), include } }))
        .ticket_events as Json[]
    ).filter((one) => one.ticket_id === id);

  test("audits with their changes, comments on demand", async () => {
    const word = unique("word");
    const { id } = await make_ticket(admin, { tags: ["red"], comment: { body: word } });
    await update_ticket(admin, id, { tags: ["blue"], status: "open" });
    const [created, changed] = await events_of(id);
    expect(created!.child_events.some((one: Json) => one.event_type === "Create" && one.subject)).toBe(true);
    const comment = created!.child_events.find((one: Json) => one.event_type === "Comment");
    expect(comment).toMatchObject({ comment_present: true, comment_public: true });
    expect(comment.body).toBeUndefined();
    const tags = changed!.child_events.find((one: Json) => one.tags);
    expect(tags).toMatchObject({
      tags: ["blue"],
      added_tags: ["blue"],
      removed_tags: ["red"],
      previous_value: ["red"],
    });
    const [with_comments] = await events_of(id, "comment_events");
    expect(with_comments!.child_events.find((one: Json) => one.event_type === "Comment").body).toBe(word);
  });
});

test("clocks of tickets", async () => {
  const { id } = await make_ticket(admin);
  await update_ticket(admin, id, { status: "solved" });
  const body = await admin.ok("GET", "incremental/ticket_metric_events", { query: { start_time: ago(600) } });
  const events = (body.ticket_metric_events as Json[]).filter((one) => one.ticket_id === id);
  expect(events.some((one) => one.metric === "resolution_time" && one.type === "activate")).toBe(true);
  expect(events.some((one) => one.metric === "resolution_time" && one.type === "fulfill")).toBe(true);
  expect(body.end_of_stream).toBe(true);
});

describe("refused", () => {
  test("a start that is too recent, none, or none at all; a forged cursor", async () => {
    const refused = async (query: Json) => (await admin.get("incremental/tickets", { query })).body.error as string;
    expect(await refused({ start_time: ago(10) })).toBe("StartTimeTooRecent");
    expect(await refused({})).toBe("InvalidValue");
    expect(await refused({ start_time: "yesterday" })).toBe("InvalidValue");
    expect(await refused({ start_time: "9".repeat(18) })).toBe("InvalidValue");
    expect(await refused({ start_time: ago(100), per_page: 0 })).toBe("InvalidValue");
    const forged = await admin.get("incremental/users/cursor", { query: { cursor: "bm9uZQ" } });
    expect(forged.status).toBe(400);
  });

  test("agents and customers", async () => {
    const agent = await make_agent(desk, []);
    const client = await sign_in(desk, agent);
    for (const path of ["tickets", "users/cursor", "organizations/sample", "ticket_events", "ticket_metric_events"])
      expect((await client.get(`incremental/${path}`, { query: { start_time: ago(100) } })).status).toBe(403);
  });
});
