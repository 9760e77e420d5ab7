// SPDX-License-Identifier: AGPL-3.0-or-later
// What is stored about a person as an archive, and what goes by itself after a time.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { ended, run_job } from "./harness/jobs.js";
import { comments_of, make_agent, make_ticket, make_user, sign_in, unique, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

// The files of an archive, by the directory at its end (APPNOTE.TXT 4.3.12).
function unzip(bytes: Buffer): Map<string, string> {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  let at = bytes.readUInt32LE(end + 16);
  const files = new Map<string, string>();
  for (let left = bytes.readUInt16LE(end + 10); left > 0; --left) {
    expect(bytes.readUInt32LE(at)).toBe(0x02014b50);
    const [size, name_size] = [bytes.readUInt32LE(at + 24), bytes.readUInt16LE(at + 28)];
    const offset = bytes.readUInt32LE(at + 42);
    const name = bytes.subarray(at + 46, at + 46 + name_size).toString();
    const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
    files.set(name, bytes.subarray(start, start + size).toString());
    at += 46 + name_size;
  }
  return files;
}

describe("an export", () => {
  test("has everything that is stored about a person", async () => {
    const customer = await make_user(admin, { name: "Zoë Export", notes: "Likes tea" });
    const other = await make_user(admin);
    const client = await sign_in(desk, customer);
    const upload = await client.post("uploads", { query: { filename: "tea.txt" }, raw: "green tea" });
    const ticket = await make_ticket(client, {
      subject: "My tea",
      comment: { body: "It is cold.", uploads: [upload.body.upload.token as string] },
    });
    await update_ticket(admin, ticket.id, { comment: { body: "A note of ours", public: false } });
    await update_ticket(admin, ticket.id, { comment: { body: "Zoë Export is patient", public: false } });
    const copy = await make_ticket(admin, { requester_id: other.id, comment: { body: "Not theirs" } });
    await update_ticket(admin, copy.id, { email_ccs: [{ user_id: String(customer.id), action: "put" }] });

    const asked = await admin.ok("POST", `users/${customer.id}/personal_data_exports`);
    expect(asked.personal_data_export).toMatchObject({ status: "in_progress", content_url: null });
    expect((await ended(admin, { id: asked.job_id as string })).status).toBe("completed");
    const path = `personal_data_exports/${asked.personal_data_export.id}`;
    const made = (await admin.ok("GET", path)).personal_data_export;
    expect(made.status).toBe("complete");
    const days = (Date.parse(made.expires_at as string) - Date.parse(made.finished_at as string)) / 86_400_000;
    expect(days).toBe(7);

    const reply = await admin.get(made.content_url as string);
    expect(reply.headers.get("content-type")).toBe("application/zip");
    const files = unzip(Buffer.from(reply.bytes));
    const person = JSON.parse(files.get("person.json")!) as Json;
    expect(person.user).toMatchObject({ name: "Zoë Export", email: customer.email, notes: "Likes tea" });
    expect(person.identities).toHaveLength(1);
    expect(person.sessions).toHaveLength(1);
    const told = JSON.parse(files.get(`tickets/${ticket.id}.json`)!) as Json;
    const bodies = (told.comments as Json[]).map((one) => one.body as string);
    expect(bodies).toEqual(["It is cold.", "Zoë Export is patient"]);
    expect(files.get(told.comments[0].attachments[0].file as string)).toBe("green tea");
    expect([...files.values()].join("\n")).not.toContain("Not theirs");

    const logs = (await admin.ok("GET", "audit_logs", { query: { "filter[source_type]": "user" } }))
      .audit_logs as Json[];
    const entries = logs.filter((one) => one.source_id === customer.id && one.action === "exported");
    expect(entries).toHaveLength(2);
    const erasure = { confirmation: "Zoë Export" };
    await run_job(admin, "POST", `users/${customer.id}/erasures`, { json: { erasure } });
    expect((await admin.get(path)).status).toBe(404);
    expect((await admin.post(`users/${customer.id}/personal_data_exports`)).status).toBe(422);
  });

  test("is for admins", async () => {
    const customer = await make_user(admin);
    const agent = await sign_in(desk, await make_agent(desk, []));
    expect((await agent.post(`users/${customer.id}/personal_data_exports`)).status).toBe(403);
    expect((await agent.get(`users/${customer.id}/personal_data_exports`)).status).toBe(403);
    expect((await admin.ok("GET", `users/${customer.id}/personal_data_exports`)).personal_data_exports).toEqual([]);
  });
});

describe("retention rules", () => {
  const old_ticket = async (tags: string[], fields: Json = {}) => {
    const ticket = {
      subject: `Old ${tags.join(" ")}`,
      status: "closed",
      tags,
      created_at: "2019-03-01T08:00:00Z",
      updated_at: "2019-03-04T10:00:00Z",
      comments: [{ value: "My secret is 1234", created_at: "2019-03-01T08:00:00Z" }],
      ...fields,
    };
    const reply = await admin.post("imports/tickets", { json: { ticket }, query: { archive_immediately: "true" } });
    expect(reply.status).toBe(201);
    return reply.body.ticket as Json;
  };
  const make_rule = async (fields: Json) => {
    const retention_rule = { name: unique("rule"), kind: "tickets", action: "erase", age_days: 365, ...fields };
    return (await admin.ok("POST", "retention_rules", { json: { retention_rule } })).retention_rule as Json;
  };
  const preview_of = async (rule: Json) =>
    (await admin.ok("GET", `retention_rules/${rule.id}/preview`)).retention_preview as Json;
  const run = (rule: Json) => run_job(admin, "POST", `retention_rules/${rule.id}/run`);

  test("say what they would take, and take it", async () => {
    const tag = unique("tag").replaceAll("-", "_");
    const [taken, spared] = [await old_ticket([tag]), await old_ticket([tag, "vip"])];
    const fresh = await make_ticket(admin, { tags: [tag], status: "solved" });
    const fields = { name: "Old ones", kind: "tickets", action: "erase", age_days: 365, tag, except_tag: "vip" };
    const unsaved = await admin.ok("POST", "retention_rules/preview", { json: { retention_rule: fields } });
    expect(unsaved.retention_preview).toMatchObject({ count: 1, is_more: false });
    const rule = await make_rule(fields);
    expect(rule).toMatchObject({ active: false, tag, last_run_at: null });
    expect((await preview_of(rule)).sample).toMatchObject([{ id: taken.id, title: taken.subject }]);
    expect((await comments_of(admin, taken.id))[0].body).toContain("secret");

    expect((await run(rule)).status).toBe("completed");
    expect((await comments_of(admin, taken.id))[0].body).not.toContain("secret");
    expect((await comments_of(admin, spared.id))[0].body).toContain("secret");
    expect((await comments_of(admin, fresh.id))[0].body).toContain("kettle");
    expect(await preview_of(rule)).toMatchObject({ count: 0, sample: [] });
    const after = (await admin.ok("GET", `retention_rules/${rule.id}`)).retention_rule;
    expect(after.last_count).toBe(1);
    expect(after.last_run_at).not.toBeNull();
    const logs = (await admin.ok("GET", "audit_logs", { query: { "filter[source_type]": "retention_rule" } }))
      .audit_logs as Json[];
    expect(logs.some((one) => one.source_id === rule.id && one.change_description === "tickets, erase: 1")).toBe(true);
  });

  test("delete for good, more than one batch of them", async () => {
    const tag = unique("tag").replaceAll("-", "_");
    const tickets: Json[] = [];
    for (let i = 0; i < 25; ++i) tickets.push(await old_ticket([tag]));
    const rule = await make_rule({ action: "delete", tag });
    expect((await preview_of(rule)).count).toBe(25);
    await run(rule);
    expect((await admin.ok("GET", `retention_rules/${rule.id}`)).retention_rule.last_count).toBe(25);
    for (const ticket of tickets) expect((await admin.get(`tickets/${ticket.id}`)).status).toBe(404);
    expect((await admin.ok("GET", "deleted_tickets")).deleted_tickets).toEqual([]);
  });

  test("leave young things alone", async () => {
    await make_user(admin);
    for (const fields of [
      { kind: "people", action: "erase" },
      { kind: "suspended_tickets", action: "delete" },
    ]) {
      const rule = await make_rule(fields);
      expect((await preview_of(rule)).count).toBe(0);
      expect((await run(rule)).status).toBe("completed");
    }
  });

  test("are checked, changed, deleted and listed", async () => {
    const rule = await make_rule({});
    const change = (fields: Json) => admin.put(`retention_rules/${rule.id}`, { json: { retention_rule: fields } });
    for (const fields of [{ name: " " }, { kind: "mails" }, { kind: "people", action: "delete" }, { age_days: 0 }]) {
      expect((await change(fields as Json)).status).toBe(422);
    }
    expect((await change({ active: true, age_days: 900 })).body.retention_rule).toMatchObject({
      active: true,
      age_days: 900,
      kind: "tickets",
    });
    const listed = (await admin.ok("GET", "retention_rules")).retention_rules as Json[];
    expect(listed.map((one) => one.id)).toContain(rule.id);
    expect((await admin.delete(`retention_rules/${rule.id}`)).status).toBe(204);
    expect((await admin.get(`retention_rules/${rule.id}`)).status).toBe(404);
    const agent = await sign_in(desk, await make_agent(desk, []));
    expect((await agent.get("retention_rules")).status).toBe(403);
  });
});
