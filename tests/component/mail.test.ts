// SPDX-License-Identifier: AGPL-3.0-or-later
// Mail as the API shows it: mailboxes, what came in, what was kept back, what goes out.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
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
let mailbox: Json;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  const group = await make_group(admin);
  const fields = {
    address: "help@desk.example",
    name: "Help desk",
    group_id: group.id,
    signature: "Your help desk",
    active: true,
  };
  mailbox = (await admin.ok("POST", "mailboxes", { json: { mailbox: fields } })).mailbox;
});
afterAll(() => desk?.end());

interface Ingested {
  outcome: string;
  ticket_id: number | null;
  comment_id: number | null;
  reason: string | null;
}

async function ingest(lines: string[]): Promise<Ingested> {
  return JSON.parse(
    await desk.command(["mail", "ingest", "--mailbox", "help@desk.example"], lines.join("\r\n")),
  ) as Ingested;
}

function mail(from: string, subject: string, body: string[], headers: string[] = []): string[] {
  return [
    `From: ${from}`,
    "To: Help desk <help@desk.example>",
    `Subject: ${subject}`,
    "Date: Mon, 16 Nov 2026 09:30:00 +0100",
    `Message-ID: <${unique("mail")}@mail.example>`,
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
    ...headers,
    "",
    ...body,
  ];
}

describe("mailboxes", () => {
  const server = { host: "127.0.0.1", port: 1, security: "none", username: "help", auth: "password" };

  test("keep their passwords to themselves", async () => {
    const password = "very-secret-mail-password";
    const json = {
      mailbox: {
        address: `${unique("box")}@desk.example`,
        name: "Box",
        active: false,
        imap: { ...server, folder: "INBOX", password },
        smtp: { ...server, password },
      },
    };
    const made = await admin.post("mailboxes", { json });
    expect(made.status).toBe(201);
    const path = `mailboxes/${made.body.mailbox.id}`;
    const renamed = await admin.put(path, { json: { mailbox: { name: "Renamed", imap: { ...server, port: 2 } } } });
    expect(renamed.body.mailbox).toMatchObject({ name: "Renamed", imap: { ...server, port: 2 } });
    for (const reply of [made, renamed, await admin.get(path), await admin.get("mailboxes")]) {
      expect(reply.text).not.toContain(password);
    }
    expect((await admin.delete(path)).status).toBe(204);
    expect((await admin.get(path)).status).toBe(404);
  });

  test("need an address of their own", async () => {
    for (const fields of [
      {},
      { address: "" },
      { address: "nonsense" },
      { address: mailbox.address },
      { address: "a@b.example", group_id: 999_999 },
    ]) {
      const reply = await admin.post("mailboxes", { json: { mailbox: { name: "x", ...fields } } });
      expect([400, 422], JSON.stringify(fields)).toContain(reply.status);
    }
    for (const imap of [
      "x",
      7,
      [],
      { host: 7 },
      { port: "x" },
      { port: 70_000 },
      { security: "maybe" },
      { auth: "none" },
    ]) {
      const json = { mailbox: { address: `${unique("odd")}@desk.example`, name: "x", imap } };
      expect((await admin.post("mailboxes", { json })).status).toBeLessThan(500);
    }
  });

  test("are changed by admins only", async () => {
    const agent = await sign_in(desk, await make_agent(desk, []));
    expect(
      (await agent.post("mailboxes", { json: { mailbox: { address: "z@desk.example", name: "z" } } })).status,
    ).toBe(403);
    expect((await agent.put(`mailboxes/${mailbox.id}`, { json: { mailbox: { name: "z" } } })).status).toBe(403);
    expect((await agent.delete(`mailboxes/${mailbox.id}`)).status).toBe(403);
  });
});

