// SPDX-License-Identifier: AGPL-3.0-or-later
// Two servers on one PostgreSQL are one desk.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "./harness/client.js";
import type { Json } from "./harness/client.js";
import {
  comments_of,
  make_agent,
  make_group,
  make_ticket,
  password,
  sign_in,
  update_ticket,
} from "./harness/people.js";
import { Receiver } from "./harness/receiver.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let first: string;
let second: string;
beforeAll(async () => {
  desk = await Desk.start();
  first = desk.url;
  second = await desk.add_node();
});
afterAll(() => desk?.end());

test("a ticket made on one is live on the other", async () => {
  const socket = await desk.admin(second).live();
  const made = await make_ticket(desk.admin(first));
  const frame = await socket.ticket(made.id as number);
  expect(frame.ticket.subject).toBe(made.subject);
  const answer = await update_ticket(desk.admin(first), made.id, { comment: { body: "hello over there" } });
  await socket.ticket(made.id as number, (one) => one.audit_id === answer.audit.id);
  expect(await comments_of(desk.admin(second), made.id)).toHaveLength(2);
  socket.close();
});

test("sessions and stale stamps count on both", async () => {
  const agent = await make_agent(desk, [(await make_group(desk.admin())).id]);
  const session = await sign_in(desk, agent, first);
  const there = new Client(second, { cookie: session.cookie, "x-csrf-token": session.csrf_token });
  const seen = await make_ticket(there);
  await new Promise((resolve) => setTimeout(resolve, 1100)); // updated_at has whole seconds
  await update_ticket(desk.admin(first), seen.id, { subject: "changed here" });
  const late = { safe_update: true, updated_stamp: seen.updated_at, subject: "changed there" };
  expect((await there.put(`tickets/${seen.id}`, { json: { ticket: late } })).status).toBe(409);
  expect((await session.delete("session")).status).toBe(204);
  expect((await there.get("tickets")).status).toBe(401);
  await Client.with_session(second, agent.email as string, password);
});

test("a field defined on one is known on the other", async () => {
  const { ticket_field } = await desk.admin(first).ok("POST", "ticket_fields", {
    json: { ticket_field: { type: "text", title: "Order" } },
  });
  const filled = async (): Promise<boolean> => {
    const ticket = await make_ticket(desk.admin(second), { custom_fields: { [ticket_field.id]: "A-1" } });
    return (ticket.custom_fields as Json[]).some((one) => one.id === ticket_field.id && one.value === "A-1");
  };
  await expect.poll(filled).toBe(true);
});

test("files uploaded on one are served by the other", async () => {
  const options = { query: { filename: "shared.txt" }, raw: "shared", content_type: "text/plain" };
  const { token } = (await desk.admin(first).ok("POST", "uploads", options)).upload;
  const { id } = await make_ticket(desk.admin(second), { comment: { body: "x", uploads: [token] } });
  const [comment] = await comments_of(desk.admin(second), id as number);
  expect((await desk.admin(second).get(`attachments/${comment.attachments[0].id}/content`)).text).toBe("shared");
});

test("writers on both never overwrite each other", async () => {
  const { id } = await make_ticket(desk.admin(first));
  const bodies = Array.from({ length: 20 }, (_, i) => `answer ${i}`);
  await Promise.all(
    bodies.map((body, i) => update_ticket(desk.admin(i % 2 ? first : second), id as number, { comment: { body } })),
  );
  const texts = (await comments_of(desk.admin(), id as number)).slice(1).map((comment) => comment.body as string);
  expect(texts.sort()).toEqual([...bodies].sort());
  const audits = (await desk.admin().ok("GET", `tickets/${id}/audits`)).audits as Json[];
  expect(audits).toHaveLength(21);
});

test("a webhook made on one hears of both, each event once", async () => {
  const receiver = await Receiver.start();
  const webhook = { name: "both", endpoint: receiver.url, subscriptions: ["zen:event-type:ticket.created"] };
  const { id } = (await desk.admin(first).ok("POST", "webhooks", { json: { webhook } })).webhook;
  // The other node hears of it a moment later.
  const heard = async () => {
    const ticket = await make_ticket(desk.admin(second));
    const { invocations } = await desk.admin(first).ok("GET", `webhooks/${id}/invocations`);
    return { ticket, known: (invocations as Json[]).length > 0 };
  };
  await expect.poll(async () => (await heard()).known).toBe(true);
  const tickets = await Promise.all(
    Array.from({ length: 20 }, (_, i) => make_ticket(desk.admin(i % 2 ? first : second))),
  );
  const subject = (body: string) => (JSON.parse(body) as Json).subject as string;
  const wanted = tickets.map((ticket) => `zen:ticket:${ticket.id}`);
  const calls = await receiver.until((all) => wanted.every((one) => all.some((call) => subject(call.body) === one)));
  for (const one of wanted) expect(calls.filter((call) => subject(call.body) === one)).toHaveLength(1);
  await desk.admin(first).delete(`webhooks/${id}`);
  await receiver.end();
});

test("an Idempotency-Key counts on both", async () => {
  const send = (url: string) =>
    desk.admin(url).post("tickets", {
      headers: { "idempotency-key": "shared-key" },
      json: { ticket: { subject: "once", comment: { body: "x" } } },
    });
  const replies = await Promise.all([first, second, first, second, first, second].map(send));
  expect(new Set(replies.map((one) => one.body.ticket.id)).size).toBe(1);
});

test("killing a node loses nothing that was acknowledged, the other goes on", async () => {
  const socket = await desk.admin(second).live();
  const client = desk.admin(first);
  const acknowledged: number[] = [];
  const write = async () => {
    for (;;) {
      try {
        acknowledged.push((await make_ticket(client)).id as number);
      } catch {
        return; // the node is gone
      }
    }
  };
  const writers = [write(), write(), write()];
  while (acknowledged.length < 15) await new Promise((resolve) => setTimeout(resolve, 5));
  await desk.kill_node(first);
  await Promise.all(writers);
  const survivor = desk.admin(second);
  for (const id of acknowledged) expect((await survivor.get(`tickets/${id}`)).status).toBe(200);
  for (const id of acknowledged.slice(-3)) await socket.ticket(id);
  const { id } = await make_ticket(survivor);
  await socket.ticket(id as number);
  socket.close();
});
