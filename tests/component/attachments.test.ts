// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import {
  comments_of,
  make_agent,
  make_group,
  make_ticket,
  make_user,
  sign_in,
  update_ticket,
} from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

// One transparent pixel.
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=",
  "base64",
);

async function upload(
  client: Client,
  filename: string,
  raw: string | Uint8Array,
  type: string,
  token?: string,
): Promise<Json> {
  const reply = await client.post("uploads", { query: { filename, token }, raw, content_type: type });
  expect(reply.status).toBe(201);
  return reply.body.upload;
}

async function attach(client: Client, filename: string, raw: string | Uint8Array, type: string): Promise<Json> {
  const { token } = await upload(client, filename, raw, type);
  const { id } = await make_ticket(client, { comment: { body: "see file", uploads: [token] } });
  const [comment] = await comments_of(client, id);
  return comment.attachments[0] as Json;
}

describe("uploads", () => {
  test("become attachments of the comment that uses them, once", async () => {
    const first = await upload(admin, "log.txt", "line 1\n", "text/plain");
    expect(first.attachment).toMatchObject({ file_name: "log.txt", size: 7, deleted: false });
    const both = await upload(admin, "picture.png", png, "image/png", first.token as string);
    expect(both.token).toBe(first.token);
    expect(both.attachments).toHaveLength(2);
    const ticket = await make_ticket(admin, { comment: { body: "two files", uploads: [first.token] } });
    expect(ticket.has_attachments).toBe(true);
    const [comment] = await comments_of(admin, ticket.id);
    expect((comment.attachments as Json[]).map((one) => one.file_name).sort()).toEqual(["log.txt", "picture.png"]);
    const again = await admin.post("tickets", {
      json: { ticket: { comment: { body: "x", uploads: [first.token] } } },
    });
    expect(again.status).toBeGreaterThanOrEqual(400);
  });

  test("come in a form as well", async () => {
    const send = async (fields: Record<string, string | Blob>, names: Record<string, string> = {}, to = "uploads") => {
      const form = new FormData();
      for (const [name, value] of Object.entries(fields))
        if (typeof value === "string") form.append(name, value);
        else form.append(name, value, names[name]);
      const encoded = new Response(form);
      const content_type = encoded.headers.get("content-type")!;
      return await admin.post(to, { raw: new Uint8Array(await encoded.arrayBuffer()), content_type });
    };
    const file = new Blob(["line\r\n--not the end"], { type: "text/csv" });
    const plain = await send({ uploaded_data: file }, { uploaded_data: "účet.csv" });
    expect(plain.status).toBe(201);
    expect(plain.body.upload.attachment).toMatchObject({ file_name: "účet.csv", content_type: "text/csv", size: 19 });
    const renamed = await send({ filename: "bill.csv", uploaded_data: file }, { uploaded_data: "x" });
    expect(renamed.body.upload.attachment.file_name).toBe("bill.csv");
    const served = await admin.get(plain.body.upload.attachment.content_url as string);
    expect(served.text).toBe("line\r\n--not the end");
    expect((await send({ filename: "nothing.csv" })).status).toBe(400);
    const kept = await send({ filename: "bill.csv", attachment: file }, { attachment: "x" }, "macros/attachments");
    expect(kept.body.macro_attachment).toMatchObject({ filename: "bill.csv", content_type: "text/csv", size: 19 });
    const broken = { raw: "--b\r\n", content_type: "multipart/form-data; boundary=b" };
    expect((await admin.post("uploads", broken)).status).toBe(400);
  });

  test("are dropped on request", async () => {
    const { token } = await upload(admin, "a.txt", "a", "text/plain");
    expect((await admin.delete(`uploads/${token}`)).status).toBe(204);
    expect((await admin.delete(`uploads/${token}`)).status).toBe(404);
    const json = { ticket: { comment: { body: "x", uploads: [token] } } };
    expect((await admin.post("tickets", { json })).status).toBeGreaterThanOrEqual(400);
  });

  test("of somebody else can not be used", async () => {
    const { token } = await upload(admin, "a.txt", "a", "text/plain");
    const other = await sign_in(desk, await make_user(admin));
    const reply = await other.post("tickets", { json: { ticket: { comment: { body: "x", uploads: [token] } } } });
    expect(reply.status).toBeGreaterThanOrEqual(400);
  });

  test("need a name; paths and control characters in it are cut", async () => {
    expect([400, 422]).toContain((await admin.post("uploads", { raw: "x", content_type: "text/plain" })).status);
    for (const filename of [
      "../../etc/passwd",
      "a\u0000b.txt",
      "x\r\nSet-Cookie: a=b.txt",
      '"quoted".txt',
      "привет ž.txt",
      "a".repeat(2000),
    ]) {
      const { attachment } = await upload(admin, filename, "x", "text/plain");
      expect(attachment.file_name).not.toMatch(/[/\\\u0000-\u001f]/);
      const { id } = await make_ticket(admin);
      await update_ticket(admin, id, {
        comment: { body: "x", uploads: [(await upload(admin, filename, "x", "text/plain")).token] },
      });
      const file = (await comments_of(admin, id))[1].attachments[0] as Json;
      const served = await admin.get(file.content_url as string);
      expect(served.headers.get("set-cookie")).toBeNull();
      expect(served.text).toBe("x");
    }
  });

  test("large ones keep every byte, empty ones are fine", async () => {
    const large = new Uint8Array(3_000_000).map((_, i) => (i * 31) % 251);
    const file = await attach(admin, "large.bin", large, "application/octet-stream");
    expect(file.size).toBe(large.length);
    expect(Buffer.compare((await admin.get(file.content_url as string)).bytes, large)).toBe(0);
    expect((await attach(admin, "empty.txt", "", "text/plain")).size).toBe(0);
  });
});

