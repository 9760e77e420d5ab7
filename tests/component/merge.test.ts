// SPDX-License-Identifier: AGPL-3.0-or-later
// Merging, splitting and following up tickets.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { run_job } from "./harness/jobs.js";
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
});
afterAll(() => desk?.end());

const show = async (id: number) => (await admin.ok("GET", `tickets/${id}`)).ticket as Json;
const links_of = async (id: number) => (await admin.ok("GET", `tickets/${id}/links`)).links as Json[];
const requested_by = async (user: Json, fields: Json = {}) =>
  await make_ticket(admin, { requester_id: user.id, ...fields });
const merge = (client: Client, target: number, json: Json) =>
  run_job(client, "POST", `tickets/${target}/merge`, { json });

describe("merge", () => {
  test("closes the sources with a tag, comments on both, and keeps their people in copy", async () => {
    const [ann, ben, cleo] = [await make_user(admin), await make_user(admin), await make_user(admin)];
    const target = await requested_by(ann);
    const source = await requested_by(ben, { tags: ["mine"], email_ccs: [{ user_id: cleo.id }] });
    const own = await requested_by(ann);
    const job = await merge(admin, target.id, {
      ids: [source.id, own.id],
      target_comment: "Took over two requests",
      source_comment: "See the other one",
      target_comment_is_public: true,
    });
    expect(job).toMatchObject({
      job_type: "Ticket Merge",
      results: [{ index: 0, id: target.id, action: "update", status: "Updated", success: true }],
    });
    expect(await show(source.id)).toMatchObject({ status: "closed", tags: ["closed_by_merge", "mine"] });
    const after = await show(target.id);
    expect(after.email_cc_ids).toEqual([ben.id, cleo.id].sort((a, b) => a - b));
    expect(after.requester_id).toBe(ann.id);
    expect((await comments_of(admin, target.id)).at(-1)).toMatchObject({
      body: "Took over two requests",
      public: true,
    });
    expect((await comments_of(admin, source.id)).at(-1)).toMatchObject({ body: "See the other one", public: false });
    expect((await links_of(target.id)).map((link) => [link.type, link.ticket_id])).toEqual([
      ["merged_from", source.id],
      ["merged_from", own.id],
    ]);
    expect((await links_of(source.id))[0]).toMatchObject({ type: "merged_into", ticket_id: target.id });
  });

  test("again changes nothing", async () => {
    const [target, source] = [await make_ticket(admin), await make_ticket(admin)];
    await merge(admin, target.id, { ids: [source.id] });
    const comments = (await comments_of(admin, target.id)).length;
    const again = await merge(admin, target.id, { ids: [source.id, source.id] });
    expect(again.results[0].success).toBe(true);
    expect((await comments_of(admin, target.id)).length).toBe(comments);
    expect((await comments_of(admin, source.id)).length).toBe(2);
  });

  test("without words of one's own there are some", async () => {
    const [target, source] = [await make_ticket(admin), await make_ticket(admin)];
    await merge(admin, target.id, { ids: [source.id] });
    expect((await comments_of(admin, target.id)).at(-1)!.body).toContain(`#${source.id}`);
    expect((await comments_of(admin, source.id)).at(-1)!.body).toContain(`#${target.id}`);
  });

  test("what cannot be merged is left alone, all of it", async () => {
    const [target, good, closed] = [await make_ticket(admin), await make_ticket(admin), await make_ticket(admin)];
    await update_ticket(admin, closed.id, { status: "closed" });
    for (const ids of [
      [good.id, closed.id],
      [good.id, target.id],
      [good.id, 999_999_999],
    ]) {
      const job = await merge(admin, target.id, { ids });
      expect(job.results[0]).toMatchObject({ success: false });
      expect(await show(good.id)).toMatchObject({ status: "new", comment_count: 1 });
    }
    const into_closed = await merge(admin, closed.id, { ids: [good.id] });
    expect(into_closed.results[0]).toMatchObject({ success: false, error: "RecordInvalid" });
    expect((await admin.post(`tickets/${target.id}/merge`, { json: {} })).status).toBe(400);
    expect((await admin.post(`tickets/${target.id}/merge`, { json: { ids: "x" } })).status).toBe(400);
    expect((await admin.post("tickets/999999999/merge", { json: { ids: [good.id] } })).status).toBe(404);
  });

  test("agents merge only what they see", async () => {
    const [mine, theirs] = [await make_group(admin), await make_group(admin)];
    const restricted = await make_agent(desk, [mine.id], { ticket_restriction: "groups" });
    const target = await make_ticket(admin, { group_id: mine.id });
    const hidden = await make_ticket(admin, { group_id: theirs.id });
    const agent = await sign_in(desk, restricted);
    const job = await merge(agent, target.id, { ids: [hidden.id] });
    expect(job.results[0]).toMatchObject({ success: false, error: "RecordNotFound" });
    expect((await show(hidden.id)).status).toBe("new");
  });
});

describe("mail about a merged ticket", () => {
  test("goes where it was merged into, whatever it answers", async () => {
    const box = { address: "help@desk.example", name: "Help desk", active: true };
    await admin.ok("POST", "mailboxes", { json: { mailbox: box } });
    const ingest = async (id: string, headers: string[]) => {
      const lines = ["From: Jana <jana@example.com>", "To: help@desk.example", "Subject: Kettle", `Message-ID: ${id}`];
      const text = [...lines, ...headers, "", `This is ${id}`].join("\r\n");
      return JSON.parse(await desk.command(["mail", "ingest", "--mailbox", "help@desk.example"], text)) as Json;
    };
    const first = `<${unique("first")}@example.com>`;
    const source = await ingest(first, []);
    const target = await make_ticket(admin);
    await merge(admin, target.id, { ids: [source.ticket_id] });
    const answer = await ingest(`<${unique("second")}@example.com>`, [`In-Reply-To: ${first}`, `References: ${first}`]);
    expect(answer).toMatchObject({ outcome: "appended", ticket_id: target.id });
    await update_ticket(admin, target.id, { status: "closed" });
    const later = await ingest(`<${unique("third")}@example.com>`, [`In-Reply-To: ${first}`, `References: ${first}`]);
    expect(later.outcome).toBe("created");
    expect((await show(later.ticket_id)).via.source).toMatchObject({
      rel: "follow_up",
      from: { ticket_id: source.ticket_id },
    });
  });
});

