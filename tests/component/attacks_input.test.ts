// SPDX-License-Identifier: AGPL-3.0-or-later
// Texts that want to be more than text: lines of mails, addresses inside, markup, patterns without end.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { comments_of, make_agent, make_ticket, make_user, sign_in, unique, update_ticket } from "./harness/people.js";
import { start_relayed_desk, unfolded } from "./harness/relayed.js";
import type { RelayedDesk } from "./harness/relayed.js";
import type { Desk } from "./harness/server.js";

let relayed: RelayedDesk;
let desk: Desk;
let admin: Client;
beforeAll(async () => {
  relayed = await start_relayed_desk();
  desk = relayed.desk;
  admin = desk.admin();
});
afterAll(() => relayed?.end());

const injected = "X-Injected";
const line = `\r\n${injected}: yes\r\n\r\nbody`;

describe("lines of a mail", () => {
  test("are not made by subjects, names, files and copies", async () => {
    const customer = await make_user(admin, { name: `Eve${line}`, email: `${unique("eve")}@client.example` });
    const agent = await make_agent(desk, [], { name: `Axel${line}` });
    const me = await sign_in(desk, agent);
    const upload = await me.post("uploads", { query: { filename: `a${line}.txt` }, raw: "x", undocumented: true });
    const uploads = upload.status === 201 ? [upload.body.upload.token as string] : [];
    const { id } = await make_ticket(admin, {
      requester_id: customer.id,
      subject: `Broken${line}`,
      comment: { body: "Hello" },
    });
    const word = unique("answer").replaceAll("-", "");
    await update_ticket(me, id as number, { comment: { body: `The ${word}`, uploads, public: true } });
    const copies = [{ user_email: `a@b.example>${line}`, action: "put" }];
    const copied = await me.put(`tickets/${id}`, { json: { ticket: { email_ccs: copies } } });
    expect(copied.status).toBe(422);
    const names = [{ user_email: `${unique("cc")}@client.example`, user_name: `Carl${line}`, action: "put" }];
    await me.put(`tickets/${id}`, { json: { ticket: { email_ccs: names } } });
    const second = unique("second").replaceAll("-", "");
    await update_ticket(me, id as number, { comment: { body: `The ${second}`, public: true } });
    for (const wanted of [word, second]) {
      await expect.poll(() => relayed.relay.mails.some((one) => one.includes(`The ${wanted}`))).toBe(true);
      const mail = relayed.relay.mails.find((one) => one.includes(`The ${wanted}`))!;
      const head = mail.slice(0, mail.search(/\r?\n\r?\n/));
      expect(head).not.toMatch(new RegExp(`^${injected}`, "im"));
      expect(unfolded(mail)).not.toMatch(new RegExp(`^${injected}`, "im"));
    }
  });

  test("nor of replies to browsers by names of files", async () => {
    const filename = `a"\r\n${injected}: 1;.html`;
    const upload = await admin.post("uploads", { query: { filename }, raw: "<script>1</script>", undocumented: true });
    if (upload.status !== 201) return expect(upload.status).toBeLessThan(500);
    const { id } = await make_ticket(admin, { comment: { body: "x", uploads: [upload.body.upload.token as string] } });
    const [comment] = await comments_of(admin, id as number);
    const content = await admin.get(comment.attachments[0].content_url as string);
    expect(content.headers.get(injected)).toBeNull();
    expect(content.headers.get("content-disposition")).toMatch(/^attachment;/);
    expect(content.headers.get("x-content-type-options")).toBe("nosniff");
    expect(content.headers.get("content-security-policy")).toContain("sandbox");
  });
});

describe("addresses inside", () => {
  const inside = [
    "http://169.254.169.254/latest/meta-data",
    "http://10.0.0.1/",
    "http://[::ffff:10.0.0.1]/",
    "http://0x0a000001/",
    "http://167772161/",
    "http://[fd00::1]/",
    "http://0.0.0.0:22/",
    "file:///etc/passwd",
    "gopher://10.0.0.1/",
    "http://user@10.0.0.1/",
  ];
  test("are not called by webhooks, alerts, pushes or for pictures", async () => {
    for (const endpoint of inside) {
      const webhook = { name: "x", endpoint, subscriptions: ["zen:event-type:ticket.created"] };
      expect((await admin.post("webhooks", { json: { webhook } })).status, endpoint).toBeGreaterThanOrEqual(400);
      const alert_channel = { name: unique("x"), endpoint, body: "{}" };
      expect((await admin.post("alert_channels", { json: { alert_channel } })).status).toBeGreaterThanOrEqual(400);
      const push_subscription = {
        endpoint,
        name: "x",
        keys: {
          p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
          auth: "BTBZMqHH6r4Tts7J_aSIgg",
        },
      };
      const pushed = await admin.post("push_subscriptions", { json: { push_subscription } });
      expect(pushed.status, endpoint).toBeGreaterThanOrEqual(400);
      const user = { name: "Pictured", email: `${unique("pic")}@example.com`, remote_photo_url: endpoint };
      const pictured = await admin.post("users", { json: { user } });
      if (pictured.status === 201) expect(pictured.body.user.photo).toBeNull();
    }
  });
});

