// SPDX-License-Identifier: AGPL-3.0-or-later
// The housekeeping report: defects are planted through the API, found, mended, and put back as they were.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_group, make_ticket, make_user, sign_in, unique, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let pages: Server;
let site: string;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  pages = createServer((request, response) => {
    // HEAD is not for everybody.
    const status = request.url === "/gone" ? 404 : request.url === "/shy" && request.method === "HEAD" ? 405 : 200;
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => pages.listen(0, "127.0.0.1", resolve));
  site = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await desk?.end();
  pages?.close();
});

const shown = async () => await admin.ok("GET", "housekeeping/report");
const findings_in = (body: Json) => (body.groups as Json[]).flatMap((group) => group.findings as Json[]);

async function report(): Promise<Json[]> {
  const asked = (await admin.post("housekeeping/reports")).body.report as Json;
  await expect
    .poll(async () => (await shown()).report)
    .toMatchObject({ id: asked.id, state: "completed" });
  return findings_in(await shown());
}
const about = (all: Json[], kind: string, title: string) =>
  all.find((one) => one.kind === kind && one.subject.title === title);

const act = (finding: Json, what: string) => admin.post(`housekeeping/findings/${finding.id}/${what}`);
async function settled(finding: Json, state: string): Promise<Json> {
  const path = `housekeeping/findings/${finding.id}`;
  await expect.poll(async () => (await admin.ok("GET", path)).finding.state).toBe(state);
  return (await admin.ok("GET", path)).finding;
}
async function mend(finding: Json): Promise<Json> {
  const reply = await act(finding, "fix");
  expect(reply.status, reply.text).toBe(200);
  return await settled(finding, "fixed");
}
async function put_back(finding: Json): Promise<Json> {
  const reply = await act(finding, "undo");
  expect(reply.status, reply.text).toBe(200);
  return await settled(finding, "open");
}

const make_macro = async (title: string, actions: Json[], fields: Json = {}) =>
  (await admin.ok("POST", "macros", { json: { macro: { title, actions, ...fields } } })).macro as Json;
const make_trigger = async (title: string, all: Json[], actions: Json[]) =>
  (await admin.ok("POST", "triggers", { json: { trigger: { title, conditions: { all, any: [] }, actions } } }))
    .trigger as Json;
const when = (field: string, operator: string, value: string): Json => ({ field, operator, value });
const tags_of = async (id: number) => ((await admin.ok("GET", `tickets/${id}`)).ticket.tags as string[]).sort();

test("a desk without a report says so, and a new one has nothing to mend", async () => {
  expect(await shown()).toEqual({ report: null, open_count: 0, groups: [] });
  expect(await report()).toEqual([]);
  expect((await shown()).report).toMatchObject({ state: "completed" });
});

test("is for admins", async () => {
  const agent = await sign_in(desk, await make_agent(desk, []));
  expect((await agent.get("housekeeping/report")).status).toBe(403);
  expect((await agent.post("housekeeping/reports")).status).toBe(403);
  expect((await agent.post("housekeeping/findings/1/fix")).status).toBe(403);
  expect((await admin.post("housekeeping/findings/999999/fix")).status).toBe(404);
});

test("tags of two spellings become one on tickets and in rules, and two again", async () => {
  const [right, wrong] = ["late-delivery", "late_delivery"];
  const first = await make_ticket(admin, { tags: [wrong, "other"] });
  const both = await make_ticket(admin, { tags: [wrong, right] });
  const third = await make_ticket(admin, { tags: [right] });
  const fourth = await make_ticket(admin, { tags: [right] });
  for (const tag of ["paid", "unpaid", "order1", "order2"]) await make_ticket(admin, { tags: [tag] });
  const trigger = await make_trigger(
    "Late ones are urgent",
    [when("current_tags", "includes", `${wrong} other`)],
    [{ field: "priority", value: "urgent" }],
  );
  const view = { title: "Late", all: [when("status", "less_than", "solved"), when("current_tags", "includes", wrong)] };
  const { id: view_id } = (await admin.ok("POST", "views", { json: { view } })).view as Json;

  const found = about(await report(), "tag_variant", wrong)!;
  expect(found).toMatchObject({
    facts: { tag: wrong, other: right, tickets: 2, other_tickets: 3, how: "spelling" },
    fix: { action: "merge_tag", with: { to: right } },
    state: "open",
  });
  expect(found.evidence).toContain(wrong);
  await mend(found);
  expect(await tags_of(first.id as number)).toEqual([right, "other"].sort());
  expect(await tags_of(both.id as number)).toEqual([right]);
  const retagged = (await admin.ok("GET", `triggers/${trigger.id}`)).trigger;
  expect(retagged.conditions.all[0].value).toBe(`${right} other`);
  const in_view = async () =>
    ((await admin.ok("GET", `views/${view_id}/tickets`)).tickets as Json[]).map((one) => one.id as number).sort();
  expect(await in_view()).toEqual([first.id, both.id, third.id, fourth.id].sort());
  await expect
    .poll(async () => (await admin.ok("GET", `views/${view_id}/count`)).view_count.value)
    .toBe(4);
  expect(about(await report(), "tag_variant", wrong)).toMatchObject({ state: "fixed" });

  await put_back(found);
  expect(await tags_of(first.id as number)).toEqual([wrong, "other"].sort());
  expect(await tags_of(both.id as number)).toEqual([right, wrong].sort());
  expect(await tags_of(third.id as number)).toEqual([right]);
  expect((await admin.ok("GET", `triggers/${trigger.id}`)).trigger.conditions.all[0].value).toBe(`${wrong} other`);
  expect(await in_view()).toEqual([first.id, both.id].sort());
});