describe("split", () => {
  test("a comment becomes a ticket with its files; both say where the other is", async () => {
    const [ann, ben] = [await make_user(admin), await make_user(admin)];
    const ticket = await requested_by(ann);
    const upload = await admin.ok("POST", "uploads", {
      query: { filename: "kettle.txt" },
      raw: "boiling",
      content_type: "text/plain",
    });
    await update_ticket(admin, ticket.id, {
      comment: { body: "By the way, my kettle is broken too.", author_id: ben.id, uploads: [upload.upload.token] },
    });
    const comment = (await comments_of(admin, ticket.id)).at(-1)!;
    const subject = unique("Kettle");
    const reply = await admin.post(`tickets/${ticket.id}/comments/${comment.id}/split`, {
      json: { ticket: { subject } },
    });
    expect(reply.status).toBe(201);
    const made = reply.body.ticket as Json;
    expect(made).toMatchObject({
      subject,
      requester_id: ben.id,
      description: "By the way, my kettle is broken too.",
      via: { source: { rel: "split" } },
      has_attachments: true,
    });
    const [first] = await comments_of(admin, made.id);
    expect(first).toMatchObject({ author_id: ben.id, public: true });
    expect((await admin.get(first.attachments[0].content_url as string)).text).toBe("boiling");
    expect(first.attachments[0].id).not.toBe(comment.attachments[0].id);
    expect((await comments_of(admin, ticket.id)).at(-1)!.id).toBe(comment.id);
    expect(await links_of(ticket.id)).toMatchObject([{ type: "split_into", ticket_id: made.id }]);
    expect(await links_of(made.id)).toMatchObject([{ type: "split_from", ticket_id: ticket.id }]);
  });

  test("an agent's note becomes a ticket of the requester; inline pictures stay in place", async () => {
    const ann = await make_user(admin);
    const ticket = await requested_by(ann);
    const png = Buffer.from("89504e470d0a1a0a", "hex");
    const { upload } = await admin.ok("POST", "uploads", {
      query: { filename: "a.png" },
      raw: png,
      content_type: "image/png",
    });
    const src = `/api/v2/attachments/${upload.attachment.id}/content`;
    await update_ticket(admin, ticket.id, {
      comment: { html_body: `<p>See <img src="${src}"></p>`, uploads: [upload.token], public: false },
    });
    const comment = (await comments_of(admin, ticket.id)).at(-1)!;
    const { ticket: made } = await admin.ok("POST", `tickets/${ticket.id}/comments/${comment.id}/split`, { json: {} });
    const [first] = await comments_of(admin, made.id);
    expect(made.requester_id).toBe(ann.id);
    expect(first.public).toBe(false);
    expect(first.html_body).toContain(`/api/v2/attachments/${first.attachments[0].id}/content`);
    expect(first.html_body).not.toContain(src);
  });

  test("comments of other tickets are not found", async () => {
    const [one, two] = [await make_ticket(admin), await make_ticket(admin)];
    const [comment] = await comments_of(admin, two.id);
    for (const id of [comment.id, 999_999_999]) {
      expect((await admin.post(`tickets/${one.id}/comments/${id}/split`, { json: {} })).status).toBe(404);
    }
  });
});

describe("follow-ups of closed tickets", () => {
  test("a new ticket says what it follows, and the closed one what follows it", async () => {
    const ann = await make_user(admin);
    const group = await make_group(admin);
    const old = await requested_by(ann, { subject: "Kettle", tags: ["kitchen"], group_id: group.id });
    await update_ticket(admin, old.id, { status: "closed" });
    const next = await make_ticket(admin, { via_followup_source_id: old.id, subject: undefined });
    expect(next).toMatchObject({
      subject: "Re: Kettle",
      requester_id: ann.id,
      tags: ["kitchen"],
      group_id: group.id,
      via: { source: { rel: "follow_up", from: { ticket_id: old.id } } },
    });
    expect((await show(old.id)).followup_ids).toEqual([next.id]);
    const listed = (await admin.ok("GET", "tickets/show_many", { query: { ids: `${old.id},${next.id}` } }))
      .tickets as Json[];
    expect(listed.map((ticket) => ticket.followup_ids as number[])).toEqual([[next.id], []]);
    expect((await admin.ok("GET", `tickets/${next.id}/related`)).followup_source_ids).toEqual([String(old.id)]);
  });

  test("only closed tickets that one sees are followed", async () => {
    const open = await make_ticket(admin);
    for (const via_followup_source_id of [open.id, 999_999_999]) {
      const reply = await admin.post("tickets", {
        json: { ticket: { comment: { body: "x" }, via_followup_source_id } },
      });
      expect(reply.status).toBe(422);
    }
    const old = await make_ticket(admin);
    await update_ticket(admin, old.id, { status: "closed" });
    const customer = await sign_in(desk, await make_user(admin));
    const ticket = { subject: "x", comment: { body: "x" }, via_followup_source_id: old.id };
    expect((await customer.post("tickets", { json: { ticket } })).status).toBe(422);
  });
});