describe("incoming mail", () => {
  test("becomes a ticket of the mailbox and its group", async () => {
    const raw = mail('"Čeněk Žák" <Cenek.Zak@example.com>', "=?utf-8?q?Rozbit=C3=A1_konvice?=", [
      "Dobrý den, konvice teče.",
      "",
      "-- ",
      "Čeněk",
      "",
      "On Monday Somebody wrote:",
      "> old text",
    ]);
    const done = await ingest(raw);
    expect(done).toMatchObject({ outcome: "created" });
    const { ticket } = await admin.ok("GET", `tickets/${done.ticket_id}`);
    expect(ticket).toMatchObject({
      subject: "Rozbitá konvice",
      status: "new",
      via: { channel: "email" },
      mailbox_id: mailbox.id,
      group_id: mailbox.group_id,
    });
    const requester = (await admin.ok("GET", `users/${ticket.requester_id}`)).user;
    expect(requester).toMatchObject({
      name: "Čeněk Žák",
      email: expect.stringMatching(/^cenek\.zak@example\.com$/i) as unknown,
    });
    const [comment] = await comments_of(admin, ticket.id as number);
    expect(comment).toMatchObject({ id: done.comment_id, from_mail: true, has_more: true });
    expect(comment.visible_body).toContain("konvice teče");
    expect(comment.visible_body).not.toContain("old text");

    const path = `tickets/${ticket.id}/comments/${comment.id}/email`;
    const view = await admin.ok("GET", path);
    expect(view).toMatchObject({
      from: { name: "Čeněk Žák" },
      subject: "Rozbitá konvice",
      to: [{ address: "help@desk.example" }],
      cc: [],
      bounce: null,
    });
    expect(view.body_text).toContain("old text");
    const original = await admin.get(`${path}/raw`);
    expect(original.text).toBe(raw.join("\r\n"));
    expect(original.headers.get("content-disposition")).toMatch(/^attachment/);
  });

  test("the same mail twice is one comment", async () => {
    const raw = mail("twice@example.com", "Twice", ["hello"]);
    const first = await ingest(raw);
    const second = await ingest(raw);
    expect(second.outcome).toBe("duplicate");
    expect((await comments_of(admin, first.ticket_id!)).length).toBe(1);
  });

  test("an answer goes to its ticket and opens it again, live", async () => {
    const first = await ingest(mail("asker@example.com", "Question", ["How?"]));
    const id = first.ticket_id!;
    await update_ticket(admin, id, { status: "pending", comment: { body: "Like this." } });
    const sent = (await comments_of(admin, id))[1].delivery as Json;
    const socket = await admin.live();
    const answer = await ingest(
      mail("asker@example.com", "Re: Question", ["Thanks!"], [`In-Reply-To: ${sent.message_id}`]),
    );
    expect(answer).toMatchObject({ outcome: "appended", ticket_id: id });
    await socket.ticket(id, (frame) => frame.comment?.id === answer.comment_id && frame.ticket.status === "open");
    socket.close();
  });

  test("an auto-reply is marked, reopens nothing and is not answered", async () => {
    const first = await ingest(mail("holiday@example.com", "Broken", ["It broke."]));
    const id = first.ticket_id!;
    await update_ticket(admin, id, { status: "pending", comment: { body: "Which one?" } });
    const sent = (await comments_of(admin, id))[1].delivery as Json;
    const headers = ["Auto-Submitted: auto-replied", `In-Reply-To: ${sent.message_id}`];
    await ingest(mail("holiday@example.com", "Out of office: Broken", ["I am away."], headers));
    expect((await admin.ok("GET", `tickets/${id}`)).ticket.status).toBe("pending");
    const last = (await comments_of(admin, id)).at(-1);
    expect(last).toMatchObject({ from_mail: true, classification: { auto_reply: true, bounce: false } });
  });
});

