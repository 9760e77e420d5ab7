// SPDX-License-Identifier: AGPL-3.0-or-later
// An admin sets up what is loud; an urgent ticket calls and stands above every page until one agent takes it, and then
// for nobody any more.
import { afterAll, beforeAll, expect, test } from "vitest";
import { make_ticket } from "../component/harness/people.js";
import { Receiver } from "../component/harness/receiver.js";
import { admin_email, admin_password } from "../component/harness/server.js";
import { accessibility_problems } from "./harness/axe.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, password } from "./harness/mail_desk.js";

let desk: MailDesk;
let chromium: Chromium;
let receiver: Receiver;
let boss: Window;
let jana: Window;
let petr: Window;

beforeAll(async () => {
  [desk, chromium, receiver] = await Promise.all([
    MailDesk.start({ relay: false, agents: { jana: "Jana Agent", petr: "Petr Agent" } }),
    Chromium.start(),
    Receiver.start(),
  ]);
  boss = await chromium.window(desk.url);
  jana = await chromium.window(desk.url, { colorScheme: "dark" });
  petr = await chromium.window(desk.url, { viewport: { width: 390, height: 844 } });
  await boss.sign_in(admin_email, admin_password);
  await jana.sign_in("jana@pult.example", password);
  await petr.sign_in("petr@pult.example", password);
});
afterAll(async () => {
  await chromium?.end();
  await receiver?.end();
  await desk?.end();
});

test("an admin makes a channel, tries it out, and a rule", async () => {
  await boss.go("/admin/alerts");
  const channels = boss.at("alert-channels");
  await channels.getByTestId("add-item").click();
  await boss.at("field-name").fill("On call");
  await boss.at("field-endpoint").fill(receiver.url);
  await take_picture(boss.page, "alert-channel");
  expect(await accessibility_problems(boss)).toEqual([]);
  await boss.at("resource-form").getByTestId("save-form").click();
  await channels.getByTestId("settings-row").filter({ hasText: "On call" }).click();
  await boss.at("test-channel").click();
  await boss.at("test-result").getByText("It was taken").waitFor();
  expect(receiver.received).toHaveLength(1);
  await boss.page.keyboard.press("Escape");
  const rules = boss.at("alert-rules");
  await rules.getByTestId("add-item").click();
  await boss.at("field-title").fill("Urgent tickets");
  await boss.at("field-event").selectOption("ticket_urgent");
  await boss.at("field-channel_ids").getByText("On call").click();
  await take_picture(boss.page, "alert-rule");
  await boss.at("resource-form").getByTestId("save-form").click();
  await rules.getByTestId("settings-row").filter({ hasText: "Urgent tickets" }).waitFor();
});

test("an urgent ticket stands above every page until somebody takes it", async () => {
  const ticket = await make_ticket(desk.admin, { subject: "The kettle is on fire", priority: "urgent" });
  await receiver.until((all) => all.length === 2);
  for (const window of [jana, petr]) await window.at("open-alert").getByText(`Urgent: #${ticket.id}`).waitFor();
  await take_picture(jana.page, "alert-banner-dark");
  await take_picture(petr.page, "alert-banner-phone");
  for (const window of [jana, petr]) expect(await accessibility_problems(window)).toEqual([]);
  await jana.at("open-alert").getByRole("link", { name: "The kettle is on fire" }).click();
  await jana.page.waitForURL(`**/tickets/${ticket.id}`);
  await jana.at("take-alert").click();
  for (const window of [jana, petr]) await window.at("open-alert").waitFor({ state: "detached" });
  const row = boss.at("alert-row").filter({ hasText: "The kettle is on fire" });
  await row.getByText("Taken by Jana Agent").waitFor();
  await row.scrollIntoViewIfNeeded();
  await take_picture(boss.page, "alert-log");
  expect(receiver.received).toHaveLength(2);
});

test("several fold into the first ones", async () => {
  for (const subject of ["One", "Two", "Three", "Four"]) await make_ticket(desk.admin, { subject, priority: "urgent" });
  await petr.at("more-alerts").getByText("2 more alerts").click();
  await petr.page.waitForFunction('document.querySelectorAll(\'[data-testid="open-alert"]\').length === 4');
  await take_picture(petr.page, "alert-banner-many");
  expect([...boss.problems, ...jana.problems, ...petr.problems]).toEqual([]);
});
