// SPDX-License-Identifier: AGPL-3.0-or-later
// Side conversations: mails with others than the customer, out and back in.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { run_job } from "./harness/jobs.js";
import {
  comments_of,
  make_agent,
  make_group,
  make_ticket,
  make_user,
  sign_in,
  unique,
  update_ticket,
} from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let customer: Json;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  const mailbox = { address: "help@desk.example", name: "Help desk", signature: "Your help desk", active: true };
  await admin.ok("POST", "mailboxes", { json: { mailbox } });
  customer = await make_user(admin);
});
afterAll(() => desk?.end());

const supplier = "orders@supplier.example";
const make = async (): Promise<number> => (await make_ticket(admin, { requester_id: customer.id })).id as number;
const path = (id: number, side?: Json) => `tickets/${id}/side_conversations${side ? `/${side.id}` : ""}`;
const start = async (id: number, message: Json = {}, client = admin) =>
  await client.ok("POST", path(id), {
    json: { message: { subject: "Spare part", body: "When will it come?", to: [{ email: supplier }], ...message } },
  });
const show = async (id: number, side: Json) => await admin.ok("GET", path(id, side), { query: { include: "events" } });

interface Letter {
  from?: string;
  subject?: string;
  body?: string[];
  headers?: string[];
}
const letter = ({ from = supplier, subject = "Re: Spare part", body = ["On Monday."], headers = [] }: Letter) =>
  [
    `From: ${from}`,
    "To: Help desk <help@desk.example>",
    `Subject: ${subject}`,
    "Date: Mon, 16 Nov 2026 09:30:00 +0100",
    `Message-ID: <${unique("mail")}@mail.example>`,
    "MIME-Version: 1.0",
    ...(headers.some((line) => line.startsWith("Content-Type")) ? [] : ["Content-Type: text/plain; charset=utf-8"]),
    ...headers,
    "",
    ...body,
  ].join("\r\n");
const ingest = async (raw: string): Promise<Json> =>
  JSON.parse(await desk.command(["mail", "ingest", "--mailbox", "help@desk.example"], raw)) as Json;
const answering = (turn: Json) => [`In-Reply-To: ${turn.event.message.delivery.message_id}`];
const raw_of = async (message_id: string): Promise<string> => {
  const sent = (await admin.ok("GET", "outgoing_messages")).outgoing_messages as Json[];
  const one = sent.find((row) => row.message_id === message_id);
  return (await admin.get(`outgoing_messages/${one!.id}/raw`)).text;
};

