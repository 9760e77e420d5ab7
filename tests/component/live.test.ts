// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import type { LiveSocket } from "./harness/live.js";
import { make_agent, make_group, make_ticket, sign_in, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let agent: Json;
let session: Client;
const sockets: LiveSocket[] = [];
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  agent = await make_agent(desk, [(await make_group(admin)).id]);
  session = await sign_in(desk, agent);
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});
afterAll(() => desk?.end());

async function listen(client: Client): Promise<LiveSocket> {
  const socket = await client.live();
  sockets.push(socket);
  return socket;
}

describe("live", () => {
  test("a ticket and its changes reach others, whole", async () => {
    const socket = await listen(session);
    const made = await make_ticket(admin, { subject: "Live one" });
    const created = await socket.ticket(made.id as number);
    expect(created).toMatchObject({
      created: true,
      actor_id: made.submitter_id,
      ticket: { subject: "Live one", status: "new" },
    });
    const { ticket, audit } = await update_ticket(admin, made.id, {
      status: "pending",
      assignee_id: agent.id,
      comment: { body: "note", public: false },
    });
    const changed = await socket.ticket(made.id as number, (frame) => frame.audit_id === audit.id);
    expect(changed).toMatchObject({ created: false, updated_at: ticket.updated_at, comment: { public: false } });
    expect(changed.fields).toEqual(expect.arrayContaining(["status", "assignee_id"]));
    const { has_draft: _, ...same } = ticket as Record<string, unknown>;
    expect(changed.ticket).toMatchObject(same);
  });

  test("a field without a comment says so", async () => {
    const { id } = await make_ticket(admin);
    const socket = await listen(session);
    await update_ticket(admin, id, { priority: "urgent" });
    const frame = await socket.ticket(id as number, (one) => !one.created);
    expect(frame).toMatchObject({ comment: null, fields: ["priority"] });
  });

  test("changes of one ticket come in order", async () => {
    const { id } = await make_ticket(admin);
    const socket = await listen(session);
    const expected: number[] = [];
    for (let i = 0; i < 12; ++i) {
      expected.push((await update_ticket(admin, id, { comment: { body: `change ${i}` } })).audit.id as number);
    }
    const seen: number[] = [];
    for (let i = 0; i < 12; ++i)
      seen.push((await socket.ticket(id as number, (frame) => !frame.created)).audit_id as number);
    expect(seen).toEqual(expected);
  });

  test("counts follow", async () => {
    const socket = await listen(session);
    const before = (await session.ok("GET", "views/1/count")).view_count.value as number;
    await make_ticket(admin, { assignee_id: agent.id });
    const is_new = (one: Json) => one.view_id === 1 && one.value === before + 1;
    await socket.wait_for((frame) => frame.type === "view_counts" && (frame.view_counts as Json[]).some(is_new));
  });

  test("a deleted ticket is gone", async () => {
    const { id } = await make_ticket(admin);
    const socket = await listen(session);
    await admin.delete(`tickets/${id}`);
    await socket.wait_for((frame) => frame.type === "ticket_gone" && frame.ticket_id === id);
  });

  test("hello tells who, ping is answered, nonsense does no harm", async () => {
    const socket = await listen(session);
    for (const frame of [{}, [], null, 7, { type: "nonsense" }, { type: 7 }]) socket.send(frame);
    socket.send({ type: "ping" });
    await socket.wait_for((frame) => frame.type === "pong" || frame.type === "resync");
    const again = await listen(admin);
    again.send({ type: "ping" });
    await again.wait_for((frame) => frame.type === "pong");
  });

  test("who has the same ticket open is told of each other, and who of them writes", async () => {
    const { id: ticket_id } = await make_ticket(admin);
    const [one, other] = [await listen(session), await listen(admin)];
    one.send({ type: "looking", ticket_id, writes: true });
    other.send({ type: "looking", ticket_id });
    const both = await other.wait_for((frame) => frame.type === "lookers" && frame.lookers.length === 2);
    expect(both).toMatchObject({ ticket_id, lookers: expect.arrayContaining([{ user_id: agent.id, writes: true }]) });
    one.send({ type: "looking", ticket_id: null });
    const alone = await other.wait_for((frame) => frame.type === "lookers" && frame.lookers.length === 1);
    expect(alone.lookers[0].user_id).not.toBe(agent.id);
  });

  test("twenty listeners all hear", async () => {
    const many = await Promise.all(Array.from({ length: 20 }, () => listen(admin)));
    const { id } = await make_ticket(admin);
    await Promise.all(many.map((socket) => socket.ticket(id as number)));
  });
});
