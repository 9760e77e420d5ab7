// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { comments_of, make_agent, make_group, make_organization, sign_in, unique } from "./harness/people.js";
import { binary, Desk, run_pult } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

async function upload(content: string, filename = "rows.csv", client = admin): Promise<string> {
  const reply = await client.post("uploads", { query: { filename }, raw: content, content_type: "text/csv" });
  expect(reply.status).toBe(201);
  return reply.body.upload.token as string;
}

async function begin(kind: string, content: string, fields: Json = {}, filename = "rows.csv"): Promise<Json> {
  const upload_token = await upload(content, filename);
  const reply = await admin.post("imports", { json: { import: { kind, upload_token, ...fields } } });
  expect(reply.status, reply.text).toBe(201);
  return reply.body.import;
}

async function ended(id: number): Promise<Json> {
  let found: Json;
  await expect
    .poll(
      async () => {
        found = (await admin.ok("GET", `imports/${id}`)).import;
        return found.status;
      }
    )
    .not.toMatch(/queued|working/);
  return found;
}

async function take_in(kind: string, content: string, fields: Json = {}, filename = "rows.csv"): Promise<Json> {
  return await ended((await begin(kind, content, fields, filename)).id as number);
}

const report = async (id: number, query: Record<string, string> = {}) =>
  (await admin.ok("GET", `imports/${id}/report`, { query })).rows as Json[];

const jsonl = (rows: Json[]) => rows.map((row) => JSON.stringify(row)).join("\n");

describe("users", () => {
  test("come from CSV, are known again, and change", async () => {
    const word = unique("person");
    const organization = await make_organization(admin);
    const csv = (name: string) =>
      `\ufeffID;Full name;E-mail address;Company;Tags;Role\n` +
      `${word}-1;${name};${word}1@example.com;${organization.name};"vip, north";agent\n` +
      `${word}-2;"Second; with ""quotes""";${word}2@example.com;;;\n`;
    const first = await take_in("users", csv("Anna First"));
    expect(first).toMatchObject({
      status: "completed",
      total: 2,
      progress: 2,
      results: { created: 2, updated: 0, unchanged: 0, skipped: 0 },
    });
    const users = (await admin.ok("GET", "users/show_many", { query: { external_ids: `${word}-1,${word}-2` } })).users;
    expect(users.map((one: Json) => one.name)).toEqual(["Anna First", 'Second; with "quotes"']);
    expect(users[0]).toMatchObject({
      email: `${word}1@example.com`,
      role: "agent",
      organization_id: organization.id,
      tags: ["north", "vip"],
    });
    expect((await take_in("users", csv("Anna First"))).results).toMatchObject({ created: 0, unchanged: 2 });
    expect((await take_in("users", csv("Anna Second"))).results).toMatchObject({ updated: 1, unchanged: 1 });
    expect((await admin.ok("GET", `users/${users[0].id}`)).user.name).toBe("Anna Second");
  });

  test("that cannot be taken are reported, each with its reason; the others come in", async () => {
    const word = unique("odd");
    const csv = [
      "external_id,name,email,organization,role",
      `${word}-1,Good,${word}-1@example.com,,`,
      `${word}-2,Bad address,nowhere,,`,
      `${word}-3,No such company,${word}-3@example.com,Nowhere Ltd,`,
      `${word}-4,Odd role,${word}-4@example.com,,emperor`,
      `${word}-5,Too many,${word}-5@example.com,,,,`,
      `,,,,`,
      `,Nameless,,,`,
      `${word}-6,"Open quote,x@example.com`,
    ].join("\n");
    const done = await take_in("users", csv);
    expect(done.results).toEqual({ created: 1, updated: 0, unchanged: 0, skipped: 7 });
    const rows = await report(done.id as number);
    expect(rows.map((row) => row.number)).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect(rows.map((row) => row.line)).toEqual([3, 4, 5, 6, 7, 8, 9]);
    const reasons = rows.map((row) => row.reason as string);
    expect(reasons[0]).toContain('"nowhere" is no address');
    expect(reasons[1]).toContain("Nowhere Ltd");
    expect(reasons[2]).toContain("emperor");
    expect(reasons[3]).toContain("7 fields");
    expect(reasons[4]).toContain("no values");
    expect(reasons[5]).toContain("neither an email nor an external_id");
    expect(reasons[6]).toContain("quote");
    expect(rows[0].raw).toContain("nowhere");
    const all = await report(done.id as number, { all: "true" });
    expect(all).toHaveLength(8);
    expect(all[0]).toMatchObject({ outcome: "created", id: expect.any(Number) as unknown });
    const file = await admin.get(`imports/${done.id}/report`, { query: { format: "csv" } });
    expect(file.headers.get("content-type")).toContain("text/csv");
    expect(file.text.split("\r\n")).toHaveLength(9);
  });

  test("a dry run says what would be and keeps nothing", async () => {
    const word = unique("dry");
    const csv = `external_id,name,email\n${word},Dry,${word}@example.com\nx,y,nowhere\n`;
    const done = await take_in("users", csv, { dry_run: true });
    expect(done).toMatchObject({ dry_run: true, results: { created: 1, skipped: 1 } });
    expect((await admin.ok("GET", "users/show_many", { query: { external_ids: word } })).users).toHaveLength(0);
  });
});