describe("what agents write", () => {
  test("leaves as a mail of its own, and the customer sees nothing of it", async () => {
    const id = await make();
    const made = await start(id);
    expect(made.side_conversation).toMatchObject({
      ticket_id: id,
      subject: "Spare part",
      state: "open",
      preview_text: "When will it come?",
    });
    const { message } = made.event;
    expect(message).toMatchObject({ to: [{ user_id: null, email: supplier }], delivery: { recipients: [supplier] } });
    const raw = await raw_of(message.delivery.message_id as string);
    expect(raw).toMatch(/^Subject: Spare part \[#s\d+-[0-9a-f]{10}\]/m);
    expect(raw).toMatch(/^To: .*orders@supplier\.example/m);
    expect(raw).not.toContain(customer.email as string);
    expect(raw).toContain("Your help desk");
    expect((await comments_of(admin, id)).length).toBe(1);
    const { audits } = await admin.ok("GET", `tickets/${id}/audits`);
    expect((audits as Json[]).at(-1)!.events).toMatchObject([
      { type: "SideConversation", action: "create", side_conversation_id: made.side_conversation.id },
    ]);
    const reader = await sign_in(desk, customer);
    for (const at of [path(id), path(id, made.side_conversation as Json)])
      expect([403, 404]).toContain((await reader.get(at)).status);
    expect((await reader.get(`requests/${id}/comments`)).text).not.toContain("When will it come");
  });

  test("goes on in the thread, with the message before quoted, and opens what was closed", async () => {
    const id = await make();
    const first = await start(id);
    const side = first.side_conversation as Json;
    const closed = await admin.ok("PUT", path(id, side), { json: { side_conversation: { state: "closed" } } });
    expect(closed.side_conversation.state).toBe("closed");
    const second = await admin.ok("POST", `${path(id, side)}/reply`, { json: { message: { body: "Hello?" } } });
    expect(second.side_conversation).toMatchObject({ state: "open", preview_text: "Hello?" });
    expect(second.event.message.to).toMatchObject([{ email: supplier }]);
    const raw = await raw_of(second.event.message.delivery.message_id as string);
    expect(raw).toContain(`In-Reply-To: ${first.event.message.delivery.message_id}`);
    expect(raw).toMatch(/^Subject: Re: Spare part \[#s/m);
    expect(raw).toContain("> When will it come?");
    const { events } = await admin.ok("GET", `${path(id, side)}/events`);
    expect((events as Json[]).map((event) => event.type)).toEqual(["create", "update", "reply"]);
    expect(events[1]).toMatchObject({ message: null, updates: { state: "closed" } });
  });

  test("takes files put up for it and files of the ticket along", async () => {
    const upload = await admin.post("uploads", {
      query: { filename: "plan.txt" },
      raw: "the plan",
      content_type: "text/plain",
    });
    const comment = { body: "see file", uploads: [upload.body.upload.token] };
    const id = (await make_ticket(admin, { requester_id: customer.id, comment })).id as number;
    const own = (await comments_of(admin, id))[0].attachments[0] as Json;
    const put = await admin.post("tickets/side_conversations/attachments", {
      query: { filename: "order.txt" },
      raw: "two pieces",
      content_type: "text/plain",
    });
    expect(put.body.attachment).toMatchObject({ name: "order.txt", size: 10 });
    const made = await start(id, { attachment_ids: [put.body.attachment.id, String(own.id)] });
    const files = made.event.message.attachments as Json[];
    expect(files.map((file) => file.file_name)).toEqual(["order.txt", "plan.txt"]);
    expect((await admin.get(`attachments/${files[1].id}/content`)).text).toBe("the plan");
    const raw = await raw_of(made.event.message.delivery.message_id as string);
    for (const name of ["order.txt", "plan.txt"]) expect(raw).toContain(name);
    const reader = await sign_in(desk, customer);
    expect((await reader.get(`attachments/${files[1].id}/content`)).status).toBe(404);
    const other = await make();
    const stolen = await admin.post(path(other), {
      json: { message: { body: "x", to: [{ email: supplier }], attachment_ids: [own.id] } },
    });
    expect(stolen.status).toBe(422);
  });

  test("must be sent to somebody, and never to the desk itself", async () => {
    const id = await make();
    for (const message of [
      {},
      { body: "x" },
      { body: "x", to: [] },
      { body: "x", to: [{ email: "nonsense" }] },
      { body: "x", to: [{ email: "Help@Desk.example" }] },
      { body: "x", to: [{ user_id: 999_999 }] },
      { body: "", to: [{ email: supplier }] },
      { body: "x", to: supplier },
      { body: "x", to: [{ email: supplier }], attachment_ids: ["unknown"] },
      { body: "x", to: [{ email: supplier }], external_ids: { a: 1 } },
    ]) {
      const reply = await admin.post(path(id), { json: { message } });
      expect([400, 422], JSON.stringify(message)).toContain(reply.status);
    }
    expect((await admin.ok("GET", path(id))).count).toBe(0);
    expect((await admin.post(path(999_999), { json: { message: { body: "x" } } })).status).toBe(404);
  });

  test("is for agents who may see and change the ticket", async () => {
    const group = await make_group(admin);
    const id = (await make_ticket(admin, { group_id: group.id })).id as number;
    const made = await start(id);
    const stranger = await sign_in(desk, await make_agent(desk, [], { ticket_restriction: "groups" }));
    const side = made.side_conversation as Json;
    for (const at of [path(id), path(id, side), `${path(id, side)}/events`])
      expect((await stranger.get(at)).status).toBe(404);
    const message = { body: "x", to: [{ email: supplier }] };
    expect((await stranger.post(path(id), { json: { message } })).status).toBe(404);
    expect((await stranger.post(`${path(id, side)}/reply`, { json: { message } })).status).toBe(404);
    const other = await make();
    expect((await admin.get(path(other, side))).status).toBe(404);
    await update_ticket(admin, id, { status: "closed" });
    expect((await admin.post(path(id), { json: { message } })).status).toBe(422);
  });

  test("is listed in pages of both kinds", async () => {
    const id = await make();
    for (const subject of ["one", "two", "three"]) await start(id, { subject });
    const subjects = (page: Json) => (page.side_conversations as Json[]).map((one) => one.subject as string);
    const numbered = await admin.ok("GET", path(id), { query: { per_page: 2, page: 2 } });
    expect(subjects(numbered)).toEqual(["three"]);
    const first = await admin.ok("GET", path(id), { query: { "page[size]": 2, include: "events" } });
    expect(subjects(first)).toEqual(["one", "two"]);
    expect(first.events).toHaveLength(2);
    const rest = await admin.ok("GET", path(id), {
      query: { "page[size]": 2, "page[after]": first.meta.after_cursor as string },
    });
    expect(subjects(rest)).toEqual(["three"]);
  });
});

describe("an answer", () => {
  test("is added to the side conversation and never to the ticket's own", async () => {
    const id = await make();
    const made = await start(id);
    const side = made.side_conversation as Json;
    await admin.ok("PUT", path(id, side), { json: { side_conversation: { state: "closed" } } });
    const socket = await admin.live();
    const done = await ingest(letter({ headers: answering(made), body: ["On Monday.", "", "> When will it come?"] }));
    expect(done).toMatchObject({ outcome: "appended", ticket_id: id, comment_id: null });
    await socket.ticket(id, (frame) => (frame.fields as string[]).includes("side_conversation"));
    socket.close();
    const { side_conversation, events } = await show(id, side);
    expect(side_conversation).toMatchObject({ state: "open", preview_text: "On Monday." });
    expect((events as Json[]).at(-1)).toMatchObject({
      type: "reply",
      via: "mail",
      actor: { email: supplier },
      message: { from_mail: true, visible_body: "On Monday.", has_more: true, report: false },
    });
    expect((await comments_of(admin, id)).length).toBe(1);
    expect((await ingest(letter({ headers: answering(made) }))).outcome).toBe("appended");
  });

  test("from an address nobody wrote to needs the token of the subject", async () => {
    const id = await make();
    const made = await start(id);
    const raw = await raw_of(made.event.message.delivery.message_id as string);
    const subject = /^Subject: (.*)$/m.exec(raw)![1]!.trim();
    const from = "Warehouse <stock@supplier.example>";
    const done = await ingest(letter({ from, subject: `AW: ${subject}` }));
    expect(done).toMatchObject({ outcome: "appended", ticket_id: id });
    const { side_conversation } = await show(id, made.side_conversation as Json);
    expect((side_conversation.participants as Json[]).map((one) => one.email)).toContain("stock@supplier.example");
    const forged = subject.replace(/-[0-9a-f]{10}/, "-0123456789");
    const other = await ingest(letter({ from, subject: `AW: ${forged}` }));
    expect(other.outcome).toBe("created");
    expect(other.ticket_id).not.toBe(id);
  });

  test("is held back by a filter of mail, and comes in when a person says so", async () => {
    const id = await make();
    const made = await start(id);
    const mark = unique("casino");
    const conditions = { all: [{ field: "body", operator: "includes", value: mark }], any: [] };
    const filter = async (actions: Json[]) =>
      await admin.ok("POST", "mail_filters", { json: { mail_filter: { title: mark, conditions, actions } } });
    await filter([{ field: "current_tags", value: "casino" }, { field: "priority", value: "low" }]);
    const raw = () => letter({ headers: answering(made), body: [`Play at ${mark}.`] });
    expect(await ingest(raw())).toMatchObject({ outcome: "appended", ticket_id: id });
    const { ticket } = await admin.ok("GET", `tickets/${id}`);
    expect(ticket).toMatchObject({ tags: [], priority: null });
    await filter([{ field: "suspend" }]);
    expect(await ingest(raw())).toMatchObject({ outcome: "suspended", ticket_id: null });
    const side = made.side_conversation as Json;
    expect((await show(id, side)).events).toHaveLength(2);
    const { suspended_tickets } = await admin.ok("GET", "suspended_tickets");
    const held = (suspended_tickets as Json[]).find((one) => (one.cause as string).includes(mark))!;
    expect(held).toMatchObject({ cause_id: 31, why: [{ key: "filter", params: { title: mark } }, {}] });
    await admin.ok("PUT", `suspended_tickets/${held.id}/recover`);
    expect((await show(id, side)).events).toHaveLength(3);
  });

  test("twice is one message", async () => {
    const id = await make();
    const made = await start(id);
    const raw = letter({ headers: answering(made) });
    await ingest(raw);
    expect((await ingest(raw)).outcome).toBe("duplicate");
    expect((await show(id, made.side_conversation as Json)).events).toHaveLength(2);
  });

  test("of a machine is kept, opens nothing and is not answered", async () => {
    const id = await make();
    const made = await start(id);
    const side = made.side_conversation as Json;
    await admin.ok("PUT", path(id, side), { json: { side_conversation: { state: "closed" } } });
    const before = (await admin.ok("GET", `tickets/${id}`)).ticket.updated_at as string;
    await ingest(
      letter({ subject: "Out of office", headers: ["Auto-Submitted: auto-replied", ...answering(made)] }),
    );
    const shown = await show(id, side);
    expect(shown.side_conversation.state).toBe("closed");
    expect((shown.events as Json[]).at(-1)!.message).toMatchObject({
      report: true,
      classification: { auto_reply: true },
    });
    expect((await admin.ok("GET", `tickets/${id}`)).ticket.updated_at).toBe(before);
  });

  test("that could not be delivered marks the mail", async () => {
    const id = await make();
    const made = await start(id, { to: [{ email: "gone@supplier.example" }] });
    const message_id = made.event.message.delivery.message_id as string;
    const report = letter({
      from: "Mail Delivery Subsystem <MAILER-DAEMON@mx.example.com>",
      subject: "Undelivered Mail Returned to Sender",
      headers: ['Content-Type: multipart/report; report-type=delivery-status; boundary="b"', "Return-Path: <>"],
      body: [
        "--b",
        "Content-Type: text/plain",
        "",
        "No.",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.example.com",
        "",
        "Final-Recipient: rfc822; gone@supplier.example",
        "Action: failed",
        "Status: 5.1.1",
        "Diagnostic-Code: smtp; 550 5.1.1 No such user",
        "",
        "--b",
        "Content-Type: message/rfc822",
        "",
        "From: help@desk.example",
        `Message-ID: ${message_id}`,
        "",
        "Hello",
        "--b--",
      ],
    });
    expect((await ingest(report)).outcome).toBe("bounce_recorded");
    const { events } = await show(id, made.side_conversation as Json);
    expect(events[0].message.delivery).toMatchObject({ state: "bounced", error: "550 5.1.1 No such user" });
    expect(events[1].message).toMatchObject({ report: true, classification: { bounce: true } });
    expect((await comments_of(admin, id)).length).toBe(1);
  });

  test("follows its ticket into another and survives a crash", async () => {
    const [source, target] = [await make(), await make()];
    const made = await start(source);
    await run_job(admin, "POST", `tickets/${target}/merge`, { json: { ids: [source] } });
    expect(await ingest(letter({ headers: answering(made) }))).toMatchObject({ ticket_id: target });
    await desk.restart("kill");
    admin = desk.admin();
    const { side_conversations } = await admin.ok("GET", path(target));
    expect(side_conversations).toMatchObject([{ id: made.side_conversation.id, preview_text: "On Monday." }]);
    expect((await admin.ok("GET", path(source))).side_conversations).toEqual([]);
  });

  test("to a ticket deleted for good leaves nothing behind", async () => {
    const id = await make();
    const made = await start(id);
    await admin.delete(`tickets/${id}`);
    expect((await ingest(letter({ headers: answering(made) }))).ticket_id).not.toBe(id);
    await run_job(admin, "DELETE", `deleted_tickets/${id}`);
    expect((await admin.get(path(id, made.side_conversation as Json))).status).toBe(404);
  });
});
