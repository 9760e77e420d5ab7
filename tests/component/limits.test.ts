// SPDX-License-Identifier: AGPL-3.0-or-later
// What surrounds every request: limits, replays, ids, what the client has already, compression.
import { gunzipSync } from "node:zlib";
import { request as http_request } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "./harness/client.js";
import { make_agent, make_group, make_ticket, sign_in, unique } from "./harness/people.js";
import { admin_email, Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

describe("Idempotency-Key", () => {
  const body = (subject: string) => ({ ticket: { subject, comment: { body: "Once only" } } });
  const post = async (key: string, subject: string, client = admin) =>
    await client.post("tickets", { headers: { "idempotency-key": key }, json: body(subject) });

  test("the second request gets the answer of the first", async () => {
    const key = unique("key");
    const subject = unique("subject");
    const first = await post(key, subject);
    const second = await post(key, subject);
    expect(first.status).toBe(201);
    expect(second.status).toBe(201);
    expect(first.headers.get("x-idempotency-lookup")).toBe("miss");
    expect(second.headers.get("x-idempotency-lookup")).toBe("hit");
    expect(second.body).toEqual(first.body);
    expect(second.headers.get("location")).toBe(first.headers.get("location"));
    const other = await make_ticket(admin);
    expect(other.id).toBe(first.body.ticket.id + 1);
  });

  test("another body is refused", async () => {
    const key = unique("key");
    await post(key, "one");
    const reply = await post(key, "two");
    expect(reply.status).toBe(400);
    expect(reply.body.error).toBe("IdempotentRequestError");
  });

  test("a request that failed may come again", async () => {
    const key = unique("key");
    const headers = { "idempotency-key": key };
    const bad = { ticket: { subject: "x", comment: { body: "x" }, priority: "enormous" } };
    expect((await admin.post("tickets", { headers, json: bad })).status).toBe(422);
    expect((await post(key, "good now")).status).toBe(201);
  });

  test("keys of different people have nothing to do with each other", async () => {
    const key = unique("key");
    const agent = await sign_in(desk, await make_agent(desk, []));
    const subject = unique("subject");
    const [mine, theirs] = [await post(key, subject), await post(key, subject, agent)];
    expect(theirs.headers.get("x-idempotency-lookup")).toBe("miss");
    expect(theirs.body.ticket.id).not.toBe(mine.body.ticket.id);
  });

  test("ten at once are one", async () => {
    const key = unique("key");
    const subject = unique("subject");
    const replies = await Promise.all(Array.from({ length: 10 }, () => post(key, subject)));
    expect(new Set(replies.map((one) => one.body.ticket.id)).size).toBe(1);
    const misses = replies.filter((one) => one.headers.get("x-idempotency-lookup") === "miss");
    expect(misses).toHaveLength(1);
  });

  test("works for other things that are made, and survives a restart", async () => {
    const headers = { "idempotency-key": unique("key") };
    const json = { group: { name: unique("group") } };
    const first = await admin.post("groups", { headers, json });
    await desk.restart("kill");
    admin = desk.admin();
    const second = await admin.post("groups", { headers, json });
    expect(second.status).toBe(201);
    expect(second.body.group.id).toBe(first.body.group.id);
  });

  test("a key of 300 characters is refused", async () => {
    expect((await post("k".repeat(300), "x")).status).toBe(400);
  });
});

// fetch() unpacks and sets headers of its own.
async function plain_get(path: string, headers: Record<string, string>) {
  const token = await desk.create_token(admin_email);
  const authorization = `Basic ${Buffer.from(`${admin_email}/token:${token}`).toString("base64")}`;
  return await new Promise<{ status: number; headers: IncomingHttpHeaders; bytes: Buffer }>((resolve, reject) => {
    const sent = http_request(desk.url + path, { headers: { authorization, ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode!, headers: response.headers, bytes: Buffer.concat(chunks) }),
      );
    });
    sent.on("error", reject);
    sent.end();
  });
}

