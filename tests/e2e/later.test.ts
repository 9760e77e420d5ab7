// SPDX-License-Identifier: AGPL-3.0-or-later
// What happens at a later time: replies for another day, tickets put off, a browser that ends too early; and a draft
// that a colleague goes on with.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "../component/harness/client.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, desk_address, password } from "./harness/mail_desk.js";
import { answer_to, render_mail } from "./harness/mails.js";
import { until } from "./harness/until.js";

const customer = "Maria Client <maria@client.example>";
let desk: MailDesk;
const chromiums: Chromium[] = [];
let jana: Window;
let petr: Window;
let client: Client;
let ticket_id = 0;

beforeAll(async () => {
  desk = await MailDesk.start({ agents: { jana: "Jana Agent", petr: "Petr Agent" } });
  chromiums.push(...(await Promise.all([Chromium.start(), Chromium.start()])));
  [jana, petr] = await Promise.all([chromiums[0]!.window(desk.url), chromiums[1]!.window(desk.url)]);
  const subject = "The kettle leaks";
  desk.deliver(render_mail({ from: customer, to: desk_address, subject, text: "Since Monday." }));
  ticket_id = (await desk.ticket_of(subject)).id as number;
  client = await Client.with_session(desk.url, "jana@pult.example", password);
  await Promise.all([jana.sign_in("jana@pult.example", password), petr.sign_in("petr@pult.example", password)]);
  for (const window of [jana, petr]) {
    await window.row(ticket_id).click();
    await window.comments.first().waitFor();
  }
});
afterAll(async () => {
  await Promise.all(chromiums.map((one) => one.end()));
  await desk?.end();
});

const write = async (window: Window, words: string) => {
  await window.start_reply();
  await window.page.keyboard.type(words);
};
const snoozed = async () => (await client.ok("GET", `tickets/${ticket_id}`)).ticket.snoozed_until as string | null;
const said = async (words: string) =>
  (await desk.comments(ticket_id)).filter((one) => String(one.body).includes(words)).length;

test("a reply leaves, once, although its browser ends at once", async () => {
  const chromium = await Chromium.start();
  const short = await chromium.window(desk.url, {}, 2);
  await short.sign_in("petr@pult.example", password);
  await short.row(ticket_id).click();
  await write(short, "We send a new one.");
  await short.at("send-button").click();
  await short.at("waiting-reply").waitFor();
  await chromium.end();
  await desk.catcher.wait_for("the reply", (one) => one.raw.includes("We send a new one."));
  expect(await said("We send a new one.")).toBe(1);
});

test("a reply for tomorrow is listed, seen by colleagues, and stopped by the customer", async () => {
  await write(jana, "Has it come?");
  await jana.at("send-menu").click();
  await jana.at("send-later").click();
  await take_picture(jana.page, "send-later");
  await jana.at("time-tomorrow").click();
  await jana.at("waiting-reply").getByText("Has it come?").waitFor();
  await jana.at("change-time").waitFor();
  await petr.at("others-reply").waitFor();
  await jana.go("/scheduled");
  await jana.at("scheduled-row").getByText("The kettle leaks").click();
  await jana.at("waiting-reply").waitFor();
  const sent = await desk.catcher.wait_for("the reply", (one) => one.raw.includes("We send a new one."));
  desk.deliver(answer_to(sent, customer, "It has come, thank you."));
  await jana.at("halted-reply").waitFor();
  await jana.editor.getByText("Has it come?").waitFor();
  await take_picture(jana.page, "reply-stopped");
  await jana.at("dismiss-reply").click();
  await jana.at("halted-reply").waitFor({ state: "detached" });
  expect(await said("Has it come?")).toBe(0);
  await jana.editor.click();
  await jana.page.keyboard.press("Control+a");
  await jana.page.keyboard.press("Delete");
  await until("the draft is gone", async () => (await client.ok("GET", `tickets/${ticket_id}/draft`)).draft === null);
});

test("a ticket that is put off is gone from the list, and comes back", async () => {
  await jana.go("/views/all_open");
  await jana.row(ticket_id).click();
  await jana.comments.first().waitFor();
  await jana.page.keyboard.press("z");
  await jana.at("time-tomorrow").click();
  await jana.at("ticket").getByTestId("snooze-mark").waitFor();
  await until("the server knows", snoozed);
  await jana.go("/views/snoozed");
  await jana.row(ticket_id).getByTestId("snooze-mark").waitFor();
  await take_picture(jana.page, "snoozed");
  await jana.go("/views/all_open");
  await jana.at("view-all_open").waitFor();
  expect(await jana.row(ticket_id).count()).toBe(0);
  const soon = new Date(Date.now() + 6_000).toISOString();
  await client.ok("POST", `tickets/${ticket_id}/snooze`, { json: { until: soon } });
  await until("it is back", async () => (await snoozed()) === null);
  await jana.go("/views/all_open");
  await jana.row(ticket_id).waitFor();
});

test("a shared draft is read by a colleague, who goes on with it", async () => {
  await jana.row(ticket_id).click();
  await write(jana, "Please keep the old one.");
  await jana.at("share-draft").click();
  await petr.at("shared-draft").waitFor();
  await petr.at("read-draft").click();
  await petr.at("shared-draft-text").waitFor();
  await petr.at("take-draft").click();
  await petr.editor.getByText("Please keep the old one.").waitFor();
  await jana.at("draft-taken").waitFor();
  await take_picture(petr.page, "draft-taken");
  expect((await client.ok("GET", `tickets/${ticket_id}/draft`)).draft.body).toContain("keep the old one");
});

test("nothing went wrong on the way", () => {
  for (const window of [jana, petr]) expect(window.problems).toEqual([]);
});