test("organizations come from JSON lines", async () => {
  const word = unique("org");
  const group = await make_group(admin);
  const lines = jsonl([
    { id: `${word}-1`, name: `${word} North`, domains: [`${word}.example`], group: group.name, shared_tickets: true },
    { id: `${word}-2`, name: `${word} South`, group: "no such group" },
    { id: `${word}-3`, name: `${word} north` },
  ]);
  const done = await take_in("organizations", `${lines}\n[1]\n`, {}, "orgs.jsonl");
  expect(done.format).toBe("jsonl");
  expect(done.results).toEqual({ created: 1, updated: 0, unchanged: 0, skipped: 3 });
  const reasons = (await report(done.id as number)).map((row) => row.reason as string);
  expect(reasons[0]).toContain("no such group");
  expect(reasons[1]).toContain("another external_id");
  expect(reasons[2]).toContain("no JSON object");
  const query = { external_ids: `${word}-1` };
  const [made] = (await admin.ok("GET", "organizations/show_many", { query })).organizations;
  expect(made).toMatchObject({ domain_names: [`${word}.example`], group_id: group.id, shared_tickets: true });
});

describe("tickets", () => {
  test("come with their conversation and their times, and tell nobody", async () => {
    const word = unique("old");
    const agent = await make_agent(desk, [(await make_group(admin)).id as number]);
    const row = {
      ticket_id: `${word}-1`,
      subject: "Kettle from the old desk",
      requester: `${word}@example.com`,
      requester_name: "Olga Old",
      status: "solved",
      priority: "high",
      tags: "kettle, old",
      assignee: agent.email,
      created_at: "2020-01-02 03:04:05",
      updated_at: "2020-02-03T00:00:00Z",
      comments: [
        { body: "It does not boil.", created_at: "2020-01-02T03:04:05Z" },
        { body: "Plug it in.", author_email: agent.email, created_at: "2020-01-03T00:00:00Z" },
        { html_body: "<p>Only <b>us</b></p>", public: false, author_email: agent.email },
      ],
    };
    const sent_before = (await admin.ok("GET", "outgoing_messages")).outgoing_messages.length;
    const lost = { ...row, ticket_id: `${word}-2`, status: "lost" };
    const done = await take_in("tickets", jsonl([row, lost]), {}, "t.jsonl");
    expect(done.results).toEqual({ created: 1, updated: 0, unchanged: 0, skipped: 1 });
    const [taken] = await report(done.id as number, { all: "true" });
    const ticket = (await admin.ok("GET", `tickets/${taken.id}`)).ticket;
    expect(ticket).toMatchObject({
      external_id: `${word}-1`,
      status: "solved",
      priority: "high",
      tags: ["kettle", "old"],
      assignee_id: agent.id,
      created_at: "2020-01-02T03:04:05Z",
      updated_at: "2020-02-03T00:00:00Z",
    });
    const comments = await comments_of(admin, ticket.id as number);
    expect(comments.map((one) => one.public)).toEqual([true, true, false]);
    expect(comments.map((one) => one.created_at)).toEqual([
      "2020-01-02T03:04:05Z",
      "2020-01-03T00:00:00Z",
      expect.stringMatching(/^2020-01-03/) as unknown,
    ]);
    expect(comments[0]!.author_id).toBe(ticket.requester_id);
    expect(comments[1]!.author_id).toBe(agent.id);
    expect((await admin.ok("GET", "outgoing_messages")).outgoing_messages).toHaveLength(sent_before);
    const again = await take_in("tickets", jsonl([row]), {}, "t.jsonl");
    expect(again.results).toEqual({ created: 0, updated: 0, unchanged: 1, skipped: 0 });
  });

  test("a bad row leaves nothing of itself behind", async () => {
    const word = unique("half");
    const row = { id: word, requester: `${word}@example.com`, subject: "x", description: "y", group: "nowhere" };
    expect((await take_in("tickets", jsonl([row]), {}, "t.jsonl")).results).toMatchObject({ skipped: 1 });
    const found = await admin.ok("GET", "users/search", { query: { query: `${word}@example.com` } });
    expect(found.users).toHaveLength(0);
  });
});

