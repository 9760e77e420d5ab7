// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_ticket, make_user, sign_in, unique, update_ticket } from "./harness/people.js";
import { Receiver } from "./harness/receiver.js";
import type { Received } from "./harness/receiver.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let receiver: Receiver;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

let made: string[] = [];
beforeEach(async () => {
  receiver = await Receiver.start();
});
afterEach(async () => {
  for (const id of made.splice(0)) await admin.delete(`webhooks/${id}`);
  await receiver.end();
});

const created = "zen:event-type:ticket.created";

async function make_webhook(fields: Json = {}): Promise<Json> {
  const webhook = { name: unique("hook"), endpoint: receiver.url, subscriptions: [created], ...fields };
  const reply = await admin.post("webhooks", { json: { webhook: webhook as Json } });
  expect(reply.status, reply.text).toBe(201);
  made.push(reply.body.webhook.id as string);
  return reply.body.webhook;
}

async function invocations(id: string, query: Record<string, string> = {}): Promise<Json[]> {
  return (await admin.ok("GET", `webhooks/${id}/invocations`, { query })).invocations as Json[];
}

// The log is written after the receiver's answer: asked for until it says so.
async function logged(id: string, done: (all: Json[]) => boolean, timeout = 60_000): Promise<Json[]> {
  await expect.poll(async () => done(await invocations(id)), { timeout }).toBe(true);
  return await invocations(id);
}

function about(received: Received[], ticket: Json): Received[] {
  return received.filter((one) => one.body && JSON.parse(one.body).subject === `zen:ticket:${ticket.id}`);
}

