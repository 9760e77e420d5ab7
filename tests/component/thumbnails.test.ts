// SPDX-License-Identifier: AGPL-3.0-or-later
// Small copies of pictures that people send.
import { deflateSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { comments_of, make_ticket, make_user, sign_in } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

function crc32(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; ++bit) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

// Noise: nothing makes it small but fewer pixels.
function png(width: number, height: number, rows = height): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const pixels = Buffer.alloc(rows * (width * 3 + 1));
  for (let at = 0, noise = 1; at < pixels.length; ++at) {
    noise = (Math.imul(noise, 1664525) + 1013904223) >>> 0;
    pixels[at] = at % (width * 3 + 1) === 0 ? 0 : noise >>> 24;
  }
  const signature = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(pixels)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const put_up = async (raw: string | Uint8Array, filename = "shot.png", type = "image/png"): Promise<Json> =>
  (await admin.post("uploads", { query: { filename }, raw, content_type: type })).body.upload as Json;
const thumbnail = (file: Json, client: Client = admin) => client.get(`attachments/${file.id}/thumbnail`);

describe("a thumbnail", () => {
  test("is a small copy, the same for everybody who asks", async () => {
    const picture = png(900, 600);
    const { attachment } = await put_up(picture);
    expect(attachment.thumbnails).toMatchObject([
      { file_name: "shot.png.webp", content_type: "image/webp", content_url: expect.stringMatching(/\/thumbnail$/) },
    ]);
    const all = await Promise.all([1, 2, 3, 4, 5, 6].map(() => thumbnail(attachment as Json)));
    const copies = all.map((reply) => Buffer.from(reply.bytes));
    for (const reply of all) {
      expect(reply.status).toBe(200);
      expect(reply.headers.get("content-type")).toBe("image/webp");
      expect(reply.headers.get("content-disposition")).toContain("inline");
      expect(reply.headers.get("content-security-policy")).toContain("sandbox");
    }
    expect(copies[0]!.subarray(0, 4).toString()).toBe("RIFF");
    expect(copies[0]!.length).toBeLessThan(picture.length / 4);
    for (const copy of copies) expect(copy.equals(copies[0]!)).toBe(true);
    expect(copies[0]!.equals((await thumbnail(attachment as Json)).bytes)).toBe(true);
  });

  test("is the file itself where there can be none", async () => {
    const damaged = png(300, 300, 120);
    const { attachment } = await put_up(damaged);
    for (const _ of [1, 2]) {
      const reply = await thumbnail(attachment as Json);
      expect(reply.headers.get("content-type")).toBe("image/png");
      expect(damaged.equals(reply.bytes)).toBe(true);
    }
    const small = (await put_up(png(20, 20))).attachment as Json;
    expect(small.thumbnails).toEqual([]);
    expect((await thumbnail(small)).headers.get("content-type")).toBe("image/png");
    const text = (await put_up("words", "words.txt", "text/plain")).attachment as Json;
    const reply = await thumbnail(text);
    expect(reply.headers.get("content-disposition")).toContain("attachment");
    expect(reply.text).toBe("words");
  });

  test("is for who sees the picture, and goes with it", async () => {
    const customer = await make_user(admin);
    const reader = await sign_in(desk, customer);
    const send = async (is_public: boolean): Promise<Json> => {
      const upload = await put_up(png(700, 300 + Number(is_public)));
      const comment = { body: "See", uploads: [upload.token], public: is_public };
      const ticket = await make_ticket(admin, { requester_id: customer.id, comment: { body: "Hello" } });
      await admin.ok("PUT", `tickets/${ticket.id}`, { json: { ticket: { comment } } });
      const last = (await comments_of(admin, ticket.id as number)).at(-1)!;
      return { ticket, comment: last, file: (last.attachments as Json[])[0] };
    };
    const open = await send(true);
    const note = await send(false);
    expect((await thumbnail(open.file as Json, reader)).status).toBe(200);
    expect((await thumbnail(note.file as Json)).status).toBe(200);
    expect((await thumbnail(note.file as Json, reader)).status).toBe(404);
    expect((await thumbnail(open.file as Json, desk.anonymous())).status).toBe(401);
    const path = `tickets/${open.ticket.id}/comments/${open.comment.id}/attachments/${open.file.id}/redact`;
    await admin.ok("PUT", path);
    const gone = await thumbnail(open.file as Json);
    expect(gone.headers.get("content-type")).not.toContain("image/");
  });
});