describe("an import", () => {
  test("is previewed with a guess of what is what", async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `${i};Name ${i};n${i}@example.com;blue`).join("\n");
    const upload_token = await upload(`ID;Full Name;E-Mail;Favourite colour\n${rows}`);
    const json = { import: { kind: "users", upload_token } };
    const { preview } = await admin.ok("POST", "imports/preview", { json });
    expect(preview.columns).toEqual(["ID", "Full Name", "E-Mail", "Favourite colour"]);
    expect(preview.mapping).toEqual({ ID: "external_id", "Full Name": "name", "E-Mail": "email" });
    expect(preview.rows).toHaveLength(20);
    expect(preview.rows[0].fields).toEqual({ external_id: "0", name: "Name 0", email: "n0@example.com" });
    expect(preview.fields).toContain("organization");
    const mapping = { "Favourite colour": "notes" };
    const other = await admin.ok("POST", "imports/preview", { json: { import: { ...json.import, mapping } } });
    expect(other.preview.rows[0].fields).toEqual({ notes: "blue" });
  });

  test.each([
    ["another kind", { kind: "kettles" }, "kind"],
    ["an unknown upload", { upload_token: "nonsense" }, "upload_token"],
    ["another format", { format: "xlsx" }, "format"],
    ["an unknown field", { mapping: { name: "colour" } }, "mapping"],
    ["one field twice", { mapping: { name: "name", email: "name" } }, "mapping"],
    ["no field at all", { mapping: {} }, "mapping"],
  ])("with %s is refused", async (_what, fields, field) => {
    const upload_token = await upload("name,email\na,a@example.com\n");
    const json = { import: { kind: "users", upload_token, ...fields } };
    const reply = await admin.post("imports", { json });
    expect(reply.status).toBe(422);
    expect(Object.keys(reply.body.details as object)).toEqual([field]);
  });

  test("whose columns mean nothing is refused", async () => {
    const upload_token = await upload("colour,shape\nred,round\n");
    const reply = await admin.post("imports", { json: { import: { kind: "users", upload_token } } });
    expect(reply.status).toBe(422);
  });

  test("goes on after the server was killed, and does no row twice", async () => {
    const word = unique("kill");
    const count = 3000;
    const rows = Array.from({ length: count }, (_, i) => `Name ${i},${word}-${i}@example.com,${word}-${i}`);
    const started = await begin("users", `name,email,external_id\n${rows.join("\n")}\n`);
    const progress = async () => (await admin.ok("GET", `imports/${started.id}`)).import.progress as number;
    await expect.poll(progress, { interval: 20 }).toBeGreaterThan(0);
    await desk.restart("kill");
    admin = desk.admin();
    await expect
      .poll(async () => (await admin.ok("GET", `imports/${started.id}`)).import.status, { timeout: 150_000 })
      .toBe("completed");
    const done = (await admin.ok("GET", `imports/${started.id}`)).import;
    expect(done.results).toEqual({ created: count, updated: 0, unchanged: 0, skipped: 0 });
  }, 240_000);

  test("is listed, and can only be stopped while it runs", async () => {
    const done = await take_in("users", `name,email\nx,${unique("x")}@example.com\n`);
    const list = (await admin.ok("GET", "imports")).imports as Json[];
    expect(list[0].id).toBe(done.id);
    expect((await admin.delete(`imports/${done.id}`)).status).toBe(422);
    expect((await admin.get("imports/999999")).status).toBe(404);
    const page = await admin.ok("GET", "imports", { query: { "page[size]": 1 } });
    expect(page.imports).toHaveLength(1);
  });

  test("is for admins", async () => {
    const agent = await sign_in(desk, await make_agent(desk, []));
    for (const path of ["imports", "imports/1", "imports/1/report"]) expect((await agent.get(path)).status).toBe(403);
    expect((await agent.post("imports", { json: { import: {} } })).status).toBe(403);
    expect((await desk.anonymous().get("imports")).status).toBe(401);
  });
});

