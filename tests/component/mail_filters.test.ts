// SPDX-License-Identifier: AGPL-3.0-or-later
// Filters that mail passes before it becomes a ticket, and what makes a mail urgent by itself.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_group, make_organization, make_user, sign_in, unique } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let mailbox: Json;
let group: Json;
let agent: Json;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  group = await make_group(admin);
  agent = await make_agent(desk, [group.id as number]);
  const fields = { address: "help@desk.example", name: "Help desk", active: true };
  mailbox = (await admin.ok("POST", "mailboxes", { json: { mailbox: fields } })).mailbox;
});
afterAll(() => desk?.end());

interface Ingested {
  outcome: string;
  ticket_id: number | null;
  reason: string | null;
}
interface Letter {
  from?: string;
  subject?: string;
  headers?: string[];
  body?: string;
}

function raw(letter: Letter): string {
  return [
    `From: ${letter.from ?? "Jana <jana@shop.example>"}`,
    "To: Help desk <help@desk.example>",
    `Subject: ${letter.subject ?? "Kettle"}`,
    `Message-ID: <${unique("mail")}@mail.example>`,
    "Date: Mon, 16 Nov 2026 09:30:00 +0100",
    ...(letter.headers ?? []),
    "",
    letter.body ?? "My kettle does not boil.",
  ].join("\r\n");
}
const ingest = async (letter: Letter) =>
  JSON.parse(await desk.command(["mail", "ingest", "--mailbox", "help@desk.example"], raw(letter))) as Ingested;
const ticket_of = async (letter: Letter): Promise<Json> => {
  const done = await ingest(letter);
  expect(done, JSON.stringify(done)).toMatchObject({ outcome: "created" });
  return (await admin.ok("GET", `tickets/${done.ticket_id}`)).ticket;
};
const notes_of = async (ticket_id: number): Promise<Json[]> => {
  const { audits } = await admin.ok("GET", `tickets/${ticket_id}/audits`);
  return (audits as Json[])
    .flatMap((audit) => audit.events as Json[])
    .filter((event: Json) => event.type === "AutomaticChange");
};
const trace_of = async (ticket_id: number): Promise<string> => {
  const { comments } = await admin.ok("GET", `tickets/${ticket_id}/comments`);
  const shown = await admin.ok("GET", `tickets/${ticket_id}/comments/${(comments as Json[]).at(-1).id}/email`);
  return JSON.stringify(shown.trace);
};
const subject_has = (value: string) => ({ field: "subject", operator: "includes", value });

async function make_filter(fields: Json): Promise<Json> {
  const mail_filter = { title: unique("filter"), ...fields };
  return (await admin.ok("POST", "mail_filters", { json: { mail_filter } })).mail_filter;
}

