// SPDX-License-Identifier: AGPL-3.0-or-later
// What is imported has happened long ago: nobody is told of it as if it were news, unless the import asks for that.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { run_job } from "./harness/jobs.js";
import { make_agent, make_ticket, make_user, sign_in, unique } from "./harness/people.js";
import { Receiver } from "./harness/receiver.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let receiver: Receiver;
let hook: Json;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());
beforeEach(async () => {
  receiver = await Receiver.start();
});
async function follow(event: string): Promise<void> {
  const subscriptions = [`zen:event-type:${event}`];
  const webhook = { name: unique("hook"), endpoint: receiver.url, subscriptions };
  const made = await admin.post("webhooks", {
    json: { webhook: { ...webhook, status: "active", http_method: "POST", request_format: "json" } },
  });
  expect(made.status, made.text).toBe(201);
  hook = made.body.webhook;
}
afterEach(async () => {
  await admin.delete(`webhooks/${hook.id}`);
  await receiver.end();
});

const told = async () => (await admin.ok("GET", `webhooks/${hook.id}/invocations`)).invocations as Json[];
// Something that is told comes after what is not: when it is there, the other would have been.
const told_after = async (marker: () => Promise<unknown>) => {
  await marker();
  await expect.poll(async () => (await told()).length).toBeGreaterThan(0);
  return (await told()).length - 1;
};

async function bulk(lines: Json[], more: Json = {}): Promise<Json> {
  const text = lines.map((line) => JSON.stringify(line)).join("\n");
  const upload = await admin.post("uploads", {
    query: { filename: "people.jsonl" },
    raw: text,
    content_type: "application/json",
  });
  expect(upload.status, upload.text).toBe(201);
  const wanted = { kind: "users", upload_token: upload.body.upload.token as string, ...(more as object) };
  const made = await admin.post("imports", { json: { import: wanted } });
  expect(made.status, made.text).toBe(201);
  const id = made.body.import.id as number;
  await expect
    .poll(async () => (await admin.ok("GET", `imports/${id}`)).import.status as string)
    .toBe("completed");
  return (await admin.ok("GET", `imports/${id}`)).import;
}

describe("imports are quiet", () => {
  test("one ticket, and many", async () => {
    const agent = await make_agent(desk, []);
    const created_at = "2019-01-01T00:00:00Z";
    const ticket = { subject: "Of old", comment: { body: "long ago" }, assignee_id: agent.id, created_at };
    await follow("ticket.created");
    await admin.ok("POST", "imports/tickets", { json: { ticket } });
    await run_job(admin, "POST", "imports/tickets/create_many", { json: { tickets: [ticket, ticket] } });
    expect(await told_after(() => make_ticket(admin))).toBe(0);
    const mine = await sign_in(desk, agent);
    expect((await mine.ok("GET", "activities")).activities).toEqual([]);
  });

  test("unless they ask to be told; mail leaves in no case", async () => {
    const customer = await make_user(admin);
    const agent = await make_agent(desk, []);
    const before = (await admin.ok("GET", "outgoing_messages")).outgoing_messages.length as number;
    const ticket = {
      subject: "Of old",
      requester_id: customer.id,
      assignee_id: agent.id,
      created_at: "2019-01-01T00:00:00Z",
      comments: [
        { author_id: customer.id, value: "A question", created_at: "2019-01-01T00:00:00Z" },
        { author_id: agent.id, value: "An answer", created_at: "2019-01-02T00:00:00Z" },
      ],
    };
    await follow("ticket.created");
    const made = await admin.post("imports/tickets", { json: { ticket }, query: { notify: "true" } });
    expect(made.status).toBe(201);
    await expect.poll(async () => (await told()).length).toBe(1);
    expect((await admin.ok("GET", "outgoing_messages")).outgoing_messages.length).toBe(before);
  });

  test("files of people", async () => {
    await follow("user.created");
    const person = () => ({ name: unique("Person"), email: `${unique("p")}@example.com` });
    expect(await bulk([person(), person()])).toMatchObject({ notify: false, results: { created: 2 } });
    expect(await told_after(() => make_user(admin))).toBe(0);
    expect(await bulk([person()], { notify: true })).toMatchObject({ notify: true, results: { created: 1 } });
    await expect.poll(async () => (await told()).length).toBe(2);
  });
});
