// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_ticket, make_user, seat_agent, sign_in, unique } from "./harness/people.js";
import { start_relayed_desk, unfolded } from "./harness/relayed.js";
import type { RelayedDesk } from "./harness/relayed.js";
import type { Desk } from "./harness/server.js";
import type { Relay } from "./harness/smtp.js";

let relayed: RelayedDesk;
let relay: Relay;
let desk: Desk;
let admin: Client;
let agent: Client;
let agent_id: number;
beforeAll(async () => {
  relayed = await start_relayed_desk();
  ({ desk, relay } = relayed);
  admin = desk.admin();
  ({ agent, agent_id } = await seat_agent(desk));
});
afterAll(() => relayed?.end());

const ask = async (id: unknown, approval: Json) =>
  (await admin.ok("POST", `tickets/${id}/approvals`, { json: { approval } })).approval as Json;
const status_of = async (id: unknown) => (await admin.ok("GET", `tickets/${id}`)).ticket.approval_status;
const decide = (client: Client, asked: Json, approval: Json) =>
  client.put(`tickets/${asked.ticket_id}/approvals/${asked.id}/decide`, { json: { approval } });

// The link in the newest mail to an address.
async function link_to(address: string, how_many = 1): Promise<string> {
  const of_address = () => relay.mails.filter((mail) => mail.includes(`<${address}>`));
  await expect.poll(() => of_address().length).toBe(how_many);
  const mail = unfolded(of_address().at(-1)!);
  return /\/approve\/[\w-]+/.exec(mail)![0];
}
const page = (path: string) => fetch(new URL(path, desk.url));
const send = (path: string, form: Record<string, string>) =>
  fetch(new URL(path, desk.url), { method: "POST", body: new URLSearchParams(form) });