describe("webhooks as objects", () => {
  test("are made, shown, changed and removed", async () => {
    const webhook = await make_webhook({
      description: "Tells the shop",
      authentication: { type: "basic_auth", data: { username: "pult", password: "secret-1" }, add_position: "header" },
      custom_headers: { "X-Shop": "north" },
    });
    expect(webhook).toMatchObject({ status: "active", http_method: "POST", request_format: "json" });
    expect(webhook.authentication).toEqual({
      type: "basic_auth",
      data: { username: "pult" },
      add_position: "header",
    });
    const path = `webhooks/${webhook.id}`;
    expect((await admin.put(path, { json: { webhook: { name: "Renamed", status: "inactive" } } })).status).toBe(204);
    expect((await admin.send("PATCH", path, { json: { webhook: { description: null } } })).status).toBe(204);
    const shown = (await admin.ok("GET", path)).webhook;
    expect(shown).toMatchObject({ name: "Renamed", status: "inactive", description: null, endpoint: receiver.url });
    expect(shown.custom_headers).toEqual({ "X-Shop": "north" });
    expect(JSON.stringify(shown)).not.toContain("secret-1");
    expect((await admin.delete(path)).status).toBe(204);
    expect((await admin.get(path)).status).toBe(404);
    expect((await admin.get("webhooks/01ARZ3NDEKTSV4RRFFQ69G5FAV")).status).toBe(404);
  });

  test("are listed by name, status and page", async () => {
    const word = unique("listed");
    const names = ["c", "a", "b"].map((letter) => `${word} ${letter}`);
    for (const name of names) await make_webhook({ name, status: name.endsWith("b") ? "inactive" : "active" });
    const list = async (query: Record<string, string | number>) =>
      await admin.ok("GET", "webhooks", { query: { "filter[name_contains]": word.toUpperCase(), ...query } });
    expect((await list({ sort: "name" })).webhooks.map((one: Json) => one.name)).toEqual([...names].sort());
    expect((await list({ sort: "-name" })).webhooks.map((one: Json) => one.name)).toEqual([...names].sort().reverse());
    expect((await list({ "filter[status]": "inactive" })).webhooks).toHaveLength(1);
    for (const sort of ["name", "-name", "status", "-status"]) {
      const seen: string[] = [];
      let page = await list({ sort, "page[size]": 1 });
      for (;;) {
        seen.push(...page.webhooks.map((one: Json) => one.name));
        if (!page.meta.has_more) break;
        page = await admin.ok("GET", page.links.next as string);
      }
      expect([...seen].sort()).toEqual([...names].sort());
    }
    expect((await admin.get("webhooks", { query: { sort: "endpoint" } })).status).toBe(400);
    expect((await admin.get("webhooks", { query: { "page[size]": 10, "page[after]": "nonsense" } })).status).toBe(400);
  });

  test("a copy takes over what is not named, secrets too", async () => {
    const original = await make_webhook({
      authentication: { type: "bearer_token", data: { token: "t-123" }, add_position: "header" },
    });
    const copy = await admin.ok("POST", "webhooks", {
      query: { clone_webhook_id: original.id as string },
      json: { webhook: { name: "Copy" } },
    });
    made.push(copy.webhook.id as string);
    expect(copy.webhook).toMatchObject({ name: "Copy", endpoint: original.endpoint, subscriptions: [created] });
    const ticket = await make_ticket(admin);
    const calls = about(await receiver.until((all) => about(all, ticket).length === 2), ticket);
    for (const call of calls) expect(call.headers.authorization).toBe("Bearer t-123");
  });

  test.each([
    ["a blank name", { name: " " }, "name"],
    ["no endpoint", { endpoint: "" }, "endpoint"],
    ["another scheme", { endpoint: "ftp://example.com/" }, "endpoint"],
    ["a private address", { endpoint: "http://10.0.0.7/" }, "endpoint"],
    ["the metadata of a cloud", { endpoint: "http://169.254.169.254/latest" }, "endpoint"],
    ["another loopback address", { endpoint: "http://127.0.0.2:1/" }, "endpoint"],
    ["loopback in disguise", { endpoint: "http://0x7f000002/" }, "endpoint"],
    ["IPv6 loopback", { endpoint: "http://[::1]:80/" }, "endpoint"],
    ["another method", { http_method: "TRACE", subscriptions: [] }, "http_method"],
    ["another format", { request_format: "yaml", subscriptions: [] }, "request_format"],
    ["an unknown event", { subscriptions: ["zen:event-type:moon.full"] }, "subscriptions"],
    ["events by GET", { http_method: "GET" }, "subscriptions"],
    ["half a proof", { authentication: { type: "basic_auth", data: { username: "x" } } }, "authentication"],
    ["an unknown proof", { authentication: { type: "magic", data: {} } }, "authentication"],
    ["a header of ours", { custom_headers: { Host: "example.com" } }, "custom_headers"],
    ["a signature of one's own", { custom_headers: { "X-Zendesk-Webhook-Signature": "x" } }, "custom_headers"],
    ["two lines in a header", { custom_headers: { "X-A": "b\r\nX-C: d" } }, "custom_headers"],
  ])("%s is refused", async (_what, fields, field) => {
    const webhook = { name: "x", endpoint: receiver.url, subscriptions: [created], ...fields };
    const reply = await admin.post("webhooks", { json: { webhook } });
    expect(reply.status).toBe(422);
    expect(Object.keys(reply.body.details as object)).toEqual([field]);
  });

  test("nobody but admins sees or makes them", async () => {
    const webhook = await make_webhook();
    const agent = await sign_in(desk, await make_agent(desk, []));
    for (const path of ["webhooks", `webhooks/${webhook.id}`, `webhooks/${webhook.id}/signing_secret`])
      expect((await agent.get(path)).status).toBe(403);
    expect((await agent.post("webhooks", { json: { webhook: { name: "x" } } })).status).toBe(403);
    expect((await desk.anonymous().get("webhooks")).status).toBe(401);
  });
});