describe("mail filters", () => {
  test("set what they say before the ticket is made, and the ticket says which did", async () => {
    const brand = (
      await admin.ok("POST", "brands", { json: { brand: { name: unique("Brand"), subdomain: unique("brand") } } })
    ).brand;
    const field = (
      await admin.ok("POST", "ticket_fields", { json: { ticket_field: { type: "text", title: unique("Order") } } })
    ).ticket_field;
    const filter = await make_filter({
      title: "Shop orders",
      conditions: { all: [{ field: "header:X-Shop", operator: "is", value: "tea" }], any: [] },
      actions: [
        { field: "group_id", value: group.id },
        { field: "assignee_id", value: agent.id },
        { field: "priority", value: "high" },
        { field: "type", value: "problem" },
        { field: "status", value: "pending" },
        { field: "brand_id", value: brand.id },
        { field: "current_tags", value: "shop tea" },
        { field: `custom_fields_${field.id}`, value: "from the shop" },
      ],
    });
    expect(filter).toMatchObject({ title: "Shop orders", active: true, problems: [] });
    const ticket = await ticket_of({ headers: ["X-Shop: Tea"] });
    expect(ticket).toMatchObject({
      group_id: group.id,
      assignee_id: agent.id,
      priority: "high",
      type: "problem",
      status: "pending",
      brand_id: brand.id,
      tags: ["shop", "tea"],
    });
    expect(ticket.custom_fields).toContainEqual({ id: field.id, value: "from the shop" });
    const notes = await notes_of(ticket.id as number);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatchObject({ rule: "mail_filter", rule_id: filter.id, title: "Shop orders" });
    expect(notes[0].reason).toContain("header:X-Shop is “tea”");
    expect(notes[0].changes).toContainEqual({ field_name: "priority", value: "high" });
    expect(await trace_of(ticket.id as number)).toContain("Shop orders");
    expect(await ticket_of({ headers: ["X-Shop: coffee"] })).toMatchObject({ priority: null, tags: [] });
  });

  test("are asked in their order; one that stops ends it, and later ones overrule earlier ones", async () => {
    const mark = unique("order");
    const conditions = { all: [subject_has(mark)], any: [] };
    const actions = (priority: string, tag: string, more: Json[] = []) => [
      { field: "priority", value: priority },
      { field: "current_tags", value: tag },
      ...more,
    ];
    const first = await make_filter({ conditions, actions: actions("low", "one") });
    const second = await make_filter({ conditions, actions: actions("normal", "two", [{ field: "stop" }]) });
    const third = await make_filter({ conditions, actions: actions("high", "three") });
    expect(await ticket_of({ subject: mark })).toMatchObject({ priority: "normal", tags: ["one", "two"] });
    const ids = [third.id, first.id, second.id];
    const listed = await admin.ok("PUT", "mail_filters/reorder", { json: { mail_filter_ids: ids } });
    expect((listed.mail_filters as Json[]).slice(0, 3).map((one: Json) => one.id)).toEqual(ids);
    expect(await ticket_of({ subject: mark })).toMatchObject({ priority: "normal", tags: ["one", "three", "two"] });
    await admin.ok("PUT", `mail_filters/${second.id}`, { json: { mail_filter: { active: false } } });
    expect(await ticket_of({ subject: mark })).toMatchObject({ priority: "low", tags: ["one", "three"] });
  });

  test("hold mail back where it can be found again, and let it in when a person says so", async () => {
    const mark = unique("junk");
    const filter = await make_filter({
      title: `Away with ${mark}`,
      conditions: { all: [], any: [subject_has(mark), { field: "sender_domain", operator: "is", value: "x.example" }] },
      actions: [{ field: "discard" }, { field: "current_tags", value: "junk" }],
    });
    const done = await ingest({ subject: `About ${mark}` });
    expect(done).toMatchObject({ outcome: "suspended", ticket_id: null });
    const { suspended_tickets } = await admin.ok("GET", "suspended_tickets");
    const held = (suspended_tickets as Json[]).find((one: Json) => one.subject === `About ${mark}`);
    expect(held).toMatchObject({ cause_id: 32 });
    expect(held.cause).toContain(filter.title);
    expect(held.why).toMatchObject([{ params: { title: filter.title } }, { params: subject_has(mark) }]);
    expect((await admin.ok("PUT", `suspended_tickets/${held.id}/retry`)).outcome).toBe("suspended");
    const { ticket } = await admin.ok("PUT", `suspended_tickets/${held.id}/recover`);
    expect(ticket).toMatchObject({ subject: `About ${mark}`, tags: ["junk"] });
  });

  test("let in what looks like spam or an automatic reply", async () => {
    const spam = { subject: unique("order"), headers: ["X-Spam-Flag: YES", "X-Shop-Alert: 1"] };
    expect(await ingest(spam)).toMatchObject({ outcome: "suspended" });
    const filter = await make_filter({
      conditions: { all: [{ field: "header:X-Shop-Alert", operator: "present" }] },
      actions: [{ field: "accept" }, { field: "no_auto_reply" }],
    });
    expect(await ingest(spam)).toMatchObject({ outcome: "created" });
    const away = { subject: unique("alert"), headers: ["Auto-Submitted: auto-replied", "X-Shop-Alert: 1"] };
    expect(await ingest(away)).toMatchObject({ outcome: "created" });
    await admin.ok("DELETE", `mail_filters/${filter.id}`);
    expect(await ingest(spam)).toMatchObject({ outcome: "suspended" });
  });

  test("on a ticket that exists set its tags and priority, and leave the agents' choices alone", async () => {
    const mark = unique("again");
    const first = raw({ subject: mark });
    const id = /Message-ID: (\S+)/.exec(first)![1]!;
    const done = JSON.parse(
      await desk.command(["mail", "ingest", "--mailbox", "help@desk.example"], first),
    ) as Ingested;
    await make_filter({
      conditions: { all: [subject_has(mark)] },
      actions: [
        { field: "priority", value: "urgent" },
        { field: "current_tags", value: "escalated" },
        { field: "group_id", value: group.id },
      ],
    });
    const answer = await ingest({ subject: `Re: ${mark}`, headers: [`In-Reply-To: ${id}`], body: "Still broken." });
    expect(answer).toMatchObject({ outcome: "appended", ticket_id: done.ticket_id });
    const { ticket } = await admin.ok("GET", `tickets/${done.ticket_id}`);
    expect(ticket).toMatchObject({ priority: "urgent", tags: ["escalated"], group_id: null });
    const notes = await notes_of(ticket.id as number);
    expect(notes.at(-1)?.changes).toEqual([
      { field_name: "priority", value: "urgent" },
      { field_name: "tags", value: "escalated" },
    ]);
  });

  test("never lose a mail: what names something that is gone is passed over and shown", async () => {
    const mark = unique("gone");
    const lost = await make_group(admin);
    const leaver = await make_agent(desk, []);
    const filter = await make_filter({
      conditions: { all: [subject_has(mark)] },
      actions: [
        { field: "group_id", value: lost.id },
        { field: "assignee_id", value: leaver.id },
        { field: "priority", value: "low" },
      ],
    });
    await admin.ok("DELETE", `groups/${lost.id}`);
    await admin.ok("PUT", `users/${leaver.id}`, { json: { user: { role: "end-user" } } });
    const shown = (await admin.ok("GET", `mail_filters/${filter.id}`)).mail_filter;
    expect((shown.problems as Json[]).map((one: Json) => one.field)).toEqual(["group_id", "assignee_id"]);
    const ticket = await ticket_of({ subject: mark });
    expect(ticket).toMatchObject({ priority: "low", group_id: null, assignee_id: null });
    expect(await trace_of(ticket.id as number)).toContain("passed over");
    const renamed = { mail_filter: { title: "Another name" } };
    await admin.ok("PUT", `mail_filters/${filter.id}`, { json: renamed });
  });

  test("make a ticket without what they say when the desk refuses it", async () => {
    const mark = unique("refused");
    const title = unique("Owner");
    const ticket_field = { type: "lookup", title, relationship_target_type: "zen:user" };
    const field = (await admin.ok("POST", "ticket_fields", { json: { ticket_field } })).ticket_field;
    const conditions = { all: [subject_has(mark)] };
    const actions = [
      { field: `custom_fields_${field.id}`, value: "987654321" },
      { field: "priority", value: "low" },
    ];
    await make_filter({ conditions, actions });
    const ticket = await ticket_of({ subject: mark });
    expect(ticket).toMatchObject({ priority: null });
    expect(await trace_of(ticket.id as number)).toContain("left out");
  });

  test("can be tried on a mail before anything happens", async () => {
    const mark = unique("try");
    const conditions = { all: [subject_has(mark), { field: "size_kb", operator: "less_than", value: 100 }], any: [] };
    const filter = await make_filter({ conditions, actions: [{ field: "suspend" }] });
    const { preview } = await admin.ok("POST", "mail_filters/preview", { json: { raw: raw({ subject: mark }) } });
    expect(preview).toMatchObject({ subject: mark, from: "jana@shop.example" });
    expect(preview.held).toContain(filter.title);
    const verdict = (preview.filters as Json[]).find((one: Json) => one.id === filter.id);
    expect(verdict).toMatchObject({ fits: true, acts: true });
    expect((verdict.conditions.all as Json[]).map((one: Json) => one.holds)).toEqual([true, true]);
    const unsaved = { title: "x", conditions: { all: [subject_has("nothing")] }, actions: [{ field: "stop" }] };
    const alone = await admin.ok("POST", "mail_filters/preview", {
      json: { raw: raw({ subject: mark }), mail_filter: unsaved },
    });
    expect(alone.preview).toMatchObject({ held: null, filters: [{ id: null, fits: false, acts: false }] });
    const done = await ticket_of({ subject: "Stored one" });
    const { comments } = await admin.ok("GET", `tickets/${done.id}/comments`);
    const stored = await admin.ok("POST", "mail_filters/preview", {
      json: { comment_id: (comments as Json[])[0].id, mailbox_id: mailbox.id },
    });
    expect(stored.preview.subject).toBe("Stored one");
    expect((await admin.post("mail_filters/preview", { json: {} })).status).toBe(422);
    expect((await admin.post("mail_filters/preview", { json: { comment_id: 999_999 } })).status).toBe(404);
  });

  test("refuse what cannot be, and are for admins", async () => {
    const good = { title: "x", conditions: { all: [subject_has("x")] }, actions: [{ field: "stop" }] };
    for (const wrong of [
      { title: " " },
      { conditions: { all: [], any: [] } },
      { conditions: { all: [{ field: "subject", operator: "matches", value: "((" }] } },
      { conditions: { all: [{ field: "nonsense", operator: "is", value: "x" }] } },
      { conditions: { all: "x" } },
      { conditions: { all: [7] } },
      { actions: [] },
      { actions: [{ field: "comment_value", value: "x" }] },
      { actions: [{ field: "group_id", value: 999_999 }] },
      { actions: [{ field: "group_id", value: "" }] },
      { actions: [{ field: "status", value: "closed" }] },
      { actions: [{ field: "custom_fields_999999", value: "x" }] },
    ]) {
      const reply = await admin.post("mail_filters", { json: { mail_filter: { ...good, ...wrong } } });
      expect([400, 422], JSON.stringify(wrong)).toContain(reply.status);
    }
    const outsider = await sign_in(desk, agent);
    expect((await outsider.get("mail_filters")).status).toBe(403);
    expect((await outsider.post("mail_filters", { json: { mail_filter: good } })).status).toBe(403);
    expect((await admin.get("mail_filters/999999")).status).toBe(404);
    const { audit_logs } = await admin.ok("GET", "audit_logs");
    expect((audit_logs as Json[]).map((one: Json) => one.source_type)).toContain("mail_filter");
  });
});