test("what was dismissed stays so", async () => {
  const found = about(await report(), "tag_variant", "late_delivery")!;
  expect((await act(found, "dismiss")).body.finding.state).toBe("dismissed");
  expect((await act(found, "fix")).status).toBe(409);
  expect(about(await report(), "tag_variant", "late_delivery")!.state).toBe("dismissed");
  expect((await act(found, "restore")).body.finding.state).toBe("open");
});

describe("rules", () => {
  test("that can never act are switched off and on", async () => {
    const impossible = [when("status", "is", "solved"), when("status", "less_than", "pending")];
    const trigger = await make_trigger("Solved and open", impossible, [{ field: "priority", value: "low" }]);
    const found = about(await report(), "rule_impossible", "Solved and open")!;
    expect(found.evidence).toContain("Status is solved");
    await mend(found);
    expect((await admin.ok("GET", `triggers/${trigger.id}`)).trigger.active).toBe(false);
    expect((await act(found, "fix")).status).toBe(409);
    await put_back(found);
    expect((await admin.ok("GET", `triggers/${trigger.id}`)).trigger.active).toBe(true);
    const log = (await admin.ok("GET", "audit_logs", { query: { "filter[source_type]": "housekeeping" } })).audit_logs;
    expect((log as Json[]).length).toBeGreaterThan(0);
  });

  test("that say the same, name what is gone, or come too late", async () => {
    const group = await make_group(admin);
    const to_group = [{ field: "group_id", value: String(group.id) }];
    await make_trigger("Loud", [when("subject_includes_word", "includes", "loud")], to_group);
    await make_trigger("Loud too", [when("subject_includes_word", "includes", "loud")], to_group);
    await make_trigger("Of the group", [when("group_id", "is", String(group.id))], [{ field: "type", value: "task" }]);
    await make_macro("To the group", to_group);
    expect((await admin.delete(`groups/${group.id}`)).status).toBe(204);
    const agent = await make_agent(desk, []);
    await make_macro("To the agent", [{ field: "assignee_id", value: String(agent.id) }]);
    await admin.ok("PUT", `users/${agent.id}`, { json: { user: { suspended: true } } });
    const all = await report();
    expect(about(all, "rule_duplicate", "Loud too")).toMatchObject({ facts: { other: "Loud" } });
    expect(about(all, "rule_missing", "Of the group")).toMatchObject({ fix: { action: "deactivate" } });
    expect(about(all, "rule_missing", "To the group")).toMatchObject({ facts: { what: "group" }, fix: null });
    expect(about(all, "rule_inactive", "To the agent")).toMatchObject({ facts: { what: "agent", name: agent.name } });
    expect((await act(about(all, "rule_missing", "To the group")!, "fix")).status).toBe(422);
  });
});