describe("an approval", () => {
  test("by agents follows its rule, and the ticket says where it stands", async () => {
    const { id } = await make_ticket(admin);
    const me = (await admin.ok("GET", "users/me")).user.id;
    expect(await status_of(id)).toBeNull();
    const asked = await ask(id, { title: "Refund 90 EUR", body: "It broke twice.", approvers: [agent_id, me] });
    expect(asked).toMatchObject({ status: "waiting", rule: "all", title: "Refund 90 EUR", created_by_id: me });
    expect(await status_of(id)).toBe("waiting");
    const mine = (await agent.ok("GET", "approvals")).approvals as Json[];
    expect(mine.map((one) => one.id)).toContain(asked.id);
    expect((await decide(agent, asked, { decision: "approved", reason: "fine" })).status).toBe(200);
    expect((await agent.ok("GET", "approvals")).approvals).toEqual([]);
    expect((await decide(agent, asked, { decision: "declined" })).status).toBe(422);
    expect(await status_of(id)).toBe("waiting");
    const done = (await decide(admin, asked, { decision: "approved" })).body.approval as Json;
    expect(done).toMatchObject({ status: "approved", approvers: [{ decision: "approved", reason: "fine" }, {}] });
    expect(await status_of(id)).toBe("approved");
    const any = await ask(id, { title: "Or this", rule: "any", approvers: [agent_id, me] });
    expect(await status_of(id)).toBe("waiting");
    expect((await decide(agent, any, { decision: "declined" })).body.approval).toMatchObject({ status: "waiting" });
    await admin.ok("PUT", `tickets/${id}/approvals/${any.id}/withdraw`);
    expect(await status_of(id)).toBe("approved");
    expect((await decide(admin, any, { decision: "approved" })).status).toBe(422);
  });

  test("by a person outside takes a link that only a button makes decide, once", async () => {
    const { id } = await make_ticket(admin, { assignee_id: agent_id });
    const email = `${unique("boss")}@example.com`;
    const boss = await make_user(admin, { name: "Iva <Boss>", email, locale: "cs" });
    const asked = await ask(id, { title: "Buy <b>two</b>", approvers: [boss.id] });
    const path = await link_to(email);
    for (let scanner = 0; scanner < 2; ++scanner) {
      const shown = await page(path);
      expect(shown.status).toBe(200);
      const text = await shown.text();
      expect(text).toContain("Schválit");
      expect(text).toContain("Buy &lt;b&gt;two&lt;/b&gt;");
      expect(shown.headers.get("content-security-policy")).toContain("default-src 'none'");
    }
    expect(await status_of(id)).toBe("waiting");
    const answer = await send(path, { decision: "declined", reason: "Too dear" });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("zamítli");
    expect(await status_of(id)).toBe("declined");
    const after = (await admin.ok("GET", `tickets/${id}/approvals/${asked.id}`)).approval as Json;
    expect(after.approvers).toMatchObject([{ user_id: boss.id, decision: "declined", reason: "Too dear" }]);
    expect((await page(path)).status).toBe(404);
    expect((await send(path, { decision: "approved" })).status).toBe(404);
    const { audits } = await admin.ok("GET", `tickets/${id}/audits`);
    const last = (audits as Json[]).at(-1)!;
    expect(last.author_id).toBe(boss.id);
    const told = (await agent.ok("GET", "activities")).activities as Json[];
    expect(told.some((one) => one.verb === "tickets.approval_decision" && one.actor_id === boss.id)).toBe(true);
  });

  test("names people by their address, and its links end with it", async () => {
    const { id } = await make_ticket(admin);
    const email = `${unique("new")}@example.com`;
    const asked = await ask(id, { title: "May we?", rule: "any", approvers: [email, agent_id] });
    const path = await link_to(email);
    expect((await page(path)).status).toBe(200);
    expect((await decide(agent, asked, { decision: "approved" })).status).toBe(200);
    expect((await page(path)).status).toBe(404);
    const other = await ask(id, { title: "Taken back", approvers: [email] });
    const second = await link_to(email, 2);
    await admin.ok("PUT", `tickets/${id}/approvals/${other.id}/withdraw`);
    expect((await send(second, { decision: "approved" })).status).toBe(404);
    const gone = await fetch(new URL("/approve/nonsense", desk.url), { headers: { "accept-language": "cs" } });
    expect(gone.status).toBe(404);
    const text = await gone.text();
    expect(text).toContain('<html lang="cs">');
    expect(text).toContain("Odkaz nefunguje");
  });

  test("survives a crash between question and answer", async () => {
    const { id } = await make_ticket(admin);
    const email = `${unique("late")}@example.com`;
    await ask(id, { title: "Still there?", approvers: [email] });
    const path = await link_to(email);
    await desk.restart("kill");
    admin = desk.admin();
    const made = await make_agent(desk, []);
    agent_id = made.id as number;
    agent = await sign_in(desk, made);
    expect((await send(path, { decision: "approved" })).status).toBe(200);
    expect(await status_of(id)).toBe("approved");
  });

  test("is only for who was asked and may see the ticket", async () => {
    const { id } = await make_ticket(admin);
    const blind = await make_agent(desk, [], { ticket_restriction: "groups" });
    const create = (approval: unknown) => admin.post(`tickets/${id}/approvals`, { json: { approval } as Json });
    expect((await create({ title: "x", approvers: [blind.id] })).status).toBe(422);
    const asked = await ask(id, { title: "x", approvers: [agent_id] });
    expect((await decide(admin, asked, { decision: "approved" })).status).toBe(403);
    const outsider = await sign_in(desk, blind);
    expect((await outsider.get(`tickets/${id}/approvals`)).status).toBe(404);
    expect((await decide(outsider, asked, { decision: "approved" })).status).toBe(404);
    for (const bad of [
      {},
      { title: "x" },
      { title: "x", approvers: [] },
      { title: "x", approvers: [999_999] },
      { title: "x", approvers: [agent_id], rule: "most" },
    ])
      expect((await create(bad)).status).toBe(422);
    for (const bad of [
      null,
      7,
      { title: "x", approvers: "y" },
      { title: "x", approvers: [true] },
      { title: "x", approvers: [agent_id], due_at: "soon" },
    ])
      expect((await create(bad)).status).toBe(400);
    expect((await decide(agent, asked, { decision: "maybe" })).status).toBe(422);
  });
});