describe("the command line", () => {
  const place = () => join(desk.data, unique("file"));

  test("takes in users, lists what it did not take, and writes a report", async () => {
    const word = unique("cli");
    const [file, problems, mapping] = [`${place()}.csv`, `${place()}.csv`, `${place()}.json`];
    writeFileSync(file, `who\tat\n${word}\t${word}@example.com\nbroken\tnowhere\n`);
    writeFileSync(mapping, JSON.stringify({ who: "name", at: "email" }));
    const args = ["import", "users", file, "--mapping", mapping, "--report", problems];
    expect(await desk.command([...args, "--dry-run"])).toContain("would be: 1 created");
    expect(await desk.command(args)).toContain("1 created, 0 updated, 0 unchanged, 1 not taken");
    const lines = readFileSync(problems, "utf8").trim().split("\r\n");
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain("nowhere");
    const found = await admin.ok("GET", "users/search", { query: { query: `${word}@example.com` } });
    expect(found.users).toHaveLength(1);
    expect(await desk.command(args)).toContain("0 created, 0 updated, 1 unchanged, 1 not taken");
  });

  test("goes on with an import that was killed", async () => {
    const word = unique("resume");
    const count = 4000;
    const file = `${place()}.csv`;
    const rows = Array.from({ length: count }, (_, i) => `Name ${i},${word}-${i}@example.com,${word}-${i}`);
    writeFileSync(file, `name,email,external_id\n${rows.join("\n")}\n`);
    const args = ["import", "users", file];
    const child = spawn(binary(), [...args, ...desk.storage], { stdio: "ignore" });
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    const first = async () => (await admin.ok("GET", "imports")).imports[0] as Json;
    await expect
      .poll(async () => ((await first()).file_name === file.split("/").at(-1) ? (await first()).progress : 0), {
        interval: 20,
      })
      .toBeGreaterThan(0);
    child.kill("SIGKILL");
    await ended;
    const refused = await run_pult([...args, ...desk.storage]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("--resume");
    const words = `${count} created, 0 updated, 0 unchanged, 0 not taken`;
    expect(await desk.command([...args, "--resume"])).toContain(words);
  }, 240_000);

  test("explains what it cannot do", async () => {
    const missing = await run_pult(["import", "users", "/nowhere.csv", "--data", desk.data]);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain("/nowhere.csv cannot be read");
    expect((await run_pult(["import", "kettles", "x.csv"])).code).toBe(2);
  });

  test("takes in an mbox and a Maildir, each mail once", async () => {
    const word = unique("box");
    const address = `${word}@desk.example`;
    await admin.ok("POST", "mailboxes", { json: { mailbox: { address } } });
    const mail = (number: number) =>
      `From: Rita <rita-${word}@example.com>\nTo: ${address}\nMessage-ID: <${word}-${number}@example.com>\n` +
      `Subject: Mail ${number}\n\nBody ${number}\n`;
    const file = place();
    writeFileSync(file, `From rita Sat Nov 21 2026\n${mail(1)}\nFrom rita Sat Nov 21 2026\n${mail(2)}\n`);
    const args = ["import", "mail", "--mbox", file, "--mailbox", address];
    expect(await desk.command(args)).toContain("2 mails, 2 created");
    expect(await desk.command(args)).toContain("2 mails, 2 duplicate");
    const folder = place();
    for (const part of ["cur", "new", "tmp"]) mkdirSync(join(folder, part), { recursive: true });
    writeFileSync(join(folder, "new", "1.a"), mail(3));
    writeFileSync(join(folder, "cur", "2.b:2,S"), mail(2));
    expect(await desk.command(["import", "mail", "--maildir", folder, "--mailbox", address])).toContain(
      "2 mails, 1 created, 1 duplicate",
    );
  });
});