describe("markup", () => {
  const evil = '<img src=x onerror=alert(1)><script>alert(1)</script><a href="javascript:alert(1)">x</a>';
  test("in names, titles and tags is text, and in comments tame", async () => {
    const customer = await make_user(admin, { name: evil, details: evil, notes: evil });
    const { id } = await make_ticket(admin, {
      requester_id: customer.id,
      subject: evil,
      tags: [evil],
      comment: { html_body: `${evil}<style>@import "//x"</style><form action=//x><input></form>` },
    });
    const [comment] = await comments_of(admin, id as number);
    expect(comment.html_body).not.toMatch(/onerror|<script|javascript:|<form|<style|<input/i);
    // Pages of the server itself, which need no sign-in.
    for (const path of ["/", `/verify/${encodeURIComponent(evil)}`, `/approve/${encodeURIComponent(evil)}`]) {
      const page = await desk.anonymous().get(path, { undocumented: true });
      expect(page.text, path).not.toContain("onerror=alert");
    }
    const client = { name: evil, identifier: unique("evil"), redirect_uri: ["https://p.example/"] };
    const made = (await admin.ok("POST", "oauth/clients", { json: { client } })).client as Json;
    const query = { response_type: "code", client_id: made.identifier as string, scope: "read" };
    const asked = await (await sign_in(desk, await make_agent(desk, []))).get("/oauth/authorizations/new", {
      query: { ...query, redirect_uri: "https://p.example/" },
    });
    expect(asked.text).not.toContain("<script>alert");
    expect(asked.text).not.toContain("<img src=x");
  });

  test("of a brand's sheet stays in its sheet", async () => {
    for (const custom_css of ["</style><script>alert(1)</script>", "a{background:url(javascript:alert(1))}"]) {
      const reply = await admin.put("account/branding", { json: { branding: { custom_css } }, undocumented: true });
      if (reply.status >= 300) continue;
      const page = await desk.anonymous().get("/", { undocumented: true });
      expect(page.text).not.toContain("<script>alert(1)");
    }
  });

  test("of tables, which a spreadsheet would run, is text", async () => {
    const lines = [
      "From: =cmd|' /C calc'!A0 <eve@evil.example>",
      "To: help@desk.example",
      'Subject: =HYPERLINK("http://evil.example";"x")',
      "X-Spam-Flag: YES",
      "",
      "@SUM(1+1)*cmd",
    ];
    await desk.command(["mail", "ingest", "--mailbox", "help@desk.example"], lines.join("\r\n"));
    const { text } = await admin.get("suspended_tickets/export");
    expect(text).toContain("HYPERLINK");
    expect(text).not.toMatch(/(^|,)"?[=@+-][A-Za-z]/m);
  });
});

describe("patterns", () => {
  test("that never end do not hold the desk", async () => {
    const field = { type: "regexp", title: unique("Pattern"), regexp_for_validation: "^(([a-z])+.)+[A-Z]([a-z])+$" };
    const made = await admin.post("ticket_fields", { json: { ticket_field: field } });
    expect(made.status).toBe(201);
    const value = "a".repeat(5000);
    const custom_fields = [{ id: made.body.ticket_field.id as number, value }];
    const ticket = { subject: "x", comment: { body: "x" }, custom_fields };
    expect((await admin.post("tickets", { json: { ticket } })).status).toBe(422);
    for (const regexp of ["(".repeat(900), "a{0,9999}{0,9999}{0,9999}", "(?:(?:(?:a{1000}){1000}){1000}){1000}"]) {
      const other = { ...field, title: unique("Pattern"), regexp_for_validation: regexp };
      const reply = await admin.post("ticket_fields", { json: { ticket_field: other } });
      if (reply.status !== 201) continue;
      const filled = [{ id: reply.body.ticket_field.id as number, value }];
      const tried = await admin.post("tickets", { json: { ticket: { ...ticket, custom_fields: filled } } });
      expect(tried.status).toBe(422);
    }
  });
});