describe("downloads", () => {
  const page = '<html><body><script>alert("x")</script></body></html>';
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>';
  // [name, content, declared type, may be shown in place]
  const files: [string, string | Uint8Array, string, boolean][] = [
    ["picture.png", png, "image/png", true],
    ["evil.svg", svg, "image/svg+xml", false],
    ["evil.html", page, "text/html", false],
    ["evil.xhtml", page, "application/xhtml+xml", false],
    ["evil.xml", svg, "text/xml", false],
    ["page.png", page, "text/html; charset=utf-8", false],
    ["notes.txt", "hello", "text/plain", false],
    ["doc.pdf", "%PDF-1.4", "application/pdf", false],
    ["script.js", "alert(1)", "text/javascript", false],
    ["odd.bin", "x", "nonsense", false],
  ];
  test.each(files)("%s is guarded (%#)", async (name, content, type, inline) => {
    const file = await attach(admin, name, content, type);
    const reply = await admin.get(file.content_url as string);
    expect(reply.status).toBe(200);
    expect(Buffer.compare(reply.bytes, Buffer.from(content))).toBe(0);
    expect(reply.headers.get("content-disposition")).toMatch(inline ? /^inline/ : /^attachment/);
    expect(reply.headers.get("x-content-type-options")).toBe("nosniff");
    expect(reply.headers.get("content-security-policy")).toMatch(/\bsandbox\b/);
    expect(reply.headers.get("content-security-policy")).not.toMatch(/allow-scripts|allow-same-origin/);
    if (!inline) expect(reply.headers.get("content-type")).not.toMatch(/html|svg|xml|javascript/);
  });

  test("follow who may see the comment", async () => {
    const requester = await make_user(admin);
    const customer = await sign_in(desk, requester);
    const stranger = await sign_in(desk, await make_user(admin));
    const { token } = await upload(admin, "public.txt", "p", "text/plain");
    const { id } = await make_ticket(admin, { requester_id: requester.id, comment: { body: "x", uploads: [token] } });
    const secret = await upload(admin, "secret.txt", "s", "text/plain");
    await update_ticket(admin, id, { comment: { body: "note", public: false, uploads: [secret.token] } });
    const [open, note] = (await comments_of(admin, id)).map((comment) => comment.attachments[0] as Json);
    expect((await customer.get(open.content_url as string)).text).toBe("p");
    for (const [client, file] of [
      [customer, note],
      [stranger, open],
      [stranger, note],
    ] as [Client, Json][]) {
      expect((await client.get(file.content_url as string)).status).toBe(404);
      expect((await client.get(`attachments/${file.id}`)).status).toBe(404);
    }
    expect((await desk.anonymous().get(open.content_url as string)).status).toBe(401);
    const group = await make_group(admin);
    const limited = await sign_in(desk, await make_agent(desk, [group.id], { ticket_restriction: "groups" }));
    expect((await limited.get(open.content_url as string)).status).toBe(404);
  });

  test("unknown ids are 404", async () => {
    for (const id of ["999999", "9223372036854775807"]) {
      expect((await admin.get(`attachments/${id}`)).status).toBe(404);
      expect((await admin.get(`attachments/${id}/content`)).status).toBe(404);
    }
  });
});