describe("every reply", () => {
  test("has an id, the client's own when it sends one", async () => {
    const [one, two] = [await admin.get("groups"), await admin.get("groups")];
    expect(one.headers.get("x-request-id")).toMatch(/^\S{8,}$/);
    expect(one.headers.get("x-request-id")).not.toBe(two.headers.get("x-request-id"));
    const named = await admin.get("groups", { headers: { "x-request-id": "trace-42" } });
    expect(named.headers.get("x-request-id")).toBe("trace-42");
    const odd = await admin.get("groups", { headers: { "x-request-id": "a b<c>" } });
    expect(odd.headers.get("x-request-id")).not.toBe("a b<c>");
    const missing = await admin.get("tickets/999999");
    expect(missing.headers.get("x-request-id")).toBeTruthy();
  });

  test("has an ETag that answers 304 until something changes", async () => {
    const ticket = await make_ticket(admin);
    const path = `tickets/${ticket.id}`;
    const first = await admin.get(path);
    const tag = first.headers.get("etag")!;
    expect(tag).toMatch(/^W\/"[0-9a-f]+"$/);
    const again = await admin.get(path, { headers: { "if-none-match": tag } });
    expect(again.status).toBe(304);
    expect(again.text).toBe("");
    expect(again.headers.get("etag")).toBe(tag);
    await admin.ok("PUT", path, { json: { ticket: { priority: "low" } } });
    const changed = await admin.get(path, { headers: { "if-none-match": tag } });
    expect(changed.status).toBe(200);
    expect(changed.headers.get("etag")).not.toBe(tag);
    const posted = await admin.post("tickets", { json: { ticket: { comment: { body: "x" } } } });
    expect(posted.headers.get("etag")).toBeNull();
  });

  test("is compressed when asked, and only then", async () => {
    for (let i = 0; i < 5; ++i) await make_ticket(admin);
    const plain = await plain_get("/api/v2/tickets.json", {});
    expect(plain.headers["content-encoding"]).toBeUndefined();
    const packed = await plain_get("/api/v2/tickets.json", { "accept-encoding": "gzip, deflate" });
    expect(packed.headers["content-encoding"]).toBe("gzip");
    expect(packed.bytes.length).toBeLessThan(plain.bytes.length / 2);
    expect(JSON.parse(gunzipSync(packed.bytes).toString())).toEqual(JSON.parse(plain.bytes.toString()));
    const refused = await plain_get("/api/v2/tickets.json", { "accept-encoding": "gzip;q=0" });
    expect(refused.headers["content-encoding"]).toBeUndefined();
  });

  test("is found behind repeated slashes and with or without .json", async () => {
    for (const path of ["/api/v2//groups.json", "/api//v2///groups", "/api/v2/groups.json"])
      expect((await admin.get(path)).body.groups).toBeInstanceOf(Array);
  });
});

describe("rate limits", () => {
  let tight: Desk;
  beforeAll(async () => {
    tight = await Desk.start({
      PULT_REQUESTS_PER_MINUTE: "30",
      PULT_ENDPOINT_LIMITS: "PUT groups/{id} 2/600 object",
    });
  });
  afterAll(() => tight?.end());

  test("count down, then say when to come again; Retry-After stands nowhere else", async () => {
    const client = tight.admin();
    const first = await client.get("groups");
    expect(first.headers.get("x-rate-limit")).toBe("30");
    const left = Number(first.headers.get("x-rate-limit-remaining"));
    expect(left).toBeGreaterThanOrEqual(28);
    expect(first.headers.get("ratelimit-limit")).toBe("30");
    expect(Number(first.headers.get("ratelimit-reset"))).toBeGreaterThan(0);
    expect(first.headers.get("retry-after")).toBeNull();
    let last = first;
    for (let i = 0; i < 40 && last.status === 200; ++i) last = await client.get("groups");
    expect(last.status).toBe(429);
    expect(last.body.error).toBe("APIRateLimitExceeded");
    expect(Number(last.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(last.headers.get("x-rate-limit-remaining")).toBe("0");
  });

  test("of another caller stay full; wrong credentials cost their address", async () => {
    const token = await tight.create_token(admin_email);
    const fresh = Client.with_token(tight.url, admin_email, token);
    expect((await fresh.get("groups")).status).toBe(200);
    const statuses: number[] = [];
    for (let i = 0; i < 40; ++i)
      statuses.push((await Client.with_token(tight.url, admin_email, `guess-${i}`).get("groups")).status);
    expect(statuses[0]).toBe(401);
    expect(statuses.at(-1)).toBe(429);
  });

  test("of single endpoints count per object when told so", async () => {
    const desk_of_two = await Desk.start({ PULT_ENDPOINT_LIMITS: "PUT groups/{id} 2/600 object" });
    try {
      const client = desk_of_two.admin();
      const [one, two] = [await make_group(client), await make_group(client)];
      const rename = async (id: number) => await client.put(`groups/${id}`, { json: { group: { name: unique("n") } } });
      const reply = await rename(one.id as number);
      expect(reply.status).toBe(200);
      expect(reply.headers.get("zendesk-ratelimit-groups-update")).toMatch(/^total=2; remaining=1; resets=\d+$/);
      expect((await rename(one.id as number)).status).toBe(200);
      expect((await rename(one.id as number)).status).toBe(429);
      expect((await rename(two.id as number)).status).toBe(200);
    } finally {
      await desk_of_two.end();
    }
  });
});
