// SPDX-License-Identifier: AGPL-3.0-or-later
// What programs do with node-zendesk: several calls that build on each other, to their end.
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingHttpHeaders, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Json } from "../../component/harness/client.js";
import { unique } from "../../component/harness/people.js";
import { admin_email, admin_password, Desk } from "../../component/harness/server.js";
import { until } from "../harness/until.js";
import { Recorder } from "./recorder.js";
import type { Zendesk } from "./recorder.js";
import { webhook_fields, World } from "./world.js";

let desk: Desk;
let world: World;
let recorder: Recorder;
let client: Zendesk;

beforeAll(async () => {
  desk = await Desk.start();
  world = new World(desk, desk.admin());
  recorder = new Recorder(desk.url, { username: admin_email, token: await desk.create_token(admin_email) });
  client = recorder.client;
});
afterAll(() => desk?.end());

// The client takes some envelopes off by itself.
const inner = (reply: Json, key: string): Json => reply.result?.[key] ?? reply.result;
const gone = async (reply: Promise<Json>) => expect((await reply).response.status).toBe(204);
const results = (job: Json): Json[] => job.results as Json[];
const run = async (started: Json): Promise<Json> => await world.finished_job(inner(started, "job_status"));

describe("organizations", () => {
  test("are made, found, changed, joined and removed", async () => {
    const name = unique("Kettle Works");
    const external_id = unique("ext");
    const made = inner(await client.organizations.create({ organization: { name, external_id } }), "organization");
    const twin = client.organizations.create({ organization: { name: name.toUpperCase() } });
    await expect(twin).rejects.toThrow("422");
    expect((await client.organizations.search(external_id))[0].id).toBe(made.id);
    const changed = await client.organizations.update(made.id, { organization: { notes: "Pays late" } });
    expect(inner(changed, "organization").notes).toBe("Pays late");
    const user = inner(await client.users.create({ user: { name: "Nora", organization: { name } } }), "user");
    expect(user.organization_id).toBe(made.id);
    const ticket = { subject: unique("order"), requester_id: user.id, comment: { body: "Two kettles" } };
    const created = inner(await client.tickets.create({ ticket }), "ticket");
    expect(created.organization_id).toBe(made.id);
    expect((await client.tickets.listByOrganization(made.id))[0].id).toBe(created.id);
    expect(inner(await client.organizations.related(made.id), "organization_related").users_count).toBe(1);
    await gone(client.organizations.delete(made.id));
    await expect(client.organizations.show(made.id)).rejects.toThrow("404");
  });
});

describe("jobs", () => {
  test("create, update and delete many, and are watched to their end", async () => {
    const tickets = Array.from({ length: 7 }, (_, i) => ({
      subject: unique("bulk"),
      comment: { body: `Number ${i}` },
    }));
    const created = await run(await client.tickets.createMany({ tickets }));
    expect(created).toMatchObject({ status: "completed", total: 7, progress: 7 });
    const ids = results(created).map((row) => row.id as number);
    expect(new Set(ids).size).toBe(7);

    const updated = await run(await client.tickets.updateMany(ids, { ticket: { priority: "high", tags: ["bulk"] } }));
    expect(results(updated).every((row) => row.success === true)).toBe(true);
    const shown = inner(await client.tickets.showMany(ids), "tickets") as Json[];
    expect(shown.map((ticket) => ticket.priority)).toEqual(ids.map(() => "high"));

    const removed = await client.tickets.deleteMany(ids);
    const watched = await client.jobstatuses.watch(inner(removed, "job_status").id, 50, 100);
    expect(watched.status).toBe("completed");
    await expect(client.tickets.show(ids[0])).rejects.toThrow("404");
  });

  test("tell which items failed and why", async () => {
    const missing = 999_999_999;
    const { id } = await world.ticket();
    const job = await run(await client.tickets.updateMany([id, missing], { ticket: { priority: "low" } }));
    expect(job.status).toBe("completed");
    const failed = results(job).filter((row) => row.success === false);
    expect(failed).toHaveLength(1);
    expect(failed[0].error).toEqual(expect.any(String));
    const many = Array.from({ length: 101 }, (_, i) => i + 1);
    await expect(client.tickets.updateMany(many, { ticket: { priority: "low" } })).rejects.toThrow("400");
  });

  test("of users: made, then changed by what they are made again", async () => {
    const external_id = unique("person");
    const users = [{ name: "Pia Person", external_id, email: `${external_id}@client.example` }];
    const first = await run(await client.users.createOrUpdateMany({ users }));
    const second = await run(await client.users.createOrUpdateMany({ users: [{ ...users[0], name: "Pia Other" }] }));
    expect(results(second)[0].id).toBe(results(first)[0].id);
    expect(inner(await client.users.show(results(first)[0].id), "user").name).toBe("Pia Other");
  });
});

describe("pages", () => {
  test("the client's own walk over cursors comes to the end, each once", async () => {
    const organization = await world.organization();
    const requester = await world.user({ organization_id: organization.id });
    const tickets = Array.from({ length: 100 }, () => ({
      subject: unique("page"),
      requester_id: requester.id,
      comment: { body: "x" },
    }));
    await run(await client.tickets.createMany({ tickets }));
    await run(await client.tickets.createMany({ tickets: tickets.slice(0, 30) }));
    recorder.take();
    const all = (await client.tickets.listByOrganization(organization.id)) as Json[];
    expect(recorder.take().length).toBeGreaterThan(1);
    expect(new Set(all.map((ticket) => ticket.id)).size).toBe(130);
    expect(all).toHaveLength(130);
  });

  test("numbered pages give the same rows as cursors", async () => {
    for (let i = 0; i < 5; ++i) await world.group();
    const walk = async (first: string, next: (page: Json) => string | null) => {
      const ids: number[] = [];
      for (let path: string | null = first; path;) {
        const page = (await world.admin.ok("GET", path)) as Json;
        ids.push(...(page.groups as Json[]).map((group) => group.id as number));
        path = next(page);
      }
      return ids;
    };
    const by_number = await walk("groups?per_page=2", (page) => page.next_page as string | null);
    const by_cursor = await walk("groups?page%5Bsize%5D=2", (page) => page.links.next as string | null);
    expect(by_number).toEqual(by_cursor);
    expect(by_number.length).toBeGreaterThanOrEqual(5);
  });
});

