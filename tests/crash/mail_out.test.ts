// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, expect, test } from "vitest";
import { make_ticket, make_user } from "../component/harness/people.js";
import { MailDesk } from "../e2e/harness/mail_desk.js";
import type { Json } from "../e2e/harness/mail_desk.js";
import type { CaughtMail } from "../e2e/harness/smtp.js";
import { until } from "../e2e/harness/until.js";
import { report } from "./figures.js";
import { database, limit_ms, pause, random, size } from "./size.js";

const tickets_in_use = 10;
// Between the relay's word and its record: one commit, on a machine that is busy with other tests.
const record_limit_ms = 500;
const notice_limit_ms = 50; // a mail that was in the socket when the server died is accepted after its death
const workers = 2; // threads that send; each can be caught between the two with one mail

let desk: MailDesk;
const ticket_ids: number[] = [];
beforeAll(async () => {
  desk = await MailDesk.start();
  // The relay needs a moment for its word, so that kills fall before, within and after it.
  desk.catcher.before_reply = () => pause(random() * 30).then(() => undefined);
  for (let i = 0; i < tickets_in_use; i += 1) {
    const requester = await make_user(desk.admin, { name: `Customer ${i}`, email: `customer${i}@crash.example` });
    const fields = { subject: `Question ${i}`, requester_id: requester.id, comment: { body: "?", public: false } };
    ticket_ids.push((await make_ticket(desk.admin, fields)).id as number);
  }
});
afterAll(() => desk?.end());

// Asks until the server has said yes; each try has words of its own, for it may have been carried out all the same.
async function reply(number: number, written: Set<string>): Promise<void> {
  const id = ticket_ids[number % tickets_in_use];
  for (let attempt = 1; ; attempt += 1) {
    const body = `Reply ${number}, try ${attempt}.`;
    try {
      const reply = await desk.admin.put(`tickets/${id}`, { json: { ticket: { comment: { body } } } });
      if (reply.status === 200) return void written.add(body);
    } catch {
      // The server is gone; it comes back at the same address.
    }
    await pause(20);
  }
}

interface Out {
  body: string;
  message_id: string;
  state: string;
}

async function replies_of(id: number): Promise<Out[]> {
  const out: Out[] = [];
  let page = await desk.admin.ok("GET", `tickets/${id}/comments`, { query: { "page[size]": 100 } });
  for (;;) {
    for (const { body, delivery, public: is_public } of page.comments as Json[]) {
      if (is_public) out.push({ body, message_id: delivery.message_id, state: delivery.state });
    }
    if (!page.meta.has_more) return out;
    page = await desk.admin.ok("GET", page.links.next as string);
  }
}

const all_replies = async () => (await Promise.all(ticket_ids.map(replies_of))).flat();

test(
  "every answer leaves under its own Message-ID, twice only where nobody could know",
  { timeout: limit_ms },
  async () => {
    const acknowledged = new Set<string>();
    const killed_at: number[] = [];
    let next = 0;
    let kills = 0;
    // Each life of the server gets its share of the work, so that none is idle when it ends.
    const writer = async () => {
      while (next < size.replies) {
        const number = next++;
        await until("the turn", () => number <= (size.replies * (kills + 1)) / size.kills, {
          within_ms: limit_ms,
          every_ms: 5,
        });
        await reply(number, acknowledged);
      }
    };
    const started_at = Date.now();
    const writers = Promise.all(Array.from({ length: 4 }, writer));
    for (; kills < size.kills; kills += 1) {
      await pause(20 + random() * 600);
      const back = desk.desk.kill_and_return();
      killed_at.push(Date.now());
      await back;
    }
    await writers;
    await until("nothing waits any more", async () => (await all_replies()).every((one) => one.state === "sent"), {
      within_ms: limit_ms / 2,
      every_ms: 200,
    });
    const seconds = (Date.now() - started_at) / 1_000;

    const accepted = new Map<string, CaughtMail[]>();
    for (const one of desk.catcher.caught) {
      accepted.set(one.mail.messageId!, [...(accepted.get(one.mail.messageId!) ?? []), one]);
    }
    const replies = await all_replies();
    const lost = [...acknowledged].filter((body) => !replies.some((one) => one.body === body));
    const unsent = replies.filter((one) => !accepted.has(one.message_id));
    const strange = [...accepted.keys()].filter((id) => !replies.some((one) => one.message_id === id));
    const doubled = [...accepted.values()].filter((times) => times.length > 1);
    // All acceptances but the last must end in a kill, before there was time to record them.
    const repeated = doubled.flatMap((times) => times.slice(0, -1));
    const ended_by = (one: CaughtMail) =>
      killed_at.find((kill) => kill >= one.accepted_at - notice_limit_ms) ?? Infinity;
    const unexplained = repeated.filter((one) => ended_by(one) > one.replied_at + record_limit_ms);
    const most_by_one_kill = Math.max(
      0,
      ...killed_at.map((kill) => repeated.filter((one) => ended_by(one) === kill).length),
    );
    report(
      `crash, mail out (${database}): ${replies.length} replies (${acknowledged.size} acknowledged), ${kills} kills ` +
        `in ${seconds.toFixed(0)} s: ${lost.length} lost, ${unsent.length} not sent, ` +
        `${doubled.length} sent twice, ${unexplained.length} of them without a kill within ` +
        `${record_limit_ms} ms, at most ${most_by_one_kill} by one kill`,
    );
    expect({ lost, unsent, strange, unexplained }).toEqual({ lost: [], unsent: [], strange: [], unexplained: [] });
    expect(most_by_one_kill).toBeLessThanOrEqual(workers);
    expect(acknowledged.size).toBe(size.replies);
    expect(new Set(replies.map((one) => one.message_id)).size).toBe(replies.length);
    for (const { raw } of desk.catcher.caught) expect(raw).toMatch(/Reply \d+, try \d+\./);
  },
);
