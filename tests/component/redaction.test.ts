// SPDX-License-Identifier: AGPL-3.0-or-later
// What is taken out of a comment is gone: from the comment, the audits, search, the mail, the file.
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
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  const group = await make_group(admin);
  const fields = { address: "help@desk.example", name: "Help desk", group_id: group.id, active: true };
  await admin.ok("POST", "mailboxes", { json: { mailbox: fields } });
});
afterAll(() => desk?.end());

const show = async (id: number) => (await admin.ok("GET", `tickets/${id}`)).ticket as Json;
const found = async (word: string) => (await admin.ok("GET", "search", { query: { query: word } })).count as number;
const secret_word = () => unique("secret").replaceAll("-", "");

// Everything the API says about a ticket, as one text.
async function everything(id: number): Promise<string> {
  const parts = [];
  for (const path of [`tickets/${id}`, `tickets/${id}/comments`, `tickets/${id}/audits`, "tickets"]) {
    parts.push((await admin.get(path, { query: { sort: "-id", "page[size]": 20 } })).text);
  }
  return parts.join("\n");
}

async function mail_with(body: string[]): Promise<Json> {
  const lines = [
    "From: Jana <jana@example.com>",
    "To: help@desk.example",
    "Subject: My card",
    `Message-ID: <${unique("m")}@example.com>`,
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="b"',
    "",
    "--b",
    "Content-Type: text/plain; charset=utf-8",
    "",
    ...body,
    "--b",
    'Content-Type: text/plain; name="card.txt"',
    'Content-Disposition: attachment; filename="card.txt"',
    "",
    ...body,
    "--b--",
    "",
  ];
  const done = await desk.command(["mail", "ingest", "--mailbox", "help@desk.example"], lines.join("\r\n"));
  return JSON.parse(done) as Json;
}

describe("a text", () => {
  test("is replaced by blocks wherever it stands, and found no more", async () => {
    const word = secret_word();
    const { id } = await make_ticket(admin, {
      comment: { html_body: `<p>My PIN is <b>${word}</b> &amp; that is it</p>` },
    });
    expect(await found(word)).toBe(1);
    const [comment] = await comments_of(admin, id);
    const reply = await admin.ok("PUT", `tickets/${id}/comments/${comment.id}/redact`, { json: { text: word } });
    expect(reply.comment.id).toBe(comment.id);
    expect(reply.comment.body).toContain("▇".repeat(word.length));
    expect(reply.comment.html_body).toContain("<b>▇");
    expect(await everything(id)).not.toContain(word);
    expect(await found(word)).toBe(0);
    expect((await show(id)).last_comment_excerpt).toContain("▇");
    const audits = (await admin.ok("GET", `tickets/${id}/audits`)).audits as Json[];
    expect(audits.at(-1)!.events).toMatchObject([{ type: "CommentRedactionEvent", comment_id: comment.id }]);
  });

  test("that has markup inside is gone too, with the markup", async () => {
    const { id } = await make_ticket(admin, {
      comment: { html_body: "<p>Card 4111 <b>1111</b> 1111 and <i>more</i></p>" },
    });
    const [comment] = await comments_of(admin, id);
    await admin.ok("PUT", `tickets/${id}/comments/${comment.id}/redact`, { json: { text: "4111 1111 1111" } });
    expect(await everything(id)).not.toContain("1111");
    expect((await comments_of(admin, id))[0].body).toContain("and more");
  });

  test("of a later comment leaves the others alone", async () => {
    const word = secret_word();
    const { id } = await make_ticket(admin, { comment: { body: `first keeps ${word}` } });
    await update_ticket(admin, id, { comment: { body: `second loses ${word}` } });
    await update_ticket(admin, id, { comment: { body: "third" } });
    const [, second] = await comments_of(admin, id);
    await admin.ok("PUT", `tickets/${id}/comments/${second.id}/redact`, { json: { text: word } });
    expect((await comments_of(admin, id)).map((comment) => (comment.body as string).includes(word))).toEqual([
      true,
      false,
      false,
    ]);
    expect(await found(word)).toBe(1);
    expect((await show(id)).last_comment_excerpt).toBe("third");
  });

  test("that is not there is a 422", async () => {
    const { id } = await make_ticket(admin);
    const [comment] = await comments_of(admin, id);
    for (const text of ["nowhere", "", " "]) {
      expect((await admin.put(`tickets/${id}/comments/${comment.id}/redact`, { json: { text } })).status).toBe(422);
    }
    expect((await admin.put(`tickets/${id}/comments/999999999/redact`, { json: { text: "x" } })).status).toBe(404);
    expect((await admin.put(`tickets/${id}/comments/${comment.id}/redact`, { json: { text: {} } })).status).toBe(400);
  });
});

describe("marks in the HTML", () => {
  test("say what goes", async () => {
    const { id } = await make_ticket(admin, { comment: { body: "Name: Jana, PIN: 1234, Card: 5678" } });
    const [comment] = await comments_of(admin, id);
    const html_body = "Name: Jana, PIN: <redact>1234</redact>, Card: <redact>5678</redact>";
    const reply = await admin.ok("PUT", `comment_redactions/${comment.id}`, { json: { ticket_id: id, html_body } });
    expect(reply.comment.body).toBe("Name: Jana, PIN: ▇▇▇▇, Card: ▇▇▇▇");
  });

  test("or everything goes, with the files", async () => {
    const { upload } = await admin.ok("POST", "uploads", {
      query: { filename: "s.txt" },
      raw: "hush",
      content_type: "text/plain",
    });
    const { id } = await make_ticket(admin, { comment: { body: "All of this", uploads: [upload.token] } });
    const [comment] = await comments_of(admin, id);
    const json = { ticket_id: id, redact_full_comment: true };
    const reply = await admin.ok("PUT", `comment_redactions/${comment.id}`, { json });
    expect(reply.comment.body).toBe("▇▇▇ ▇▇ ▇▇▇▇");
    expect(reply.comment.attachments[0].file_name).toBe("redacted.txt");
    expect((await admin.get(comment.attachments[0].content_url as string)).text).not.toContain("hush");
  });
});