describe("delivery", () => {
  test("a new ticket is told, signed, with the proof and the headers that were set", async () => {
    const webhook = await make_webhook({
      authentication: { type: "api_key", data: { name: "X-Api-Key", value: "key-9" }, add_position: "header" },
      custom_headers: { "X-Shop": "north" },
    });
    const { secret } = (await admin.ok("GET", `webhooks/${webhook.id}/signing_secret`)).signing_secret;
    const ticket = await make_ticket(admin, { priority: "urgent", tags: ["vip"] });
    const [call] = about(await receiver.until((all) => about(all, ticket).length > 0), ticket) as [Received];
    expect(call.method).toBe("POST");
    expect(call.headers["content-type"]).toContain("application/json");
    expect(call.headers["user-agent"]).toBe("Zendesk Webhook");
    expect(call.headers["x-api-key"]).toBe("key-9");
    expect(call.headers["x-shop"]).toBe("north");
    expect(call.headers["x-zendesk-webhook-id"]).toBe(webhook.id);
    const stamp = call.headers["x-zendesk-webhook-signature-timestamp"] as string;
    const signature = createHmac("sha256", secret as string).update(stamp + call.body).digest("base64");
    expect(call.headers["x-zendesk-webhook-signature"]).toBe(signature);
    const payload = JSON.parse(call.body) as Json;
    expect(payload).toMatchObject({
      type: created,
      subject: `zen:ticket:${ticket.id}`,
      zendesk_event_version: "2022-11-06",
      detail: {
        id: String(ticket.id),
        subject: ticket.subject,
        status: "NEW",
        priority: "URGENT",
        tags: ["vip"],
        description: "Hello, my kettle does not boil.",
        requester_id: String(ticket.requester_id),
        via: { channel: "api" },
      },
    });
    const [entry] = await logged(webhook.id, (all) => all[0]?.status === "success");
    expect(entry).toMatchObject({ status_code: 200, attempts: 1, event_type: created });
    expect(entry.id).toBe(call.headers["x-zendesk-webhook-invocation-id"]);
    const { attempts } = await admin.ok("GET", `webhooks/${webhook.id}/invocations/${entry.id}/attempts`);
    expect(attempts).toHaveLength(1);
    expect(attempts[0]).toMatchObject({ status: "success", status_code: 200, response: { payload: "fine" } });
    expect(attempts[0].request.payload).toBe(call.body);
    expect(JSON.stringify(attempts)).not.toContain("key-9");
  });

  test("each change is an event of its own", async () => {
    const types = ["status_changed", "priority_changed", "tags_changed", "comment_added", "agent_assignment_changed"];
    await make_webhook({ subscriptions: types.map((type) => `zen:event-type:ticket.${type}`) });
    const ticket = await make_ticket(admin, { tags: ["old", "both"] });
    const me = (await admin.ok("GET", "users/me")).user;
    await update_ticket(admin, ticket.id as number, {
      status: "pending",
      priority: "low",
      tags: ["both", "new"],
      assignee_id: me.id,
      comment: { body: "A private word", public: false },
    });
    const calls = about(await receiver.until((all) => about(all, ticket).length === types.length), ticket);
    const events = new Map(calls.map((call) => JSON.parse(call.body) as Json).map((one) => [one.type, one]));
    const event = (type: string) => events.get(`zen:event-type:ticket.${type}`).event as Json;
    expect(event("status_changed")).toMatchObject({ current: "PENDING", previous: "NEW" });
    expect(event("priority_changed")).toMatchObject({ current: "LOW", previous: null });
    expect(event("tags_changed")).toMatchObject({ tags_added: ["new"], tags_removed: ["old"] });
    expect(event("agent_assignment_changed")).toMatchObject({ current: String(me.id), previous: null });
    expect(event("comment_added").comment).toMatchObject({
      body: "A private word",
      is_public: false,
      author: { id: String(me.id), is_staff: true, name: "Ada Admin" },
    });
    const sequences = new Set([...events.values()].map((one: Json) => one.event.meta.sequence.id));
    expect(sequences.size).toBe(1);
  });

  test("people and organizations are told as well", async () => {
    const types = ["user.created", "user.merged", "user.role_changed", "user.name_changed", "organization.created"];
    await make_webhook({ subscriptions: types.map((type) => `zen:event-type:${type}`) });
    const user = await make_user(admin, { name: "Nora New" });
    await admin.ok("PUT", `users/${user.id}`, { json: { user: { name: "Nora Old", role: "agent" } } });
    const winner = await make_user(admin);
    const loser = await make_user(admin);
    await admin.ok("PUT", `users/${loser.id}/merge`, { json: { user: { id: winner.id } } });
    const organization = { name: unique("told") };
    const made_organization = (await admin.ok("POST", "organizations", { json: { organization } })).organization;
    const calls = await receiver.until((all) => all.length >= types.length + 2); // three were made
    const bodies = calls.map((call) => JSON.parse(call.body) as Json);
    const told = new Map(bodies.map((one) => [one.type, one]));
    expect([...told.keys()].sort()).toEqual(types.map((type) => `zen:event-type:${type}`).sort());
    // Two calls may overtake each other.
    const made = bodies.find((one) => one.type === "zen:event-type:user.created" && one.detail.id === String(loser.id));
    expect(made).toMatchObject({
      subject: `zen:user:${loser.id}`,
      detail: { email: loser.email, role: "end-user" },
    });
    expect(told.get("zen:event-type:user.merged")).toMatchObject({
      subject: `zen:user:${loser.id}`,
      event: { user: { id: String(winner.id) } },
    });
    expect(told.get("zen:event-type:user.role_changed").event).toMatchObject({
      current: "agent",
      previous: "end-user",
    });
    expect(told.get("zen:event-type:organization.created").subject).toBe(`zen:organization:${made_organization.id}`);
  });

  test("503 is tried again under the same id, 500 is not", async () => {
    const webhook = await make_webhook();
    receiver.answer_next({ status: 503, headers: { "retry-after": "1" } }, { status: 201 });
    const ticket = await make_ticket(admin);
    const calls = about(await receiver.until((all) => about(all, ticket).length === 2), ticket);
    expect(calls[0]!.headers["x-zendesk-webhook-invocation-id"]).toBe(
      calls[1]!.headers["x-zendesk-webhook-invocation-id"],
    );
    const [entry] = await logged(webhook.id, (all) => all[0]?.status === "success");
    expect(entry).toMatchObject({ attempts: 2, status_code: 201 });
    const { attempts } = await admin.ok("GET", `webhooks/${webhook.id}/invocations/${entry.id}/attempts`);
    expect(attempts.map((one: Json) => one.status_code)).toEqual([503, 201]);

    receiver.answer_next({ status: 500, body: "broken" });
    await make_ticket(admin);
    const [failed] = await logged(webhook.id, (all) => all.length === 2 && all[0].status !== "pending");
    expect(failed).toMatchObject({ status: "failed", status_code: 500, attempts: 1, next_attempt_at: null });
    expect(await invocations(webhook.id, { "filter[status]": "failed" })).toHaveLength(1);
    expect(await invocations(webhook.id, { "filter[from_ts]": "2100-01-01T00:00:00Z" })).toHaveLength(0);
  });

  test("a receiver that mostly fails is left alone, and nothing is lost", async () => {
    const webhook = await make_webhook();
    receiver.answer_always({ status: 500 });
    const tickets = [];
    for (let i = 0; i < 10; ++i) tickets.push(await make_ticket(admin));
    await logged(webhook.id, (all) => all.filter((one) => one.status === "failed").length === 10);
    receiver.answer_always({ status: 200 });
    const before = receiver.received.length;
    const waiting = await make_ticket(admin);
    const [entry] = await logged(webhook.id, (all) => all[0]?.status === "circuit broken");
    expect(entry.attempts).toBe(0);
    expect(receiver.received.length).toBe(before);
    const calls = await receiver.until((all) => about(all, waiting).length === 1);
    expect(about(calls, waiting)).toHaveLength(1);
    await logged(webhook.id, (all) => all[0]?.status === "success");
  });

  test("an inactive or removed webhook is not called", async () => {
    const webhook = await make_webhook();
    await admin.put(`webhooks/${webhook.id}`, { json: { webhook: { status: "inactive" } } });
    const other = await make_webhook();
    const ticket = await make_ticket(admin);
    const calls = about(await receiver.until((all) => about(all, ticket).length === 1), ticket);
    expect(calls[0]!.headers["x-zendesk-webhook-id"]).toBe(other.id);
    expect(await invocations(webhook.id)).toHaveLength(0);
  });

  test("a new secret signs what comes after", async () => {
    const webhook = await make_webhook();
    const path = `webhooks/${webhook.id}/signing_secret`;
    const old = (await admin.ok("GET", path)).signing_secret.secret;
    const reply = await admin.post(path);
    expect(reply.status).toBe(201);
    const { secret } = reply.body.signing_secret;
    expect(secret).not.toBe(old);
    const ticket = await make_ticket(admin);
    const [call] = about(await receiver.until((all) => about(all, ticket).length === 1), ticket) as [Received];
    const stamp = call.headers["x-zendesk-webhook-signature-timestamp"] as string;
    expect(call.headers["x-zendesk-webhook-signature"]).toBe(
      createHmac("sha256", secret as string).update(stamp + call.body).digest("base64"),
    );
  });

  test("nothing is lost when the server is killed; what comes twice has the same id", async () => {
    const webhook = await make_webhook();
    receiver.answer_always({ status: 503, headers: { "retry-after": "2" } });
    const tickets: Json[] = [];
    for (let i = 0; i < 5; ++i) tickets.push(await make_ticket(admin));
    await receiver.until((all) => all.length >= 1);
    await desk.restart("kill");
    admin = desk.admin();
    receiver.answer_always({ status: 200 });
    // What was under way belongs to the killed server until its lease ends.
    await logged(webhook.id, (all) => all.length === 5 && all.every((one) => one.status === "success"));
    for (const ticket of tickets) {
      const calls = about(receiver.received, ticket);
      expect(calls.length).toBeGreaterThanOrEqual(1);
      expect(new Set(calls.map((one) => one.headers["x-zendesk-webhook-invocation-id"])).size).toBe(1);
    }
  }, 120_000);
});

