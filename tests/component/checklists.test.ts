// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_ticket, seat_agent, sign_in, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let agent: Client;
let agent_id: number;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  ({ agent, agent_id } = await seat_agent(desk));
});
afterAll(() => desk?.end());

const add = async (client: Client, id: number, checklist: Json) =>
  (await client.ok("POST", `tickets/${id}/checklists`, { json: { checklist } })).checklist as Json;
const lists_of = async (id: number) => (await agent.ok("GET", `tickets/${id}/checklists`)).checklists as Json[];
const set_item = async (list: Json, item: Json, change: Json) =>
  (
    await agent.ok("PUT", `tickets/${list.ticket_id}/checklists/${list.id}/items/${item.id}`, {
      json: { item: change },
    })
  ).item as Json;
const ticket_of = async (id: number, client = agent) => (await client.ok("GET", `tickets/${id}`)).ticket as Json;
const texts = (list: Json) => (list.items as Json[]).map((item) => item.text);

const template = async (wanted: Json) =>
  (await admin.ok("POST", "checklist_templates", { json: { checklist_template: wanted } })).checklist_template as Json;

describe("checklists", () => {
  test("are ticked off, and the ticket says how far", async () => {
    const { id, updated_at } = await make_ticket(admin);
    expect((await ticket_of(id as number)).checklist_progress).toBeNull();
    const list = await add(agent, id as number, { name: "Refund", items: ["Check identity", { text: "Call bank" }] });
    expect(list).toMatchObject({ name: "Refund", item_count: 2, done_count: 0, position: 1, template_id: null });
    const [first] = list.items as Json[];
    const done = await set_item(list, first!, { done: true });
    expect(done).toMatchObject({ done: true, done_by_id: agent_id });
    expect(done.done_at).not.toBeNull();
    expect(await ticket_of(id as number)).toMatchObject({ checklist_progress: "1/2", updated_at });
    expect(await set_item(list, first!, { done: false })).toMatchObject({
      done: false,
      done_at: null,
      done_by_id: null,
    });
    expect((await ticket_of(id as number)).checklist_progress).toBe("0/2");
  });

  test("can be changed and put into another order", async () => {
    const { id } = await make_ticket(admin);
    const list = await add(agent, id as number, { name: "One", items: ["a", "b", "c"] });
    await add(agent, id as number, { name: "Two", items: ["d"] });
    const [a, , c] = list.items as Json[];
    await set_item(list, c!, { position: 1 });
    await set_item(list, a!, { text: "A", assignee_id: agent_id, due_at: "2030-01-02T03:04:05Z" });
    const path = `tickets/${id}/checklists/${list.id}`;
    const added = await agent.ok("POST", `${path}/items`, { json: { item: { text: "e", position: 2 } } });
    expect(added.item).toMatchObject({ position: 2, done: false });
    await agent.ok("PUT", path, { json: { checklist: { name: "First", position: 2 } } });
    const [two, one] = await lists_of(id as number);
    expect([two!.name, one!.name]).toEqual(["Two", "First"]);
    expect(texts(one!)).toEqual(["c", "e", "A", "b"]);
    expect((one!.items as Json[]).map((item) => item.position)).toEqual([1, 2, 3, 4]);
    expect((one!.items as Json[])[2]).toMatchObject({ assignee_id: agent_id, due_at: "2030-01-02T03:04:05Z" });
    expect((await agent.delete(`${path}/items/${c!.id}`)).status).toBe(204);
    expect((await agent.delete(`tickets/${id}/checklists/${two!.id}`)).status).toBe(204);
    const [rest] = await lists_of(id as number);
    expect(texts(rest!)).toEqual(["e", "A", "b"]);
    expect((await ticket_of(id as number)).checklist_progress).toBe("0/3");
  });

  test("made of a template must be complete before an agent solves", async () => {
    const made = await template({
      name: "Return",
      must_complete: true,
      items: [{ text: "Weigh", help_html: "<b>On the scale</b><script>x</script>" }, { text: "Pay" }],
    });
    expect((made.items as Json[])[0]!.help_html).toBe("<b>On the scale</b>");
    const { id } = await make_ticket(admin);
    const list = await add(agent, id as number, { template_id: made.id });
    expect(list).toMatchObject({ name: "Return", must_complete: true, template_id: made.id });
    const [weigh, pay] = list.items as Json[];
    await set_item(list, weigh!, { done: true });
    const refused = await agent.put(`tickets/${id}`, { json: { ticket: { status: "solved" } } });
    expect(refused.status).toBe(422);
    expect(refused.text).toContain("Return");
    expect(refused.text).toContain("Pay");
    expect(refused.text).not.toContain("Weigh");
    await set_item(list, pay!, { done: true });
    expect((await update_ticket(agent, id, { status: "solved" })).ticket).toMatchObject({
      status: "solved",
      checklist_progress: "2/2",
    });
  });

  test("are known by the history and told to others", async () => {
    const { id } = await make_ticket(admin);
    const socket = await agent.live();
    const list = await add(admin, id as number, { name: "Told", items: ["x"] });
    const frame = await socket.ticket(id as number, (one) => (one.fields as string[]).includes("checklist"));
    expect(frame).toMatchObject({ created: false, ticket: { checklist_progress: "0/1" } });
    socket.close();
    await set_item(list, (list.items as Json[])[0]!, { done: true });
    const { audits } = await agent.ok("GET", `tickets/${id}/audits`);
    const events = (audits as Json[]).flatMap((audit) => audit.events as Json[]);
    const ticked = events.find((event) => event.field_name === "checklist_item")!;
    expect(JSON.parse(ticked.value as string)).toMatchObject({ checklist: "Told", text: "x", done: true });
    expect(events).toContainEqual(
      expect.objectContaining({ field_name: "checklist_progress", value: "1/1", previous_value: "0/1" }),
    );
  });

  test("survive a crash", async () => {
    const { id } = await make_ticket(admin);
    const list = await add(admin, id as number, { name: "Kept", items: ["x", "y"] });
    await admin.ok("PUT", `tickets/${id}/checklists/${list.id}/items/${(list.items as Json[])[1]!.id}`, {
      json: { item: { done: true } },
    });
    await desk.restart("kill");
    admin = desk.admin();
    expect((await admin.ok("GET", `tickets/${id}`)).ticket.checklist_progress).toBe("1/2");
    const [again] = (await admin.ok("GET", `tickets/${id}/checklists`)).checklists as Json[];
    expect(again!.done_count).toBe(1);
    const made = await make_agent(desk, []);
    agent = await sign_in(desk, made);
  });

  test("of others' tickets are not there, odd input is refused", async () => {
    const hidden = await make_ticket(admin);
    const outsider = await sign_in(desk, await make_agent(desk, [], { ticket_restriction: "groups" }));
    expect((await outsider.get(`tickets/${hidden.id}/checklists`)).status).toBe(404);
    const create = (checklist: unknown) =>
      admin.post(`tickets/${hidden.id}/checklists`, { json: { checklist } as Json });
    for (const bad of [{}, { name: " " }, { name: "x", items: ["a", ""] }, { name: "x".repeat(300) }])
      expect((await create(bad)).status).toBe(422);
    for (const bad of [
      null,
      7,
      [],
      { name: "x", items: [7] },
      { name: "x", items: "y" },
      { name: "x", items: [{ due_at: "soon", text: "y" }] },
    ])
      expect((await create(bad)).status).toBe(400);
    expect((await create({ template_id: 999_999 })).status).toBe(422);
    expect((await create({ name: "x", items: [{ text: "y", assignee_id: 999_999 }] })).status).toBe(422);
    const list = await add(admin, hidden.id as number, { name: "x", items: ["y"] });
    expect((await admin.put(`tickets/${hidden.id}/checklists/${list.id}/items/1`, { json: { item: {} } })).status).toBe(
      404,
    );
    await update_ticket(admin, hidden.id, { status: "closed" });
    expect((await create({ name: "late" })).status).toBe(422);
  });
});