describe("suspended mail", () => {
  const suspend = async (): Promise<number> => {
    const done = await ingest(mail("help@desk.example", unique("from ourselves"), ["echo"]));
    expect(done.outcome).toBe("suspended");
    const list = (await admin.ok("GET", "suspended_tickets", { query: { "page[size]": 100 } }))
      .suspended_tickets as Json[];
    return list.sort((a, b) => (b.id as number) - (a.id as number))[0].id as number;
  };

  test("is shown with its cause and its original", async () => {
    const id = await suspend();
    const { suspended_ticket } = await admin.ok("GET", `suspended_tickets/${id}`);
    expect(suspended_ticket.cause.length).toBeGreaterThan(3);
    expect(suspended_ticket.author.email).toBe("help@desk.example");
    expect((await admin.get(`suspended_tickets/${id}/raw`)).text).toContain("echo");
    const agent = await sign_in(desk, await make_agent(desk, []));
    expect((await agent.get("suspended_tickets")).status).toBe(200);
  });

  test("is tried again, recovered or dropped", async () => {
    const id = await suspend();
    const again = await admin.ok("PUT", `suspended_tickets/${id}/retry`);
    expect(again.outcome).toBe("suspended");
    const { ticket } = await admin.ok("PUT", `suspended_tickets/${id}/recover`);
    expect((await comments_of(admin, ticket.id as number))[0].body).toContain("echo");
    expect((await admin.get(`suspended_tickets/${id}`)).status).toBe(404);
    const other = await suspend();
    expect((await admin.delete(`suspended_tickets/${other}`)).status).toBe(204);
    for (const path of ["", "/raw"]) expect((await admin.get(`suspended_tickets/${other}${path}`)).status).toBe(404);
    for (const verb of ["retry", "recover"]) {
      expect((await admin.put(`suspended_tickets/9223372036854775807/${verb}`)).status).toBe(404);
    }
  });
});

describe("outgoing mail", () => {
  test("of a reply is kept readable when there is no relay", async () => {
    const user = await make_user(admin);
    const { id } = await make_ticket(admin, { requester_id: user.id });
    await update_ticket(admin, id, { comment: { body: "Dear customer, it works." } });
    const comment = (await comments_of(admin, id)).at(-1) as Json;
    expect(comment.delivery).toMatchObject({ recipients: [user.email] });
    expect(["queued", "sending", "kept"]).toContain(comment.delivery.state);
    const find = async () =>
      ((await admin.ok("GET", "outgoing_messages")).outgoing_messages as Json[]).find(
        (one) => one.comment_id === comment.id,
      );
    const listed = (await find()) as Json;
    expect(listed).toMatchObject({ ticket_id: id, to: [user.email] });
    const { outgoing_message } = await admin.ok("GET", `outgoing_messages/${listed.id}`);
    expect(outgoing_message.text).toContain("it works");
    expect(outgoing_message.message_id).toBe(comment.delivery.message_id);
    const raw = (await admin.get(`outgoing_messages/${listed.id}/raw`)).text;
    expect(raw).toContain(`Message-ID: ${comment.delivery.message_id}`);
    expect(raw).toMatch(/^To: .*@example\.com/m);
  });

  test("is never made for notes", async () => {
    const { id } = await make_ticket(admin, { requester_id: (await make_user(admin)).id });
    await update_ticket(admin, id, { comment: { body: "internal", public: false } });
    expect((await comments_of(admin, id)).at(-1)?.delivery).toBeNull();
  });

  test("is listed by state", async () => {
    for (const state of ["queued", "sending", "sent", "failed", "bounced", "kept"]) {
      const list = (await admin.ok("GET", "outgoing_messages", { query: { state } })).outgoing_messages as Json[];
      for (const one of list) expect(one.state).toBe(state);
    }
    expect([200, 400, 422]).toContain((await admin.get("outgoing_messages", { query: { state: "lost" } })).status);
    for (const path of ["", "/raw"]) expect((await admin.get(`outgoing_messages/999999${path}`)).status).toBe(404);
    expect((await admin.put("outgoing_messages/999999/retry")).status).toBe(404);
  });
});