test("tickets and views of who was suspended find somebody new, and go back", async () => {
  const group = await make_group(admin, "Menders");
  const gone = await make_agent(desk, [group.id as number], { name: "Gerda Gone" });
  const client = await sign_in(desk, gone);
  const view = { title: "Gerda's", all: [when("status", "is", "open")], restriction: { type: "User", id: gone.id } };
  await client.ok("POST", "views", { json: { view } });
  const open = await make_ticket(admin, { assignee_id: gone.id, group_id: group.id });
  const solved = await make_ticket(admin, { assignee_id: gone.id, group_id: group.id, status: "solved" });
  await admin.ok("PUT", `users/${gone.id}`, { json: { user: { suspended: true } } });
  const all = await report();
  const tickets = about(all, "tickets_of_absent", "Gerda Gone")!;
  expect(tickets.facts).toMatchObject({ tickets: 1, how: "suspended" });
  const mine = about(all, "owner_absent", "Gerda's")!;
  await mend(tickets);
  const assignee = async (id: unknown) => (await admin.ok("GET", `tickets/${id as number}`)).ticket;
  expect(await assignee(open.id)).toMatchObject({ assignee_id: null, group_id: group.id });
  expect(await assignee(solved.id)).toMatchObject({ assignee_id: gone.id });
  await mend(mine);
  const own = async () => ((await admin.ok("GET", "views")).views as Json[]).some((one) => one.title === "Gerda's");
  expect(await own()).toBe(true);
  await put_back(tickets);
  expect(await assignee(open.id)).toMatchObject({ assignee_id: gone.id });
  await put_back(mine);
  expect(await own()).toBe(false);
  expect(about(await report(), "group_empty", "Menders")).toMatchObject({ facts: { tickets: 1 } });
});

test("mailboxes of a group that nobody is in", async () => {
  const group = await make_group(admin, "Nobody");
  const address = `${unique("box")}@desk.example`;
  const json = { mailbox: { address, name: "Box", group_id: group.id } };
  const mailbox = (await admin.ok("POST", "mailboxes", { json })).mailbox as Json;
  const found = about(await report(), "mailbox_orphan", address)!;
  await mend(found);
  const group_of = async () => (await admin.ok("GET", `mailboxes/${mailbox.id}`)).mailbox.group_id as number | null;
  expect(await group_of()).toBeNull();
  await put_back(found);
  expect(await group_of()).toBe(group.id);
});

test("texts that agents always change before they send them", async () => {
  const text = "We are very sorry. Your parcel left our house this morning and will be with you soon.";
  const wrong = await make_macro("Old words", [{ field: "comment_value", value: text }]);
  const right = await make_macro("Good words", [{ field: "comment_value", value: `{{ticket.id}} ${text} Bye.` }]);
  for (let i = 0; i < 5; ++i) {
    const { id } = await make_ticket(admin);
    const rewritten = "It has not left yet, and we do not know when it will.";
    await update_ticket(admin, id as number, { macro_ids: [wrong.id], comment: { body: rewritten } });
    await update_ticket(admin, id as number, { macro_ids: [right.id], comment: { body: `Hello! ${id} ${text} Bye.` } });
  }
  const all = await report();
  expect(about(all, "macro_edited", "Old words")!.facts).toMatchObject({ edited: 5, sent: 5 });
  expect(about(all, "macro_edited", "Good words")).toBeUndefined();
});

test("macros that say the same", async () => {
  const actions = [{ field: "comment_value", value: "Please send us a photograph of the broken part." }];
  await make_macro("Photo", actions);
  await make_macro("Picture", actions);
  const found = about(await report(), "macro_duplicate", "Picture")!;
  await mend(found);
  expect(about(await report(), "macro_duplicate", "Picture")!.state).toBe("fixed");
});

test("links that lead nowhere, after a second try", async () => {
  const value = `Read ${site}/fine, ${site}/shy and ${site}/gone. Never http://169.254.169.254/secret.`;
  await make_macro("Links", [{ field: "comment_value", value }]);
  await expect
    .poll(async () => about(await report(), "link_broken", "Links")?.facts, { interval: 200 })
    .toMatchObject({ link: `${site}/gone`, answer: "404" });
  expect((await report()).filter((one) => one.kind === "link_broken")).toHaveLength(1);
});

test("forms that ask nothing", async () => {
  const made = await admin.ok("POST", "ticket_forms", { json: { ticket_form: { name: "Hollow" } } });
  const found = about(await report(), "form_empty", "Hollow")!;
  await mend(found);
  const form = async () => (await admin.ok("GET", `ticket_forms/${made.ticket_form.id as number}`)).ticket_form;
  expect((await form()).active).toBe(false);
  await put_back(found);
  expect((await form()).active).toBe(true);
});

test("the report and what was mended outlive the server", async () => {
  const before = await shown();
  await desk.restart("kill");
  admin = desk.admin();
  const after = await shown();
  expect(after.report.id).toBe(before.report.id);
  expect(findings_in(after).map((one) => [one.id, one.state])).toEqual(
    findings_in(before).map((one) => [one.id, one.state]),
  );
  const user = await make_user(admin);
  expect((await admin.post(`housekeeping/findings/${user.id as number}999/undo`)).status).toBe(404);
});