describe("a mail", () => {
  test("whose comment lost a text is itself forgotten, and stays taken in", async () => {
    const word = secret_word();
    const { ticket_id, comment_id } = await mail_with([`My PIN is ${word}`]);
    const path = `tickets/${ticket_id}/comments/${comment_id}/email`;
    expect((await admin.get(`${path}/raw`)).text).toContain(word);
    const seen = await admin.ok("GET", path);
    expect(seen.trace.length).toBeGreaterThan(2);
    expect(seen.trace.at(-1)).toMatchObject({ step: "outcome", result: "created" });
    await admin.ok("PUT", `tickets/${ticket_id}/comments/${comment_id}/redact`, { json: { text: word } });
    expect((await admin.get(path)).status).toBe(404);
    expect((await admin.get(`${path}/raw`)).status).toBe(404);
  });

  test("whose file was redacted, too", async () => {
    const { ticket_id, comment_id } = await mail_with([secret_word()]);
    const [comment] = await comments_of(admin, ticket_id);
    const [file] = comment.attachments as Json[];
    const path = `tickets/${ticket_id}/comments/${comment_id}/attachments/${file!.id}/redact`;
    const { attachment } = await admin.ok("PUT", path);
    expect(attachment).toMatchObject({ id: file!.id, file_name: "redacted.txt", content_type: "text/plain" });
    expect((await admin.get(attachment.content_url as string)).text).toBe("This file was redacted.\n");
    expect((await admin.get(`tickets/${ticket_id}/comments/${comment_id}/email/raw`)).status).toBe(404);
  });
});

describe("a file", () => {
  test("that others hold as well stays theirs", async () => {
    const content = "x".repeat(200_000) + unique("same");
    const put = async () =>
      (await admin.ok("POST", "uploads", { query: { filename: "a.txt" }, raw: content, content_type: "text/plain" }))
        .upload;
    const one = await make_ticket(admin, { comment: { body: "one", uploads: [(await put()).token] } });
    const two = await make_ticket(admin, { comment: { body: "two", uploads: [(await put()).token] } });
    const [first] = await comments_of(admin, one.id);
    const [second] = await comments_of(admin, two.id);
    const redact = async (ticket: number, comment: Json) =>
      await admin.ok("PUT", `tickets/${ticket}/comments/${comment.id}/attachments/${comment.attachments[0].id}/redact`);
    await redact(one.id, first);
    expect((await admin.get(second.attachments[0].content_url as string)).text).toBe(content);
    await redact(two.id, second);
    const again = await make_ticket(admin, { comment: { body: "again", uploads: [(await put()).token] } });
    const [third] = await comments_of(admin, again.id);
    expect((await admin.get(third.attachments[0].content_url as string)).text).toBe(content);
  });
});

describe("make_private", () => {
  test("hides a comment from the customer, everywhere", async () => {
    const customer = await make_user(admin);
    const { id } = await make_ticket(admin, { requester_id: customer.id, comment: { body: "Mine" } });
    const word = secret_word();
    await update_ticket(admin, id, { comment: { body: `Not for you: ${word}` } });
    const comment = (await comments_of(admin, id)).at(-1)!;
    const session = await sign_in(desk, customer);
    expect((await session.get(`tickets/${id}/comments`)).text).toContain(word);
    expect((await admin.put(`tickets/${id}/comments/${comment.id}/make_private`)).status).toBe(200);
    expect((await admin.put(`tickets/${id}/comments/${comment.id}/make_private`)).status).toBe(200);
    for (const path of [`tickets/${id}`, `tickets/${id}/comments`]) {
      expect((await session.get(path)).text).not.toContain(word);
    }
    expect(await show(id)).toMatchObject({ is_public: true, last_comment_public: false, comment_count: 2 });
    const audits = (await admin.ok("GET", `tickets/${id}/audits`)).audits as Json[];
    const events = audits.flatMap((audit) => audit.events as Json[]);
    expect(events.filter((event) => event.type === "CommentPrivacyChange")).toMatchObject([
      { comment_id: comment.id, public: false },
    ]);
    expect(await found(word)).toBe(1);
  });

  test("by the audit; without a public comment the ticket is not the customer's", async () => {
    const customer = await make_user(admin);
    const { id } = await make_ticket(admin, { requester_id: customer.id });
    const [audit] = (await admin.ok("GET", `tickets/${id}/audits`)).audits as Json[];
    expect((await admin.put(`tickets/${id}/audits/${audit!.id}/make_private`)).status).toBe(200);
    expect((await show(id)).is_public).toBe(false);
    const session = await sign_in(desk, customer);
    expect((await session.get(`tickets/${id}`)).status).toBe(404);
  });
});

test("agents need the permission to redact", async () => {
  const agent = await sign_in(desk, await make_agent(desk, []));
  const { id } = await make_ticket(admin);
  const [comment] = await comments_of(admin, id);
  const path = `tickets/${id}/comments/${comment.id}/redact`;
  expect((await agent.put(path, { json: { text: "kettle" } })).status).toBe(403);
  expect((await show(id)).description).toContain("kettle");
});
