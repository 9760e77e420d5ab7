// SPDX-License-Identifier: AGPL-3.0-or-later
// Erasing a person: nothing that was ever stored tells of them any more.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json, Options } from "./harness/client.js";
import { run_job } from "./harness/jobs.js";
import { comments_of, make_agent, make_ticket, make_user, sign_in, unique, update_ticket } from "./harness/people.js";
import { Receiver } from "./harness/receiver.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let receiver: Receiver;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  receiver = await Receiver.start();
  const mailbox = { address: "help@desk.example", name: "Help desk", active: true };
  await admin.ok("POST", "mailboxes", { json: { mailbox } });
  const webhook = {
    name: "All",
    endpoint: receiver.url,
    http_method: "POST",
    request_format: "json",
    status: "active",
    subscriptions: ["zen:event-type:user.created", "zen:event-type:user.name_changed", "zen:event-type:ticket.created"],
  };
  await admin.ok("POST", "webhooks", { json: { webhook } });
});
afterAll(async () => {
  await desk?.end();
  await receiver?.end();
});

async function ingest(from: string, subject: string, body: string, headers: string[] = []): Promise<Json> {
  const text = [
    `From: ${from}`,
    "To: Help desk <help@desk.example>",
    `Subject: ${subject}`,
    "Date: Mon, 16 Nov 2026 09:30:00 +0100",
    `Message-ID: <${unique("mail")}@mail.example>`,
    "Content-Type: text/plain; charset=utf-8",
    ...headers,
    "",
    body,
  ].join("\r\n");
  return JSON.parse(await desk.command(["mail", "ingest", "--mailbox", "help@desk.example"], text)) as Json;
}

