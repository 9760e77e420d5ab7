// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_group, make_user, sign_in, unique } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

async function entries(query: Record<string, string | string[]> = {}): Promise<Json[]> {
  return (await admin.ok("GET", "audit_logs", { query })).audit_logs as Json[];
}
const newest = async () => (await entries())[0];

describe("what admins do", () => {
  test("making, changing and removing a group is written down", async () => {
    const name = unique("group");
    const group = await make_group(admin, name);
    expect(await newest()).toMatchObject({
      action: "create",
      action_label: "Created",
      source_type: "group",
      source_id: group.id,
      source_label: name,
      actor_name: "Ada Admin",
      ip_address: "127.0.0.1",
      change_description: expect.stringContaining(name) as unknown,
    });
    await admin.ok("PUT", `groups/${group.id}`, { json: { group: { name: `${name} 2`, is_public: false } } });
    const changed = await newest();
    expect(changed.action).toBe("update");
    expect(changed.change_description).toContain(`name: "${name}" -> "${name} 2"`);
    expect(changed.change_description).toContain("is_public: true -> false");
    expect(changed.change_description).not.toContain("description:");
    await admin.delete(`groups/${group.id}`);
    expect(await newest()).toMatchObject({ action: "destroy", source_id: group.id, source_label: `${name} 2` });
    const shown = await admin.ok("GET", changed.url as string);
    expect(shown.audit_log).toEqual(changed);
    expect((await admin.get("audit_logs/999999")).status).toBe(404);
  });

  test("a change that changes nothing or fails is not", async () => {
    const group = await make_group(admin);
    const before = await newest();
    await admin.ok("PUT", `groups/${group.id}`, { json: { group: { name: group.name } } });
    await admin.post("groups", { json: { group: { name: "" } } });
    await admin.put("groups/999999", { json: { group: { name: "x" } } });
    expect((await newest()).id).toBe(before.id);
  });

  test("rights of people, but not their names", async () => {
    const user = await make_user(admin);
    const before = await newest();
    await admin.ok("PUT", `users/${user.id}`, { json: { user: { name: "Another Name" } } });
    expect((await newest()).id).toBe(before.id);
    await admin.ok("PUT", `users/${user.id}`, { json: { user: { role: "agent" } } });
    expect(await newest()).toMatchObject({
      source_type: "user",
      source_id: user.id,
      source_label: "Another Name",
      change_description: expect.stringContaining('role: "end-user" -> "agent"') as unknown,
    });
    await admin.ok("PUT", `users/${user.id}/password`, { json: { password: "very secret words" } });
    const password = await newest();
    expect(password).toMatchObject({ source_type: "user", source_id: user.id });
    expect(JSON.stringify(password)).not.toContain("very secret");
  });

  test("secrets are not written", async () => {
    const mailbox = {
      address: `${unique("box")}@example.com`,
      imap: { host: "imap.example.com", port: 993, security: "tls", username: "u", password: "hush-hush" },
    };
    await admin.ok("POST", "mailboxes", { json: { mailbox } });
    const webhook = {
      name: unique("hook"),
      endpoint: "https://example.com/x",
      authentication: { type: "bearer_token", data: { token: "hush-hush" } },
    };
    await admin.ok("POST", "webhooks", { json: { webhook } });
    const list = await entries();
    expect(list.map((one) => one.source_type)).toEqual(expect.arrayContaining(["mailbox", "webhook"]));
    expect(JSON.stringify(list)).not.toContain("hush-hush");
  });

  test("sign-ins of staff", async () => {
    const agent = await make_agent(desk, []);
    await sign_in(desk, agent);
    expect(await newest()).toMatchObject({ action: "login", actor_id: agent.id, source_type: "user" });
  });
});

describe("the list", () => {
  test("is filtered and paged", async () => {
    const mine = await make_agent(desk, []);
    await sign_in(desk, mine);
    const id = String(mine.id);
    const logins = await entries({ "filter[action]": "login", "filter[actor_id]": id });
    expect(logins).toHaveLength(1);
    expect(await entries({ "filter[source_type]": "user", "filter[source_id]": id })).not.toHaveLength(0);
    expect(await entries({ "filter[ip_address]": "192.0.2.1" })).toHaveLength(0);
    const times = (from: string, to: string) => entries({ "filter[created_at]": [from, to] });
    expect(await times("2001-01-01T00:00:00Z", "2002-01-01T00:00:00Z")).toHaveLength(0);
    expect(await times("2001-01-01T00:00:00Z", "2101-01-01T00:00:00Z")).not.toHaveLength(0);
    for (const query of [
      { "filter[created_at]": "2001-01-01T00:00:00Z" },
      { "filter[created_at]": ["x", "y"] },
      { "filter[actor_id]": "me" },
      { sort_by: "actor" },
    ])
      expect((await admin.get("audit_logs", { query })).status).toBe(400);

    const all = await admin.ok("GET", "audit_logs");
    const seen: number[] = [];
    let page = await admin.ok("GET", "audit_logs", { query: { "page[size]": 3 } });
    for (;;) {
      seen.push(...page.audit_logs.map((one: Json) => one.id));
      if (!page.meta.has_more) break;
      page = await admin.ok("GET", page.links.next as string);
    }
    expect(seen).toEqual(all.audit_logs.map((one: Json) => one.id));
    expect(all.count).toBe(seen.length);
    const oldest_first = await entries({ sort_order: "asc" });
    expect(oldest_first.map((one) => one.id)).toEqual([...seen].reverse());
  });

  test("is exported as CSV, which is written down itself", async () => {
    const reply = await admin.post("audit_logs/export", { query: { "filter[action]": "create" } });
    expect(reply.status).toBe(202);
    const file = await admin.get(reply.body.export.content_url as string);
    expect(file.headers.get("content-type")).toContain("text/csv");
    const lines = file.text.trim().split("\n");
    expect(lines[0]!.trim()).toBe('"time","actor","ip","action","type","id","label","change"');
    expect(lines.slice(1).every((line) => line.includes('"create"'))).toBe(true);
    expect((await newest()).action).toBe("exported");
  });

  test("is for admins", async () => {
    const agent = await sign_in(desk, await make_agent(desk, []));
    for (const path of ["audit_logs", "audit_logs/1", "audit_logs/export"])
      expect((await agent.get(path)).status).toBe(403);
    expect((await agent.post("audit_logs/export")).status).toBe(403);
    expect((await desk.anonymous().get("audit_logs")).status).toBe(401);
  });
});