describe("urgent words", () => {
  test("give a priority where nothing else has, and say why", async () => {
    const ticket = await ticket_of({ subject: "Срочно: чайник", from: "ivan@tea.example" });
    expect(ticket).toMatchObject({ priority: "urgent" });
    const notes = await notes_of(ticket.id as number);
    expect(notes).toMatchObject([{ rule: "priority_words", changes: [{ field_name: "priority", value: "urgent" }] }]);
    expect(notes[0].why).toEqual([{ key: "word", params: { word: "срочн*" } }]);
    expect(await ticket_of({ headers: ["Importance: high"] })).toMatchObject({ priority: "high" });
    await make_filter({
      conditions: { all: [subject_has("hurry-mark")] },
      actions: [{ field: "priority", value: "low" }],
    });
    expect(await ticket_of({ subject: "URGENT hurry-mark" })).toMatchObject({ priority: "low" });
  });

  test("count in requests from forms, too, with or without a sign-in", async () => {
    const self = await sign_in(desk, await make_user(admin));
    const request = { subject: "Emergency at the bar", comment: { body: "Come at once" } };
    const own = (await self.ok("POST", "requests", { json: { request } })).request;
    expect(own.priority).toBe("urgent");
    const words = { rule: "priority_words", changes: [{ field_name: "priority", value: "urgent" }] };
    expect(await notes_of(own.id as number)).toMatchObject([words]);
    const chosen = { ...request, priority: "low" };
    expect((await self.ok("POST", "requests", { json: { request: chosen } })).request.priority).toBe("low");
    const subject = unique("Emergency");
    const stranger = { name: "Sam", email: `${unique("sam")}@example.com` };
    await desk.anonymous().ok("POST", "requests", { json: { request: { ...request, subject, requester: stranger } } });
    const found = await admin.ok("GET", "tickets", { query: { sort_by: "id", sort_order: "desc" } });
    const asked = (found.tickets as Json[]).find((one: Json) => one.subject === subject);
    expect(asked.priority).toBe("urgent");
  });

  test("are the desk's own, and can be switched off", async () => {
    const languages = [{ locale: "cs", urgent: ["hoří"], high: [] }];
    const { priority_words } = await admin.ok("PUT", "priority_words", { json: { priority_words: { languages } } });
    expect(priority_words.languages as Json[]).toContainEqual(languages[0]);
    expect(await ticket_of({ subject: "HORI u nas" })).toMatchObject({ priority: "urgent" });
    await admin.ok("PUT", "priority_words", { json: { priority_words: { enabled: false } } });
    expect(await ticket_of({ subject: "Urgent: hoří" })).toMatchObject({ priority: null });
    expect((await admin.ok("GET", "priority_words")).priority_words).toMatchObject({ enabled: false, headers: true });
    const wrong = { languages: [{ locale: "xx", urgent: [], high: [] }] };
    expect((await admin.put("priority_words", { json: { priority_words: wrong } })).status).toBe(422);
  });
});