interface Delivery {
  headers: IncomingHttpHeaders;
  body: string;
}

class Receiver {
  readonly deliveries: Delivery[] = [];
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      this.deliveries.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.end("thanks");
    });
  });
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }
  async end(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

describe("webhooks", () => {
  const receiver = new Receiver();
  afterAll(() => receiver.end());

  test("a subscribed event arrives signed and is in the log of invocations", async () => {
    const endpoint = await receiver.start();
    const subscriptions = ["zen:event-type:ticket.created"];
    const wanted = { ...webhook_fields(), endpoint, subscriptions };
    const webhook = inner(await client.webhooks.create({ webhook: wanted }), "webhook");
    const { secret } = inner(await client.webhooks.getSigningSecret(webhook.id), "signing_secret");
    await world.ticket();
    await until("the event arrives", () => receiver.deliveries.length > 0);
    const { headers, body } = receiver.deliveries[0]!;
    const stamp = String(headers["x-zendesk-webhook-signature-timestamp"]);
    const signature = createHmac("sha256", secret as string)
      .update(stamp + body)
      .digest("base64");
    expect(headers["x-zendesk-webhook-signature"]).toBe(signature);
    const invocation = await until("the invocation is logged", async () => {
      const invocations = inner(await client.webhooks.listInvocations(webhook.id), "invocations") as Json[];
      return invocations.find((one) => one.status === "success");
    });
    const tried = await client.webhooks.listInvocationAttempts(webhook.id, invocation.id);
    const attempts = inner(tried, "attempts") as Json[];
    expect(attempts[0]).toMatchObject({ status_code: 200, status: "success" });
    await gone(client.webhooks.delete(webhook.id));
  });
});

describe("search", () => {
  test("finds by words, fields, and pages through an export", async () => {
    const word = unique("quince").replaceAll("-", "");
    for (let i = 0; i < 3; ++i) await world.ticket({ subject: `${word} number ${i}`, priority: i ? "high" : "low" });
    const count = async (query: string) => inner(await client.search.showResultsCount(query), "count") as number;
    expect(await count(`type:ticket ${word}`)).toBe(3);
    expect(await count(`type:ticket priority:high ${word}`)).toBe(2);
    expect(await count(`type:ticket priority>normal ${word}`)).toBe(2);
    expect(await count(`${word} -priority:high`)).toBe(1);
    expect(await client.search.exportResults(word, "ticket", 2)).toHaveLength(3);
  });
});

describe("requests and satisfaction", () => {
  test("what is asked, answered, solved and rated", async () => {
    const made = await client.requests.create({ request: { subject: unique("asked"), comment: { body: "How?" } } });
    const { id } = inner(made, "request");
    await client.tickets.update(id, { ticket: { comment: { body: "So." }, status: "solved" } });
    const comments = (await client.requests.listComments(id)) as Json[];
    expect(comments.flatMap((page) => page.comments ?? page).map((one: Json) => one.body)).toEqual(["How?", "So."]);
    const rated = await client.satisfactionratings.create(id, { satisfaction_rating: { score: "good" } });
    expect(inner(rated, "satisfaction_rating")).toMatchObject({ ticket_id: id, score: "good" });
    const since = await world.admin.ok("GET", "satisfaction_ratings", { query: { start_time: 1_000_000 } });
    expect((since.satisfaction_ratings as Json[]).map((rating) => rating.ticket_id)).toContain(id);
  });
});

describe("sessions and OAuth", () => {
  test("a session is listed and ended", async () => {
    const { Client } = await import("../../component/harness/client.js");
    const session = await Client.with_session(desk.url, admin_email, admin_password);
    const me = inner(await client.users.me(), "user");
    const listed = (await client.sessions.getByUserId(me.id)) as Json[];
    expect(listed.length).toBeGreaterThan(0);
    const { id } = listed.at(-1);
    expect(inner(await client.sessions.getByUserIdBySessionId(me.id, id), "session").id).toBe(id);
    await gone(client.sessions.deleteByUserIdBySessionId(me.id, id));
    expect((await session.ok("GET", "users/me")).user.id).toBeNull();
  });

  test("a token made for a client works as a bearer and says who it is", async () => {
    const app = await world.oauth_client();
    const wanted = { client_id: app.id as number, scopes: ["read"] };
    const token = (await client.oauthtokens.create({ token: wanted })).result; // without its envelope
    const bearer = new Recorder(desk.url, { oauth: true, token: token.full_token as string }).client;
    expect(inner(await bearer.users.me(), "user").email).toBe(admin_email);
    expect((await bearer.oauthtokens.current()).result.id).toBe(token.id);
    await expect(bearer.tickets.create({ ticket: { comment: { body: "x" } } })).rejects.toThrow("403");
    await gone(client.oauthtokens.revoke(token.id));
    await expect(bearer.tickets.list()).rejects.toThrow("401");
  });
});
