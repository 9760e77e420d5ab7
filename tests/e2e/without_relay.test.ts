// SPDX-License-Identifier: AGPL-3.0-or-later
// A desk without a relay shows the whole circle all the same, and mail that was held back can be let in.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, desk_address, password } from "./harness/mail_desk.js";
import { render_mail } from "./harness/mails.js";
import { until } from "./harness/until.js";

let desk: MailDesk;
let chromium: Chromium;
let agent: Window;
beforeAll(async () => {
  [desk, chromium] = await Promise.all([MailDesk.start({ relay: false }), Chromium.start()]);
  agent = await chromium.window(desk.url);
  await agent.sign_in("jana@pult.example", password);
});
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

test("a reply is kept and can be read as the customer would read it", async () => {
  const from = "Maria Client <maria@client.example>";
  desk.deliver(render_mail({ from, to: desk_address, subject: "Is anybody there?", text: "Hello?" }));
  await agent.at("ticket-row").getByText("Is anybody there?").click();
  await agent.start_reply();
  await agent.page.keyboard.type("Yes, we are here.");
  await agent.at("send-button").click();
  await agent.at("delivery-state").and(agent.page.locator('[data-state="kept"]')).waitFor();
  await agent.at("view-outgoing").click();
  await agent.at("outgoing-row").filter({ hasText: "Is anybody there?" }).click();
  const body = agent.at("outgoing-body");
  await body.getByText("Yes, we are here.").waitFor();
  await body.getByText("Your support team").waitFor();
  await body.getByText("Hello?").waitFor();
  expect(await agent.at("outgoing-mail").textContent()).toContain("maria@client.example");
  await take_picture(agent.page, "outgoing");
  expect(desk.catcher.caught).toEqual([]);
});

test("spam is held back, listed with its cause, and becomes a ticket when somebody says so", async () => {
  const spam = render_mail({
    from: "Prize Office <prize@client.example>",
    to: desk_address,
    subject: "You have won",
    text: "Claim your prize.",
    headers: { "X-Spam-Flag": "YES", "X-Spam-Status": "Yes, score=17.2 required=5.0" },
  });
  desk.deliver(spam);
  await until("it is held back", async () => (await desk.admin.ok("GET", "suspended_tickets")).count === 1);
  await agent.at("view-suspended").click();
  const row = agent.at("suspended-row").filter({ hasText: "You have won" });
  await row.click();
  const mail = agent.at("suspended-mail");
  await mail.getByText("Claim your prize.").waitFor();
  expect(await mail.textContent()).toContain("prize@client.example");
  expect((await row.getByTestId("suspended-cause").textContent())?.length).toBeGreaterThan(3);
  await agent.at("suspended-raw").click();
  await mail.getByText("X-Spam-Flag: YES").waitFor();
  await take_picture(agent.page, "suspended");
  await agent.at("suspended-recover").click();
  await row.waitFor({ state: "detached" });
  await agent.at("view-all_open").click();
  const ticket = agent.at("ticket-row").filter({ hasText: "You have won" });
  const arrivals = agent.at("new-arrivals");
  await ticket.or(arrivals).first().waitFor();
  if (await arrivals.count()) await arrivals.click();
  await ticket.click();
  await agent.comments.first().getByText("Claim your prize.").waitFor();
  expect(agent.problems).toEqual([]);
});
