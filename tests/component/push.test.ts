// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { Client } from "./harness/client.js";
import type { Json, SessionClient } from "./harness/client.js";
import { make_agent, make_ticket, sign_in, unique, update_ticket } from "./harness/people.js";
import { PushService } from "./harness/push_service.js";
import type { Browser, Push } from "./harness/push_service.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let service: PushService;
let agent: Json;
let client: SessionClient;
beforeAll(async () => {
  desk = await Desk.start();
});
afterAll(() => desk?.end());
beforeEach(async () => {
  admin = desk.admin();
  service = await PushService.start();
  agent = await make_agent(desk, [], { name: unique("Petra Pushed") });
  client = await sign_in(desk, agent);
});
afterEach(() => service.end());

async function subscribe(of: Client = client, browser: Browser = service.browser()): Promise<[Browser, Json]> {
  const push_subscription = { ...browser.subscription(), name: "Firefox on a laptop" };
  const made = await of.ok("POST", "push_subscriptions", { json: { push_subscription } });
  return [browser, made.push_subscription];
}
const assign = (fields: Json = {}): Promise<Json> => make_ticket(admin, { assignee_id: agent.id, ...fields });
const about = (ticket: Json) => (all: Push[]) => all.some((one) => one.message.url === `/tickets/${ticket.id}`);
const first = (all: Push[]): Push => all[0]!;

test("what happens reaches the browser, encrypted, in the agent's language", async () => {
  await client.ok("PUT", "users/me/settings", { json: { settings: { locale: "cs" } } });
  const [browser, subscription] = await subscribe();
  expect(subscription).toMatchObject({
    name: "Firefox on a laptop",
    service: service.origin,
    is_current_session: true,
    last_success_at: null,
  });
  const ticket = await assign({ subject: "Čajník nevaří", comment: { body: "Je studený" } });
  const push = first(await service.until(browser, about(ticket)));
  expect(push.message).toMatchObject({
    title: `Přiděleno vám: #${ticket.id}`,
    body: "Čajník nevaří\nAda Admin: Je studený",
    url: `/tickets/${ticket.id}`,
    tag: `ticket-${ticket.id}`,
    lang: "cs",
  });
  expect(push.headers).toMatchObject({
    "content-encoding": "aes128gcm",
    urgency: "high",
    topic: `ticket-${ticket.id}`,
  });
  expect(Number(push.headers.ttl)).toBeGreaterThan(3600);
  await expect
    .poll(async () => (await client.ok("GET", `push_subscriptions/${subscription.id}`)).push_subscription)
    .toMatchObject({ last_success_at: expect.any(String) as string, last_error: null });
});

test("the key of the desk stays the same after a restart", async () => {
  const { public_key } = await client.ok("GET", "push_subscriptions/key");
  expect(Buffer.from(public_key as string, "base64url")).toHaveLength(65);
  await desk.restart("stop");
  const again = await sign_in(desk, agent);
  expect((await again.ok("GET", "push_subscriptions/key")).public_key).toBe(public_key);
});

test("what was seen at once, and what is in the app only, is not pushed", async () => {
  const [browser] = await subscribe();
  const seen = await assign();
  await client.ok("PUT", "notifications/mark_read", { json: { ticket_id: seen.id } });
  await client.ok("PUT", "users/me/notification_settings", {
    json: { notification_settings: { kinds: { assigned: { push: false } } } },
  });
  await assign();
  await client.ok("PUT", "users/me/notification_settings", {
    json: { notification_settings: { kinds: { assigned: { push: true } } } },
  });
  const told = await assign();
  // Messages leave in the order they fall due.
  const all = await service.until(browser, about(told));
  expect(all.map((one) => one.message.url)).toEqual([`/tickets/${told.id}`]);
});

test("quiet hours hold pushes back, not a test that was asked for", async () => {
  const [browser, subscription] = await subscribe();
  const quiet = (enabled: boolean) =>
    client.ok("PUT", "users/me/notification_settings", {
      json: { notification_settings: { quiet_hours: { enabled, from: "00:00", to: "00:00" } } },
    });
  await quiet(true);
  await assign();
  expect((await client.post(`push_subscriptions/${subscription.id}/test`)).status).toBe(204);
  const all = await service.until(browser, (some) => some.length > 0);
  expect(all.map((one) => one.message.kind)).toEqual(["test"]);
});

test("many at once become one", async () => {
  const [browser] = await subscribe();
  const ids = [];
  for (let i = 0; i < 6; ++i) ids.push((await make_ticket(admin)).id as number);
  await admin.ok("PUT", "tickets/update_many", {
    query: { ids: ids.join(",") },
    json: { ticket: { assignee_id: agent.id } },
  });
  const all = await service.until(browser, (some) => some.some((one) => one.message.kind === "summary"));
  expect(first(all).message).toMatchObject({ title: "New notifications: 6", url: "/" });
});