describe("tiers of customers", () => {
  const tiers = [
    { tag: "gold", name: "Gold", priority: "urgent", set_tag: "vip", group_id: null as number | null },
    { tag: "silver", name: "", priority: "high", set_tag: "", group_id: null },
  ];

  test("drive the priority of tickets from every channel", async () => {
    tiers[0]!.group_id = group.id as number;
    const { customer_tiers } = await admin.ok("PUT", "customer_tiers", { json: { customer_tiers: tiers } });
    expect(customer_tiers).toMatchObject([{ name: "Gold" }, { name: "silver", set_tag: null, group_id: null }]);
    const company = await make_organization(admin);
    await admin.ok("PUT", `organizations/${company.id}`, { json: { organization: { tags: ["gold"] } } });
    const member = await make_user(admin, { organization_id: company.id });
    const lesser = await make_user(admin, { tags: ["silver"] });
    const made = async (fields: Json) =>
      (await admin.ok("POST", "tickets", { json: { ticket: { comment: { body: "Hello" }, ...fields } } }))
        .ticket as Json;
    const ticket = await made({ requester_id: member.id });
    expect(ticket).toMatchObject({ priority: "urgent", tags: ["vip"], group_id: group.id });
    expect(await notes_of(ticket.id as number)).toMatchObject([{ rule: "customer_tier", title: "Gold" }]);
    expect(await made({ requester_id: member.id, priority: "low" })).toMatchObject({ priority: "low", tags: ["vip"] });
    expect(await made({ requester_id: lesser.id })).toMatchObject({ priority: "high", tags: [] });
    await admin.ok("PUT", "priority_words", { json: { priority_words: { enabled: true } } });
    const mail = { from: `G <${member.email as string}>`, subject: "ASAP please" };
    expect(await ticket_of(mail)).toMatchObject({ priority: "urgent", tags: ["vip"] });
    const self = await sign_in(desk, member);
    const request = { subject: "Mine", comment: { body: "Hello" } };
    const own = (await self.ok("POST", "requests", { json: { request } })).request;
    expect((await admin.ok("GET", `tickets/${own.id}`)).ticket).toMatchObject({ priority: "urgent", tags: ["vip"] });
  });

  test("count when the requester changes, but not against what people chose", async () => {
    const gold = await make_user(admin, { tags: ["gold"] });
    const silver = await make_user(admin, { tags: ["silver"] });
    const nobody = await make_user(admin);
    const made = async (fields: Json) =>
      (await admin.ok("POST", "tickets", { json: { ticket: { comment: { body: "Hello" }, ...fields } } }))
        .ticket as Json;
    const moved = async (ticket: Json, requester: Json, fields: Json = {}) =>
      (await admin.ok("PUT", `tickets/${ticket.id}`, { json: { ticket: { requester_id: requester.id, ...fields } } }))
        .ticket as Json;
    const plain = await made({ requester_id: nobody.id });
    expect(plain.priority).toBeNull();
    expect(await moved(plain, silver)).toMatchObject({ priority: "high" });
    expect(await moved(plain, gold)).toMatchObject({ priority: "urgent", tags: ["vip"] });
    expect(await moved(plain, nobody)).toMatchObject({ priority: "urgent" });
    const chosen = await made({ requester_id: nobody.id, priority: "low" });
    expect(await moved(chosen, gold)).toMatchObject({ priority: "low", tags: ["vip"] });
    const both = await made({ requester_id: nobody.id });
    expect(await moved(both, gold, { priority: "normal" })).toMatchObject({ priority: "normal" });
  });

  test("are read by agents and set by admins", async () => {
    const client = await sign_in(desk, agent);
    expect((await client.get("customer_tiers")).status).toBe(200);
    expect((await client.put("customer_tiers", { json: { customer_tiers: [] } })).status).toBe(403);
    for (const wrong of [
      [{ tag: "two words" }],
      [{ tag: "" }],
      [{ tag: "a" }, { tag: "A" }],
      [{ tag: "a", priority: "huge" }],
      [{ tag: "a", group_id: 999_999 }],
      [7],
    ]) {
      const reply = await admin.put("customer_tiers", { json: { customer_tiers: wrong } });
      expect([400, 422], JSON.stringify(wrong)).toContain(reply.status);
    }
    expect((await admin.ok("GET", "account/settings")).settings).not.toHaveProperty("customer_tiers");
  });
});
