// SPDX-License-Identifier: AGPL-3.0-or-later
// A reply that would reach nobody waits under the comment, says why, and leaves when the agent says so.
import { afterAll, beforeAll, expect, test } from "vitest";
import { make_ticket, make_user } from "../component/harness/people.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, password } from "./harness/mail_desk.js";
import { until } from "./harness/until.js";

const robot = "no-reply@shop.example";
let desk: MailDesk;
let chromium: Chromium;
let jana: Window;
let ticket_id = 0;

beforeAll(async () => {
  [desk, chromium] = await Promise.all([MailDesk.start(), Chromium.start()]);
  const requester = await make_user(desk.admin, { name: "Shop", email: robot });
  const comment = { body: "Your invoice is attached.", author_id: requester.id };
  const fields = { subject: "Your invoice", requester_id: requester.id, group_id: desk.group.id, comment };
  ticket_id = (await make_ticket(desk.admin, fields)).id as number;
  jana = await chromium.window(desk.url);
  await jana.sign_in("jana@pult.example", password);
  await jana.go(`/tickets/${ticket_id}`);
});
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

const to_robot = () => desk.catcher.caught.filter((one) => one.to.includes(robot));

test("the reply is held, and the comment says why", async () => {
  await jana.start_reply();
  await jana.page.keyboard.type("Please send it once more.");
  await jana.page.keyboard.press("Control+Enter");
  await jana.at("toast").getByText(`The reply to #${ticket_id} was not sent.`).waitFor();
  await jana.at("toast").getByRole("button", { name: "Open" }).click();
  const state = jana.at("delivery-state");
  await state.and(jana.page.locator('[data-state="held"]')).waitFor();
  expect(await jana.at("delivery-error").textContent()).toBe("Nobody reads mails to this address.");
  await take_picture(jana.page, "reply_held");
  await jana.go("/outgoing");
  await jana.at("outgoing-row").filter({ hasText: "Not sent" }).waitFor();
  expect(to_robot()).toEqual([]);
});

test("the agent sends it anyway", async () => {
  await jana.go(`/tickets/${ticket_id}`);
  await jana.at("delivery-retry").focus();
  expect(await jana.at("delivery-retry").textContent()).toContain("Send anyway");
  await jana.page.keyboard.press("Enter");
  const caught = await until("the mail leaves", () => to_robot()[0]);
  expect(caught.mail.text).toContain("Please send it once more.");
  await jana.page.locator('[data-testid="delivery-state"][data-state="sent"]').waitFor();
  expect(jana.problems).toEqual([]);
});