test("429 and 503 are tried again, 410 ends it", async () => {
  const [browser, subscription] = await subscribe();
  service.answer_next({ status: 503 }, { status: 429, headers: { "retry-after": "1" } });
  const ticket = await assign();
  await service.until(browser, (all) => all.filter((one) => one.message.tag === `ticket-${ticket.id}`).length === 3);
  service.answer_next({ status: 410 });
  await assign();
  await expect
    .poll(async () => (await client.get(`push_subscriptions/${subscription.id}`)).status)
    .toBe(404);
});

test("a refusal is shown, and does not end it", async () => {
  const [, subscription] = await subscribe();
  service.answer_next({ status: 403 });
  await client.post(`push_subscriptions/${subscription.id}/test`);
  await expect
    .poll(async () => (await client.ok("GET", "push_subscriptions")).push_subscriptions[0].last_error as string | null)
    .toContain("403");
});

test("nothing is lost when the server is killed", async () => {
  const [browser, subscription] = await subscribe();
  service.answer_always(503);
  const ticket = await assign();
  await service.until(browser, about(ticket));
  const path = `push_subscriptions/${subscription.id}`;
  await expect.poll(async () => (await client.ok("GET", path)).push_subscription.last_error as string).toContain("503");
  await desk.restart("kill");
  service.answer_always(201);
  const before = service.received.length;
  await service.until(browser, () => service.received.length > before);
  expect(service.received.at(-1)!.message.tag).toBe(`ticket-${ticket.id}`);
});

test("who signs out gets no more; who takes the browser over gets theirs", async () => {
  const [browser] = await subscribe();
  const [lasting] = await subscribe(
    Client.with_token(desk.url, agent.email as string, await desk.create_token(agent.email as string)),
  );
  await client.delete("session");
  const ticket = await assign();
  await service.until(lasting, about(ticket));
  const successor = await make_agent(desk, []);
  const theirs = await sign_in(desk, successor);
  await subscribe(theirs, browser);
  const own = await make_ticket(admin, { assignee_id: successor.id });
  const all = await service.until(browser, about(own));
  expect(all).toHaveLength(1);
});

test("own ones only, and only where pushes may go", async () => {
  const [browser, subscription] = await subscribe();
  const other = await sign_in(desk, await make_agent(desk, []));
  expect((await other.get(`push_subscriptions/${subscription.id}`)).status).toBe(404);
  expect((await other.delete(`push_subscriptions/${subscription.id}`)).status).toBe(404);
  expect((await other.post(`push_subscriptions/${subscription.id}/test`)).status).toBe(404);
  expect((await other.ok("GET", "push_subscriptions")).push_subscriptions).toEqual([]);
  const [, same] = await subscribe(client, browser);
  expect(same.id).toBe(subscription.id);
  expect((await client.delete(`push_subscriptions/${subscription.id}`)).status).toBe(204);
  expect((await client.ok("GET", "push_subscriptions")).push_subscriptions).toEqual([]);

  const good = service.browser().subscription();
  const bad: [Json, number][] = [
    [{ ...good, endpoint: "http://10.0.0.7/push" }, 422],
    [{ ...good, endpoint: "http://169.254.169.254/latest" }, 422],
    [{ ...good, endpoint: "ftp://example.com/" }, 422],
    [{ ...good, endpoint: "" }, 400],
    [{ ...good, keys: { ...good.keys, p256dh: Buffer.alloc(65, 4).toString("base64url") } }, 422],
    [{ ...good, keys: { ...good.keys, auth: "short" } }, 400],
    [{ ...good, keys: "none" }, 400],
    [{ endpoint: good.endpoint }, 400],
  ];
  for (const [push_subscription, status] of bad) {
    const reply = await client.post("push_subscriptions", { json: { push_subscription } });
    expect(reply.status, JSON.stringify(push_subscription)).toBe(status);
  }
});

test("whoever lost the ticket before the push left is not told", async () => {
  const [browser, subscription] = await subscribe();
  await admin.ok("PUT", `users/${agent.id}`, { json: { user: { ticket_restriction: "assigned" } } });
  const ticket = await assign();
  await update_ticket(admin, ticket.id, { assignee_id: null });
  const kept = await assign();
  const all = await service.until(browser, about(kept));
  expect(all.map((one) => one.message.url)).toEqual([`/tickets/${kept.id}`]);
  expect(subscription.id).toBeGreaterThan(0);
});