function files_below(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

// Lines of the database, and files, that hold one of the texts, also as the bytes of a blob.
function places(texts: string[]): string[] {
  const needles = texts.flatMap((text) => [text.toLowerCase(), Buffer.from(text).toString("hex")]);
  const found = (text: string) => needles.some((needle) => text.toLowerCase().includes(needle));
  // The postings of SQLite lose what was taken out of them when they are merged.
  const lines = desk
    .dump()
    .split("\n")
    .filter((line) => !line.startsWith("INSERT INTO search_index_data"));
  const from_blobs = files_below(join(desk.data, "blobs")).filter((path) => found(readFileSync(path, "utf8")));
  return [...lines.filter(found).map((line) => line.slice(0, 300)), ...from_blobs];
}

interface Person {
  user: Json;
  name: string;
  address: string;
  phone: string;
  texts: string[];
}
// Twelve digits, of which no number in the database is made up by chance.
let phones = 0;
async function make_person(): Promise<Person> {
  const word = unique("q").replaceAll("-", "");
  const name = `Zdenka Kvído${word}`;
  const address = `Zdenka.${word}@home.example`;
  const digits = String(420_601_555_100 + ++phones);
  const phone = `+${digits}`;
  const user = await make_user(admin, {
    name,
    email: address,
    phone,
    details: `Calls from ${phone}`,
    notes: `${name} is kind`,
    identities: [{ type: "phone_number", value: phone }],
  });
  await admin.ok("PUT", `users/${user.id}`, { json: { user: { alias: `${name} Old` } } });
  return { user, name, address, phone, texts: [word, address, digits] };
}

// Leaves traces of the person wherever the desk keeps something.
async function plant({ user, name, address, phone }: Person): Promise<{ ticket: Json; other: Json }> {
  const arrived = await ingest(`${name} <${address}>`, `From ${name}`, `My number is ${phone}.\r\n${name}`);
  const ticket = (await admin.ok("GET", `tickets/${arrived.ticket_id}`)).ticket;
  const upload = await admin.post("uploads", { query: { filename: `${name}.txt` }, raw: "A list of kettles" });
  const said = { body: `Dear ${name}, we write to ${address}.`, uploads: [upload.body.upload.token as string] };
  await update_ticket(admin, ticket.id, { comment: said });
  await update_ticket(admin, ticket.id, { comment: { body: `${name} rang from ${phone}`, public: false } });
  await admin.ok("PUT", `tickets/${ticket.id}/draft`, { json: { draft: { body: `Hello ${name}`, public: true } } });
  await admin.ok("POST", `tickets/${ticket.id}/side_conversations`, {
    json: { message: { subject: `About ${name}`, body: `Ask ${address}`, to: [{ email: address, name }] } },
  });
  await admin.ok("POST", "time_entries", {
    json: { time_entry: { ticket_id: ticket.id, seconds: 60, note: `Rang ${name}` } },
    undocumented: true,
  } as Options).catch(() => null);
  const other = await make_ticket(admin, { comment: { body: `For ${address}: ${name} asked.` } });
  await update_ticket(admin, other.id, { email_ccs: [{ user_email: address, action: "put" }] });
  const kept_back = await ingest(`${name} <${address}>`, "Away", `Not here: ${name}`, ["X-Spam-Flag: YES"]);
  expect(kept_back.outcome).toBe("suspended");
  await desk.command(["mail", "ingest", "--mailbox", "help@desk.example"], `From: ${name} <${address}>\r\n\r\n`);
  await admin.ok("PUT", `users/${user.id}`, { json: { user: { name: `${name} again` } } });
  await admin.ok("PUT", `users/${user.id}`, { json: { user: { name } } });
  return { ticket, other };
}

const erase = (person: Person, erasure: Json) =>
  run_job(admin, "POST", `users/${person.user.id}/erasures`, {
    json: { erasure: { confirmation: person.name, ...erasure } },
  });

test("it is said before what would go", async () => {
  const person = await make_person();
  const { ticket } = await plant(person);
  const preview = (await admin.ok("GET", `users/${person.user.id}/erasure_preview`)).erasure_preview;
  expect(preview).toMatchObject({ confirmation: person.name, tickets_in_copy: 1, identities: 2 });
  expect(preview.tickets).toBeGreaterThanOrEqual(1);
  expect(preview.comments).toBeGreaterThanOrEqual(1);
  const refused = await admin.post(`users/${person.user.id}/erasures`, { json: { erasure: { confirmation: "no" } } });
  expect(refused.status).toBe(422);
  expect((await admin.ok("GET", `users/${person.user.id}`)).user.name).toBe(person.name);
  expect((await comments_of(admin, ticket.id)).length).toBe(3);
});

test("only admins erase, and not agents", async () => {
  const person = await make_person();
  const agent = await make_agent(desk, []);
  const client = await sign_in(desk, agent);
  const json = { erasure: { confirmation: person.name } };
  expect((await client.post(`users/${person.user.id}/erasures`, { json })).status).toBe(403);
  expect((await client.get(`users/${person.user.id}/erasure_preview`)).status).toBe(403);
  const staff = { erasure: { confirmation: agent.name as string } };
  expect((await admin.post(`users/${agent.id}/erasures`, { json: staff })).status).toBe(422);
});

describe.each(["keep", "redact", "delete"])("content: %s", (content) => {
  let person: Person;
  let planted: { ticket: Json; other: Json };
  beforeAll(async () => {
    person = await make_person();
    planted = await plant(person);
    expect(places(person.texts).length).toBeGreaterThan(20);
    const done = await erase(person, { content });
    expect(done.status).toBe("completed");
    expect(JSON.stringify(done.results)).not.toContain('"success":false');
  });

  test("nothing tells of them", () => expect(places(person.texts)).toEqual([]));

  test("they are found by nothing", async () => {
    for (const query of [person.name, person.address, person.phone]) {
      expect((await admin.ok("GET", "search", { query: { query } })).results, query).toEqual([]);
      expect((await admin.ok("GET", "users/search", { query: { query } })).users, query).toEqual([]);
    }
  });

  test("tickets go on as they should", async () => {
    const found = await admin.get(`tickets/${planted.ticket.id}`);
    const mine = await comments_of(admin, planted.other.id);
    expect(mine[0].body).toContain("asked.");
    expect((await admin.ok("GET", "search", { query: { query: "asked" } })).results).not.toEqual([]);
    if (content === "delete") return expect(found.status).toBe(404);
    const [first, second] = await comments_of(admin, planted.ticket.id);
    if (content === "keep") expect(first.body).toContain("My number is ▇▇▇.");
    else expect(first.body).not.toContain("My number");
    expect(second.body).toContain("Dear ▇▇▇, we write to ▇▇▇.");
    await update_ticket(admin, planted.ticket.id, { comment: { body: "Closed." }, status: "solved" });
  });

  test("that it was done is remembered", async () => {
    const [erasure] = (await admin.ok("GET", `users/${person.user.id}/erasures`)).erasures as Json[];
    expect(erasure).toMatchObject({ content, status: "complete", user_id: person.user.id });
    const logs = (await admin.ok("GET", "audit_logs", { query: { "filter[source_type]": "user" } }))
      .audit_logs as Json[];
    const entry = logs.find((one) => one.source_id === person.user.id && one.action === "destroy");
    expect(entry?.change_description).toContain("Personal data erased");
    const again = await admin.get(`users/${person.user.id}/erasure_preview`);
    expect(again.status).toBe(422);
  });
});

test("a namesake keeps their name", async () => {
  const person = await make_person();
  const namesake = await make_user(admin, { name: person.name });
  const theirs = await make_ticket(admin, {
    requester_id: namesake.id,
    comment: { body: `This is ${person.name} speaking.` },
  });
  await erase(person, {});
  expect((await admin.ok("GET", `users/${namesake.id}`)).user.name).toBe(person.name);
  expect((await comments_of(admin, theirs.id))[0].body).toBe(`This is ${person.name} speaking.`);
});
