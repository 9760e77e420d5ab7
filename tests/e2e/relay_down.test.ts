// SPDX-License-Identifier: AGPL-3.0-or-later
// A relay that is down or says no: the agent sees it in the server's words, and one mail leaves when it is back.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, desk_address, password } from "./harness/mail_desk.js";
import type { Json } from "./harness/mail_desk.js";
import { render_mail } from "./harness/mails.js";
import { until } from "./harness/until.js";

let desk: MailDesk;
let chromium: Chromium;
let agent: Window;
beforeAll(async () => {
  [desk, chromium] = await Promise.all([MailDesk.start(), Chromium.start()]);
  agent = await chromium.window(desk.url);
  await agent.sign_in("jana@pult.example", password);
});
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

async function reply(subject: string, words: string): Promise<void> {
  const from = "Maria Client <maria@client.example>";
  desk.deliver(render_mail({ from, to: desk_address, subject, text: "Hello?" }));
  const { id } = await desk.ticket_of(subject);
  await agent.go(`/views/all_open/${id}`);
  await agent.start_reply();
  await agent.page.keyboard.type(words);
  await agent.at("send-button").click();
  await agent.comments.nth(1).waitFor();
}

const state = (value: string) =>
  agent
    .at("delivery-state")
    .and(agent.page.locator(`[data-state="${value}"]`))
    .waitFor();

async function outgoing(words: string): Promise<Json> {
  const query = { "page[size]": 100 };
  const { outgoing_messages } = await desk.admin.ok("GET", "outgoing_messages", { query });
  return (outgoing_messages as Json[]).find((one) => one.subject.includes(words));
}

test("a refusal for now: the mail waits, with the server's words", async () => {
  desk.catcher.refusal = { code: 451, words: "Greylisted, come again later" };
  await reply("Refused for now", "Patience.");
  await agent.at("delivery-error").getByText("Greylisted, come again later").waitFor();
  await state("queued");
  await take_picture(agent.page, "delivery-queued");
  const waiting = await outgoing("Refused for now");
  expect(waiting.state).toBe("queued");
  expect(waiting.attempts).toBeGreaterThanOrEqual(1); // a slow machine may be at the second by now
  expect(Date.parse(waiting.next_attempt_at as string)).toBeGreaterThan(Date.parse(waiting.created_at as string));
  desk.catcher.refusal = null;
  await agent.at("delivery-retry").click();
  await state("sent");
  const sent = await desk.catcher.wait_for("the mail", (one) => one.raw.includes("Patience."));
  expect(sent.mail.messageId).toBe(waiting.message_id);
});

test("a refusal for good: not delivered, and the agent tries again", async () => {
  desk.catcher.refusal = { code: 554, words: "No such person here" };
  await reply("Refused for good", "Second thoughts.");
  await state("failed");
  await agent.at("delivery-error").getByText("No such person here").waitFor();
  const failed = await outgoing("Refused for good");
  desk.catcher.refusal = null;
  await agent.at("delivery-retry").click();
  await state("sent");
  const sent = await desk.catcher.wait_for("the mail", (one) => one.raw.includes("Second thoughts."));
  expect(sent.mail.messageId).toBe(failed.message_id);
});

test("nobody there: it leaves by itself when the relay is back, once", async () => {
  await desk.catcher.close();
  await reply("Nobody there", "Knock knock.");
  await agent.at("delivery-error").waitFor();
  await state("queued");
  const waiting = await outgoing("Nobody there");
  expect(waiting.error.length).toBeGreaterThan(5);
  await desk.catcher.open();
  const sent = await desk.catcher.wait_for("the mail", (one) => one.raw.includes("Knock knock."), {
    within_ms: 90_000,
  });
  await state("sent");
  expect(sent.mail.messageId).toBe(waiting.message_id);
  const ids = desk.catcher.caught.map((one) => one.mail.messageId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBe(3);
  await until("the row says so", async () => (await outgoing("Nobody there")).state === "sent");
  expect(agent.problems).toEqual([]);
});
