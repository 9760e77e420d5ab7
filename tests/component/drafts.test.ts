// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_group, make_ticket, sign_in, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let agent: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  agent = await sign_in(desk, await make_agent(desk, [(await make_group(admin)).id]));
});
afterAll(() => desk?.end());

const save = async (client: Client, id: number, draft: Json) =>
  (await client.ok("PUT", `tickets/${id}/draft`, { json: { draft } })).draft as Json;
const draft_of = async (client: Client, id: number) => (await client.ok("GET", `tickets/${id}/draft`)).draft as Json;

describe("drafts", () => {
  test("are kept per person and ticket", async () => {
    const { id } = await make_ticket(admin);
    expect(await draft_of(admin, id)).toBeNull();
    await save(admin, id, { body: "Dear Sir", public: true });
    await save(agent, id, { body: "hm", public: false });
    expect(await draft_of(admin, id)).toMatchObject({ body: "Dear Sir", public: true, uploads: [] });
    expect(await draft_of(agent, id)).toMatchObject({ body: "hm", public: false });
    await save(admin, id, { body: "Dear Madam", html_body: "<p>Dear Madam</p>", public: true });
    expect(await draft_of(admin, id)).toMatchObject({ body: "Dear Madam", html_body: "<p>Dear Madam</p>" });
    expect((await admin.ok("GET", `tickets/${id}`)).ticket.has_draft).toBe(true);
    expect((await admin.delete(`tickets/${id}/draft`)).status).toBe(204);
    expect((await admin.delete(`tickets/${id}/draft`)).status).toBe(204);
    expect(await draft_of(admin, id)).toBeNull();
    expect(await draft_of(agent, id)).not.toBeNull();
    expect((await admin.ok("GET", `tickets/${id}`)).ticket.has_draft).toBe(false);
  });

  test("are listed for their owner", async () => {
    const one = await make_ticket(admin);
    const two = await make_ticket(admin);
    for (const { id } of [one, two]) await save(admin, id as number, { body: "x", public: true });
    const listed = (await admin.ok("GET", "drafts")).drafts as Json[];
    expect(listed.map((draft) => draft.ticket_id)).toEqual(expect.arrayContaining([one.id, two.id]));
    const others = (await agent.ok("GET", "drafts")).drafts as Json[];
    expect(others.map((draft) => draft.ticket_id)).not.toContain(one.id);
  });

  test("neither change the ticket nor show in its comments", async () => {
    const before = await make_ticket(admin);
    await save(admin, before.id, { body: "unfinished", public: true });
    const after = (await admin.ok("GET", `tickets/${before.id}`)).ticket;
    expect(after).toMatchObject({ updated_at: before.updated_at, comment_count: 1 });
    const reply = await agent.get(`tickets/${before.id}/comments`);
    expect(reply.text).not.toContain("unfinished");
  });

  test("survive a crash", async () => {
    const { id } = await make_ticket(admin);
    await save(admin, id, { body: "typed for an hour", public: false });
    await desk.restart("kill");
    admin = desk.admin();
    expect(await draft_of(admin, id)).toMatchObject({ body: "typed for an hour", public: false });
    agent = await sign_in(desk, await make_agent(desk, []));
  });

  test("go when the reply is sent", async () => {
    const { id } = await make_ticket(admin);
    await save(admin, id, { body: "answer", public: true });
    await update_ticket(admin, id, { comment: { body: "answer" } });
    expect(await draft_of(admin, id)).toBeNull();
  });

  test("of unknown tickets are 404, odd ones never a 500", async () => {
    expect((await admin.get("tickets/9223372036854775807/draft")).status).toBe(404);
    expect((await admin.put("tickets/999999/draft", { json: { draft: { body: "x" } } })).status).toBe(404);
    const { id } = await make_ticket(admin);
    for (const value of [
      null,
      7,
      "x",
      [],
      {},
      { body: 7 },
      { body: null },
      { uploads: "x" },
      { uploads: [1] },
      { public: "no" },
    ]) {
      expect((await admin.put(`tickets/${id}/draft`, { json: { draft: value } })).status).toBeLessThan(500);
    }
  });
});
