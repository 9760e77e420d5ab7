// SPDX-License-Identifier: AGPL-3.0-or-later
import { spawn } from "node:child_process";
import { afterAll, beforeAll, expect, test } from "vitest";
import { binary } from "../component/harness/server.js";
import { MailDesk, desk_address } from "../e2e/harness/mail_desk.js";
import type { Json } from "../e2e/harness/mail_desk.js";
import { render_mail } from "../e2e/harness/mails.js";
import { until } from "../e2e/harness/until.js";
import { report } from "./figures.js";
import { database, limit_ms, pause, random, size } from "./size.js";

interface Planned {
  message_id: string;
  answers: number | null; // the number of an earlier mail of the same customer
  raw: string;
  files: number;
}

// Three of ten mails answer an earlier one; every fifth has a file, every twentieth a large one.
function plan(): Planned[] {
  const mails: Planned[] = [];
  for (let i = 0; i < size.mails; i += 1) {
    const answers = i > 0 && random() < 0.3 ? Math.floor(random() * i) : null;
    let first = answers ?? i; // the same customer writes all mails of a conversation
    while (mails[first]?.answers != null) first = mails[first]!.answers!;
    const bytes = Buffer.alloc(i % 20 === 0 ? 300_000 : 2_000, `file of mail ${i} `);
    const files = i % 5 === 0 ? [{ name: `file-${i}.txt`, type: "text/plain", bytes }] : [];
    const parent: Record<string, string> =
      answers === null ? {} : { "In-Reply-To": mails[answers]!.message_id, References: mails[answers]!.message_id };
    const message_id = `<mail-${i}@crash.example>`;
    const raw = render_mail({
      from: `Customer ${first} <customer${first}@crash.example>`,
      to: desk_address,
      subject: answers === null ? `Question ${i % 50}` : `Re: Question ${first % 50}`,
      text: `This is mail number ${i}.\n\nKind regards`,
      html: i % 3 === 0 ? `<p>This is mail <b>number ${i}</b>.</p>` : undefined,
      files: files.length ? files : undefined,
      headers: parent,
      message_id,
    });
    mails.push({ message_id, answers, raw, files: files.length });
  }
  return mails;
}

let desk: MailDesk;
beforeAll(async () => {
  desk = await MailDesk.start({ relay: false });
});
afterAll(() => desk?.end());

// One life of the server, ended `after_ms` after its start.
async function live_and_die(after_ms: number): Promise<void> {
  const child = spawn(binary(), ["serve", ...desk.desk.storage, "--listen", "127.0.0.1:0"], { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  await pause(after_ms);
  expect(child.exitCode, "the server ended by itself").toBeNull();
  child.kill("SIGKILL");
  await ended;
}

// How many comments there are by now; the server runs for this only as long as it takes to ask.
async function settled(): Promise<number> {
  return (await tickets()).reduce((sum, ticket) => sum + (ticket.comment_count as number), 0);
}

async function tickets(): Promise<Json[]> {
  const found: Json[] = [];
  let page = await desk.admin.ok("GET", "tickets", { query: { "page[size]": 100 } });
  for (;;) {
    found.push(...(page.tickets as Json[]));
    if (!page.meta.has_more) return found;
    page = await desk.admin.ok("GET", page.links.next as string);
  }
}

interface Found {
  ticket_id: number;
  files: number;
}

// Message-ID -> the comments it became.
async function comments_by_mail(): Promise<Map<string, Found[]>> {
  const found = new Map<string, Found[]>();
  const waiting = await tickets();
  const work = async () => {
    for (let ticket = waiting.pop(); ticket; ticket = waiting.pop()) {
      const path = `tickets/${ticket.id}/comments`;
      let page = await desk.admin.ok("GET", path, { query: { "page[size]": 100 } });
      const all = [...(page.comments as Json[])];
      while (page.meta.has_more) {
        page = await desk.admin.ok("GET", page.links.next as string);
        all.push(...(page.comments as Json[]));
      }
      for (const comment of all) {
        const { message_id } = await desk.admin.ok("GET", `${path}/${comment.id}/email`);
        const entry = { ticket_id: ticket.id as number, files: (comment.attachments as Json[]).length };
        found.set(message_id as string, [...(found.get(message_id as string) ?? []), entry]);
      }
    }
  };
  await Promise.all(Array.from({ length: 6 }, work));
  return found;
}

test("every mail is exactly one comment, whenever the server dies", { timeout: limit_ms }, async () => {
  const mails = plan();
  let delivered = 0;
  const deliver_up_to = (count: number) => {
    while (delivered < Math.min(count, mails.length)) desk.deliver(mails[delivered++]!.raw);
  };
  const url = desk.url;
  await desk.desk.kill_node(url);
  const started_at = Date.now();
  deliver_up_to(Math.ceil(mails.length / 2));
  // Lives are as long as they must be for the work to last until the last kill.
  let longest_ms = 600;
  const progress: number[] = [];
  for (let kill = 1; kill <= size.kills; kill += 1) {
    const late = random() < 0.5;
    const share = mails.length / 2 + ((mails.length / 2) * kill) / size.kills;
    if (!late) deliver_up_to(share);
    const life = live_and_die(random() * longest_ms);
    if (late) deliver_up_to(share);
    await life;
    if (kill % 4 === 0 && kill < size.kills) {
      await desk.desk.add_node();
      const done = await settled();
      progress.push(done);
      await desk.desk.kill_node(desk.url);
      const wanted = (mails.length * kill) / size.kills;
      longest_ms = Math.min(5_000, Math.max(150, longest_ms * (done > wanted ? 0.6 : 1.5)));
    }
  }
  deliver_up_to(mails.length);
  await desk.desk.add_node();
  await until("all mails are settled", async () => (await settled()) >= mails.length, {
    within_ms: limit_ms / 2,
    every_ms: 300,
  });
  await pause(1_000); // a mail that is taken in twice would come now
  const seconds = (Date.now() - started_at) / 1_000;

  const found = await comments_by_mail();
  const missing = mails.filter((mail) => !found.has(mail.message_id)).map((mail) => mail.message_id);
  const doubled = [...found].filter(([, entries]) => entries.length > 1).map(([id]) => id);
  const held = (await desk.admin.ok("GET", "suspended_tickets")).count as number;
  report(
    `crash, mail in (${database}): ${mails.length} mails, ${size.kills + progress.length} kills ` +
      `in ${seconds.toFixed(0)} s: ` +
      `${missing.length} missing, ${doubled.length} twice, ${held} held back; taken in by then: ${progress.join(", ")}`,
  );
  expect({ missing, doubled, held }).toEqual({ missing: [], doubled: [], held: 0 });
  expect(found.size).toBe(mails.length);
  const astray = mails.filter((mail, i) => {
    const own = found.get(mail.message_id)![0]!;
    const parent = mail.answers === null ? own : found.get(mails[mail.answers]!.message_id)![0]!;
    return own.ticket_id !== parent.ticket_id || own.files !== mails[i]!.files;
  });
  expect(astray.map((mail) => mail.message_id)).toEqual([]);
  expect(new Set([...found.values()].map(([one]) => one!.ticket_id)).size).toBe(
    mails.filter((mail) => mail.answers === null).length,
  );
});
