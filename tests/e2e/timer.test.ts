// SPDX-License-Identifier: AGPL-3.0-or-later
// The timer of a ticket is one in all tabs of a browser, and goes on after a reload.
import { afterAll, beforeAll, expect, test } from "vitest";
import { make_ticket, make_user } from "../component/harness/people.js";
import { Chromium } from "./harness/browser.js";
import type { Page, Window } from "./harness/browser.js";
import { MailDesk, password } from "./harness/mail_desk.js";
import { until } from "./harness/until.js";

let desk: MailDesk;
let chromium: Chromium;
let jana: Window;
let second: Page;

beforeAll(async () => {
  [desk, chromium] = await Promise.all([MailDesk.start(), Chromium.start()]);
  await desk.admin.ok("PUT", "account/settings", { json: { settings: { time_tracking: { timer: true } } } });
  const requester = await make_user(desk.admin, { name: "Maria Client", email: "maria@client.example" });
  const fields = { subject: "Money back", requester_id: requester.id, group_id: desk.group.id };
  const ticket_id = (await make_ticket(desk.admin, fields)).id as number;
  jana = await chromium.window(desk.url);
  await jana.sign_in("jana@pult.example", password);
  await open(jana.page, ticket_id);
  second = await jana.context.newPage();
  await open(second, ticket_id);
});
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

async function open(page: Page, ticket_id: number): Promise<void> {
  await page.goto(`${desk.url}/tickets/${ticket_id}`);
  await page.getByTestId("start-note").click();
  await page.getByTestId("timer").waitFor();
}
const label = (page: Page) => page.getByTestId("timer-toggle").getAttribute("aria-label");
const time = (page: Page) => page.getByTestId("timer-time").inputValue();

test("stopping and correcting it in one tab does so in the other", async () => {
  await jana.page.getByTestId("timer-time").fill("1:30:00");
  await jana.page.getByTestId("timer-time").press("Enter");
  await until("the other tab has the time", async () => (await time(second)).startsWith("1:30:"));
  const running = await label(second);
  await second.getByTestId("timer-toggle").click();
  await until("it is stopped in both", async () => (await label(jana.page)) !== running);
  await until("both have the same time", async () => (await time(jana.page)) === (await time(second)));
});

test("a reload keeps the time, and that it is stopped", async () => {
  const before = await time(jana.page);
  const stopped = await label(jana.page);
  await jana.page.reload();
  await jana.page.getByTestId("start-note").click();
  await jana.page.getByTestId("timer").waitFor();
  expect([await time(jana.page), await label(jana.page)]).toEqual([before, stopped]);
  await jana.page.getByTestId("timer-toggle").click();
  await until("it runs in the other tab", async () => (await label(second)) !== stopped);
  expect(jana.problems).toEqual([]);
});