describe("checklist templates", () => {
  test("are looked after by admins and used by agents", async () => {
    const made = await template({ name: "Onboarding", items: ["Desk", "Key"] });
    const path = `checklist_templates/${made.id}`;
    const changed = await admin.ok("PUT", path, {
      json: { checklist_template: { active: false, description: "For new colleagues", position: 1 } },
    });
    expect(changed.checklist_template).toMatchObject({ active: false, position: 1, description: "For new colleagues" });
    const listed = (await agent.ok("GET", "checklist_templates")).checklist_templates as Json[];
    expect(listed[0]).toMatchObject({ id: made.id, items: [{ text: "Desk", help_html: null }, { text: "Key" }] });
    const usable = (await agent.ok("GET", "checklist_templates?active=true")).checklist_templates as Json[];
    expect(usable.map((one) => one.id)).not.toContain(made.id);
    expect((await agent.put(path, { json: { checklist_template: { name: "mine" } } })).status).toBe(403);
    const { id } = await make_ticket(admin);
    expect(
      (await agent.post(`tickets/${id}/checklists`, { json: { checklist: { template_id: made.id } } })).status,
    ).toBe(422);
    expect((await admin.delete(path)).status).toBe(204);
    expect((await admin.get(path)).status).toBe(404);
    const bad = await admin.post("checklist_templates", { json: { checklist_template: { name: "empty" } } });
    expect(bad.status).toBe(422);
  });
});
