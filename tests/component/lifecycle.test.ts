// SPDX-License-Identifier: AGPL-3.0-or-later
// Tickets whose life goes on without anybody: what silence closes, and where a customer's late answer goes.
// What takes days is tested beside the code, with a clock that can be moved.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_group, make_ticket, make_user, seat_agent, sign_in, unique, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let customer: Json;
let as_customer: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  customer = await make_user(admin);
  as_customer = await sign_in(desk, customer);
});
afterAll(() => desk?.end());

const rules = async (): Promise<Json> => (await admin.ok("GET", "account/settings")).settings.lifecycle;
const set_rules = (lifecycle: Json) => admin.put("account/settings", { json: { settings: { lifecycle } } });
const group_with = async (fields: Json): Promise<Json> =>
  (await admin.ok("POST", "groups", { json: { group: { name: unique("group"), ...fields } } })).group;

describe("silence", () => {
  test("closes solved tickets after four weeks, and leaves pending ones alone, unless told otherwise", async () => {
    expect(await rules()).toEqual({
      close_after_days: 28,
      remind_after_days: 0,
      solve_after_days: 0,
      reminder_text: "",
    });
    const wanted = { close_after_days: 10, remind_after_days: 2, solve_after_days: 5, reminder_text: "Hello?" };
    expect((await set_rules(wanted)).status).toBe(200);
    await desk.restart("kill");
    admin = desk.admin();
    as_customer = await sign_in(desk, customer);
    expect(await rules()).toEqual(wanted);
  });

  test("has bounds", async () => {
    expect((await set_rules({ close_after_days: -1 })).status).toBe(422);
    expect((await set_rules({ close_after_days: 4_000 })).status).toBe(422);
    expect((await set_rules({ remind_after_days: 1.5 })).status).toBe(422);
    expect((await set_rules({ remind_after_days: 5, solve_after_days: 5 })).status).toBe(422);
    expect((await set_rules({ reminder_text: 7 })).status).toBe(422);
    const { agent } = await seat_agent(desk);
    expect((await agent.put("account/settings", { json: { settings: {} } })).status).toBe(403);
  });

  test("closes what was solved long ago, says why, and leaves the rest", async () => {
    const imported = async (days: number, status: string): Promise<number> => {
      const created_at = new Date(Date.now() - days * 86_400_000).toISOString();
      const ticket = {
        subject: unique("old"),
        requester_id: customer.id,
        description: "Hello?",
        status,
        created_at,
        updated_at: created_at,
        ...(status === "solved" ? { solved_at: created_at } : {}),
      };
      return (await admin.ok("POST", "imports/tickets", { json: { ticket } })).ticket.id as number;
    };
    const old = await imported(50, "solved");
    const recent = await imported(30, "solved");
    const open = await imported(50, "open");
    const live = await admin.live();
    expect((await set_rules({ close_after_days: 40 })).status).toBe(200);
    await live.wait_for(
      (frame) => frame.type === "ticket" && frame.ticket_id === old && frame.fields.includes("status"),
    );
    live.close();
    const status = async (id: number) => (await admin.ok("GET", `tickets/${id}`)).ticket.status as string;
    expect([await status(old), await status(recent), await status(open)]).toEqual(["closed", "solved", "open"]);
    const { audits } = await admin.ok("GET", `tickets/${old}/audits`);
    const last = (audits as Json[]).at(-1)!;
    expect(last).toMatchObject({ author_id: -1, via: { channel: "rule", source: { rel: "auto_close" } } });
    expect(last.via.source.from.title).toContain("closed");
    expect(last.events[0]).toMatchObject({ field_name: "status", value: "closed", previous_value: "solved" });
  });
});

describe("groups", () => {
  test("let tickets open again and their owners keep them, unless they say otherwise", async () => {
    const usual = { reopen_policy: "reopen", reopen_days: 14, ownership_timeout_hours: 0 };
    const plain = await make_group(admin);
    expect(plain).toMatchObject(usual);
    const made = await group_with({ reopen_policy: "reopen_within", reopen_days: 3, ownership_timeout_hours: 8 });
    expect(made).toMatchObject({ reopen_policy: "reopen_within", reopen_days: 3, ownership_timeout_hours: 8 });
    await admin.ok("PUT", `groups/${made.id}`, { json: { group: { ownership_timeout_hours: 4 } } });
    const { groups } = await admin.ok("GET", "groups");
    const found = (groups as Json[]).find((one) => one.id === made.id);
    expect(found).toMatchObject({ reopen_policy: "reopen_within", reopen_days: 3, ownership_timeout_hours: 4 });
  });

  test("refuse what makes no sense", async () => {
    const group = await make_group(admin);
    const refused = async (fields: Json) => (await admin.put(`groups/${group.id}`, { json: { group: fields } })).status;
    expect(await refused({ reopen_policy: "sometimes" })).toBe(422);
    expect(await refused({ reopen_days: 0 })).toBe(422);
    expect(await refused({ reopen_days: 3_651 })).toBe(422);
    expect(await refused({ ownership_timeout_hours: -1 })).toBe(422);
    expect(await refused({ ownership_timeout_hours: 10_001 })).toBe(422);
    expect(await refused({ ownership_timeout_hours: "soon" })).toBe(400);
  });
});

describe("a customer's answer to a solved ticket", () => {
  const solved_in = async (group_id: number): Promise<number> => {
    const { id } = await make_ticket(admin, { requester_id: customer.id, group_id });
    await update_ticket(admin, id, { status: "solved" });
    return id as number;
  };
  const answer = async (id: number, body = "It is back"): Promise<Json> =>
    (await as_customer.ok("PUT", `requests/${id}`, { json: { request: { comment: { body } } } })).request;
  const ticket = async (id: number): Promise<Json> => (await admin.ok("GET", `tickets/${id}`)).ticket;

  test("opens it again", async () => {
    const id = await solved_in((await make_group(admin)).id as number);
    expect(await answer(id)).toMatchObject({ id, status: "open" });
  });

  test("begins a new one where the group wants that, and the next words go along", async () => {
    const group = await group_with({ reopen_policy: "follow_up" });
    const id = await solved_in(group.id as number);
    const before = await ticket(id);
    const begun = await answer(id);
    expect(begun.id).not.toBe(id);
    expect(begun).toMatchObject({ status: "new", followup_source_id: id, group_id: group.id });
    expect(await ticket(id)).toMatchObject({ status: "solved", updated_at: before.updated_at });
    expect((await ticket(begun.id as number)).via.source).toMatchObject({ rel: "follow_up", from: { ticket_id: id } });
    expect((await answer(id, "And another thing")).id).toBe(begun.id);
    expect((await ticket(begun.id as number)).comment_count).toBe(2);
    await update_ticket(admin, begun.id as number, { status: "solved" });
    expect([id, begun.id]).not.toContain((await answer(id, "Again")).id);
  });

  test("opens it again for the days that the group gives", async () => {
    const group = await group_with({ reopen_policy: "reopen_within", reopen_days: 2 });
    const id = await solved_in(group.id as number);
    expect(await answer(id)).toMatchObject({ id, status: "open" });
  });

  test("leaves it to agents to say what they mean", async () => {
    const group = await group_with({ reopen_policy: "follow_up" });
    const id = await solved_in(group.id as number);
    await update_ticket(admin, id, { comment: { body: "Called: still broken", author_id: customer.id } });
    expect((await ticket(id)).status).toBe("open");
  });
});