describe("test calls", () => {
  test("tell what the receiver said", async () => {
    receiver.answer_next({ status: 418, headers: { "x-pot": "tea" }, body: "short and stout" });
    const reply = await admin.ok("POST", "webhooks/test", {
      json: {
        request: {
          endpoint: receiver.url,
          http_method: "PUT",
          request_format: "json",
          payload: { hello: "there" },
          authentication: { type: "bearer_token", data: { token: "abc" } },
        },
      },
    });
    expect(reply.response).toMatchObject({ status: 418, payload: "short and stout" });
    expect(reply.response.headers).toContainEqual({ key: "x-pot", value: "tea" });
    expect(receiver.received[0]).toMatchObject({ method: "PUT", body: '{"hello":"there"}' });
    expect(receiver.received[0]!.headers.authorization).toBe("Bearer abc");
  });

  test("of a stored webhook use its proof", async () => {
    const webhook = await make_webhook({
      authentication: { type: "basic_auth", data: { username: "u", password: "p" }, add_position: "header" },
    });
    const query = { webhook_id: webhook.id as string };
    await admin.ok("POST", "webhooks/test", { query, json: { request: { payload: "plain" } } });
    expect(receiver.received[0]!.body).toBe("plain");
    expect(receiver.received[0]!.headers.authorization).toBe(`Basic ${Buffer.from("u:p").toString("base64")}`);
  });

  test("do not reach inside, and a silent server is told", async () => {
    const request = { endpoint: "http://127.0.0.3:9/", http_method: "GET" };
    expect((await admin.post("webhooks/test", { json: { request } })).status).toBe(422);
    const gone = await Receiver.start();
    const endpoint = gone.url;
    await gone.end();
    const reply = await admin.ok("POST", "webhooks/test", { json: { request: { endpoint, http_method: "GET" } } });
    expect(reply.response.status).toBe(0);
    expect(reply.response.payload).not.toBe("");
  });
});
