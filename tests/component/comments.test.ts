// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
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
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

describe("comments", () => {
  test("come in order, either way", async () => {
    const { id } = await make_ticket(admin, { comment: { body: "first" } });
    for (const body of ["second", "third"]) await update_ticket(admin, id, { comment: { body } });
    const bodies = async (query: Record<string, string>) =>
      ((await admin.ok("GET", `tickets/${id}/comments`, { query })).comments as Json[]).map(
        (one) => one.body as string,
      );
    expect(await bodies({})).toEqual(["first", "second", "third"]);
    expect(await bodies({ sort: "-created_at" })).toEqual(["third", "second", "first"]);
    expect(await bodies({ sort_order: "desc" })).toEqual(["third", "second", "first"]);
    expect(await bodies({ "page[size]": "2", sort: "-created_at" })).toEqual(["third", "second"]);
  });

  test("are by the caller; agents may write for somebody else", async () => {
    const requester = await make_user(admin);
    const { id } = await make_ticket(admin, {
      requester_id: requester.id,
      comment: { body: "by phone", author_id: requester.id },
    });
    await update_ticket(admin, id, { comment: { body: "mine" } });
    const me = (await admin.ok("GET", "users/me")).user;
    expect((await comments_of(admin, id)).map((comment) => comment.author_id)).toEqual([requester.id, me.id]);
  });

  test("of a customer never carry another author", async () => {
    const agent = await make_agent(desk, []);
    const customer = await sign_in(desk, await make_user(admin));
    const { id } = await make_ticket(customer);
    const json = { ticket: { comment: { body: "I am the boss", author_id: agent.id } } };
    const reply = await customer.put(`tickets/${id}`, { json });
    if (reply.status === 200) {
      expect((await comments_of(admin, id)).map((comment) => comment.author_id)).not.toContain(agent.id);
    } else {
      expect([403, 422]).toContain(reply.status);
    }
  });

  test("made through the API were no mails", async () => {
    const { id } = await make_ticket(admin);
    const [comment] = await comments_of(admin, id);
    expect(comment).toMatchObject({
      from_mail: false,
      classification: null,
      has_more: false,
      has_remote_images: false,
    });
    expect(comment.visible_body).toBe(comment.plain_body);
    expect((await admin.get(`tickets/${id}/comments/${comment.id}/email`)).status).toBe(404);
    expect((await admin.get(`tickets/${id}/comments/${comment.id}/email/raw`)).status).toBe(404);
  });

  test("are reached through their own ticket only", async () => {
    const one = await make_ticket(admin);
    const other = await make_ticket(admin);
    const [comment] = await comments_of(admin, one.id);
    expect((await admin.get(`tickets/${other.id}/comments/${comment.id}/email`)).status).toBe(404);
  });

  test("remote images are kept back", async () => {
    const html_body = '<p>See <img src="https://tracker.example/pixel.gif?u=1" alt="pixel"></p>';
    const { id } = await make_ticket(admin, { comment: { html_body } });
    const [comment] = await comments_of(admin, id);
    expect(comment.has_remote_images).toBe(true);
    expect(comment.html_body).toContain('data-remote-src="https://tracker.example/pixel.gif?u=1"');
    expect(comment.html_body).not.toMatch(/\ssrc=/);
  });

  const hostile = [
    '<a href="javascript:alert(1)">x</a>',
    "<svg onload=alert(1)><animate onbegin=alert(1)></svg>",
    '<div style="background:url(https://evil.example/x)">x</div>',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    '<form action="https://evil.example"><input name=password></form>',
    '</div></div><base href="https://evil.example/">',
    '<img src="/api/v2/session" onerror=alert(1)>',
  ];
  test.each(hostile)("nothing active survives: %s", async (html_body) => {
    const { id } = await make_ticket(admin, { comment: { html_body: `<p>text</p>${html_body}` } });
    const html = (await comments_of(admin, id))[0].html_body as string;
    expect(html).not.toMatch(/<(script|iframe|svg|math|form|input|base|object|embed|meta|link)\b/i);
    expect(html).not.toMatch(/javascript:|srcdoc|url\(/i);
    expect(html.replace(/"[^"]*"/g, '""')).not.toMatch(/\son\w+\s*=/i); // values in quotes are text
    expect(html.match(/<div\b/g)?.length ?? 0).toBe(html.match(/<\/div>/g)?.length ?? 0);
  });
});

describe("audits", () => {
  test("tell every change, oldest first, with strings for ids", async () => {
    const group = await make_group(admin);
    const agent = await make_agent(desk, [group.id]);
    const made = await make_ticket(admin, { tags: ["a"] });
    await update_ticket(admin, made.id, { group_id: group.id, assignee_id: agent.id, tags: ["a", "b"] });
    await update_ticket(admin, made.id, { status: "pending", comment: { body: "answer" } });
    await update_ticket(admin, made.id, { comment: { body: "note", public: false } });
    const audits = (await admin.ok("GET", `tickets/${made.id}/audits`)).audits as Json[];
    expect(audits).toHaveLength(4);
    const events = audits.map((audit) => audit.events as Json[]);
    const me = (await admin.ok("GET", "users/me")).user;
    for (const audit of audits) expect(audit).toMatchObject({ ticket_id: made.id, author_id: me.id });

    const created = new Map(
      events[0]!.filter((event) => event.type === "Create").map((event) => [event.field_name, event.value]),
    );
    expect(created.get("requester_id")).toBe(String(made.requester_id));
    expect(created.get("status")).toBe("new");
    expect(created.get("subject")).toBe(made.subject);

    const changed = new Map(
      events[1]!.filter((event) => event.type === "Change").map((event) => [event.field_name, event]),
    );
    expect(changed.get("assignee_id")).toMatchObject({ value: String(agent.id), previous_value: null });
    expect(changed.get("group_id")).toMatchObject({ value: String(group.id), previous_value: null });
    expect(changed.get("status")).toMatchObject({ value: "open", previous_value: "new" });
    expect(changed.get("tags")?.value).toEqual(["a", "b"]);

    const comment = events[2]!.find((event) => event.type === "Comment");
    expect(comment).toMatchObject({ body: "answer", public: true, audit_id: audits[2].id });
    expect(events[3]!.find((event) => event.type === "Comment")).toMatchObject({ body: "note", public: false });
    const ids = (await comments_of(admin, made.id)).map((one) => one.audit_id as number);
    expect(ids).toEqual([audits[0].id, audits[2].id, audits[3].id]);
  });

  test("tell tags, deletions of values and collaborators of tag requests too", async () => {
    const { id } = await make_ticket(admin, { tags: ["x"], priority: "low" });
    await admin.ok("PUT", `tickets/${id}/tags`, { json: { tags: ["y"] } });
    await update_ticket(admin, id, { priority: null });
    const audits = (await admin.ok("GET", `tickets/${id}/audits`)).audits as Json[];
    const changes = audits.flatMap((audit) => audit.events as Json[]).filter((event) => event.type === "Change");
    expect(changes.find((event) => event.field_name === "tags")?.value).toEqual(expect.arrayContaining(["x", "y"]));
    expect(changes.find((event) => event.field_name === "priority")).toMatchObject({
      value: null,
      previous_value: "low",
    });
  });

  test("are not for customers", async () => {
    const customer = await sign_in(desk, await make_user(admin));
    const { id } = await make_ticket(customer);
    expect([403, 404]).toContain((await customer.get(`tickets/${id}/audits`)).status);
  });
});
