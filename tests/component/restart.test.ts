// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Json } from "./harness/client.js";
import {
  comments_of,
  make_agent,
  make_group,
  make_ticket,
  make_user,
  sign_in,
  update_ticket,
} from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.start();
});
afterAll(() => desk?.end());

async function everything(): Promise<Json> {
  const admin = desk.admin();
  const paths = [
    "tickets",
    "users",
    "groups",
    "group_memberships",
    "organizations",
    "views",
    "tags",
    "views/3/count",
  ];
  const found: Record<string, string> = {};
  for (const path of paths) found[path] = (await admin.get(path)).text.replaceAll(desk.url, "");
  return found;
}

test("a polite restart keeps everything, sessions too", async () => {
  const admin = desk.admin();
  const group = await make_group(admin);
  const agent = await make_agent(desk, [group.id]);
  const session = await sign_in(desk, agent);
  const { token } = (
    await admin.ok("POST", "uploads", { query: { filename: "kept.txt" }, raw: "kept", content_type: "text/plain" })
  ).upload;
  const ticket = await make_ticket(session, { group_id: group.id, tags: ["kept"], comment: { body: "x" } });
  await update_ticket(admin, ticket.id, { status: "pending", comment: { body: "with file", uploads: [token] } });
  const before = await everything();
  await desk.restart("stop");
  expect(await everything()).toEqual(before);
  const cookie = { headers: { cookie: session.cookie } };
  expect((await desk.anonymous().ok("GET", "users/me", cookie)).user.id).toBe(agent.id);
  const file = (await comments_of(desk.admin(), ticket.id))[1].attachments[0];
  expect((await desk.admin().get(file.content_url as string)).text).toBe("kept");
});

test("kill -9 while people write loses nothing that was acknowledged, and tears nothing", async () => {
  for (let round = 0; round < 3; ++round) {
    const admin = desk.admin();
    const requester = await make_user(admin);
    const acknowledged: { id: number; subject: string }[] = [];
    const write = async (writer: number) => {
      for (let i = 0; ; ++i) {
        const subject = `round ${round} writer ${writer} ticket ${i}`;
        try {
          const ticket = await make_ticket(admin, { subject, requester_id: requester.id });
          acknowledged.push({ id: ticket.id as number, subject });
        } catch {
          return; // the server is gone
        }
      }
    };
    const writers = Array.from({ length: 6 }, (_, writer) => write(writer));
    while (acknowledged.length < 20) await new Promise((resolve) => setTimeout(resolve, 5));
    await desk.restart("kill");
    await Promise.all(writers);
    const after = desk.admin();
    const found = new Map<number, Json>();
    let page = await after.ok("GET", `users/${requester.id}/tickets/requested`, { query: { "page[size]": 100 } });
    for (;;) {
      for (const ticket of page.tickets as Json[]) found.set(ticket.id as number, ticket);
      if (!page.meta.has_more) break;
      page = await after.ok("GET", page.links.next as string);
    }
    for (const { id, subject } of acknowledged) expect(found.get(id)?.subject).toBe(subject);
    for (const ticket of found.values()) expect(ticket.comment_count).toBe(1);
    const { user_related } = await after.ok("GET", `users/${requester.id}/related`);
    expect(user_related.requested_tickets).toBe(found.size);
  }
});
