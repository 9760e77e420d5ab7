// SPDX-License-Identifier: AGPL-3.0-or-later
// What is written beside a ticket and not sent survives the tab, the sign-out and the browser; the dialogs of side
// conversations and of sending later work by keyboard and pass axe.
import { afterAll, beforeAll, expect, test } from "vitest";
import { make_ticket, make_user } from "../component/harness/people.js";
import { accessibility_problems } from "./harness/axe.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, password } from "./harness/mail_desk.js";
import type { Json } from "./harness/mail_desk.js";
import { until } from "./harness/until.js";

const supplier = "orders@supplier.example";
let desk: MailDesk;
let chromium: Chromium;
let jana: Window;
let ticket_id = 0;

beforeAll(async () => {
  [desk, chromium] = await Promise.all([MailDesk.start(), Chromium.start()]);
  const requester = await make_user(desk.admin, { name: "Maria Client", email: "maria@client.example" });
  const fields = { subject: "The lamp flickers", requester_id: requester.id, group_id: desk.group.id };
  ticket_id = (await make_ticket(desk.admin, fields)).id as number;
  jana = await chromium.window(desk.url, { colorScheme: "dark" });
  await jana.sign_in("jana@pult.example", password);
});
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

const open_ticket = async (window: Window) => {
  await window.go(`/tickets/${ticket_id}`);
  await window.at("side-talks").waitFor();
};
const written = (window: Window) => window.at("side-dialog").getByTestId("reply-editor");

test("an unsent message is there after the tab was closed, and says that it is kept", async () => {
  await open_ticket(jana);
  await jana.at("side-new").focus();
  await jana.page.keyboard.press("Enter");
  const to = jana.at("side-to");
  await to.waitFor();
  await to.focus();
  await jana.page.keyboard.type(supplier);
  await jana.page.keyboard.press("Enter");
  await jana.at("side-recipient").waitFor();
  await written(jana).click();
  await jana.page.keyboard.type("Do you have such a lamp?");
  await jana.at("side-kept").waitFor();
  expect(await accessibility_problems(jana)).toEqual([]);
  await take_picture(jana.page, "side_draft");
  await jana.page.close();
  const page = await jana.context.newPage();
  await page.goto(`${desk.url}/tickets/${ticket_id}`);
  await page.getByTestId("side-draft").click();
  await page.getByTestId("side-dialog").getByText("Do you have such a lamp?").waitFor();
  await page.getByTestId("side-recipient").waitFor();
});

test("another browser has it, also after signing out, and it can be sent from there", async () => {
  const other = await chromium.window(desk.url);
  await other.sign_in("jana@pult.example", password);
  await until("the server has the draft", async () => {
    await open_ticket(other);
    return await other
      .at("side-draft")
      .waitFor({ timeout: 2_000 })
      .then(() => true)
      .catch(() => false);
  });
  await other.sign_out();
  await other.fill_in_sign_in("jana@pult.example", password);
  await other.at("view-all_open").waitFor();
  await open_ticket(other);
  await other.at("side-draft").click();
  await written(other).getByText("Do you have such a lamp?").waitFor();
  await other.at("side-send").click();
  await other.at("side-message").waitFor();
  await until("a mail to the supplier", () => desk.catcher.caught.find((one) => one.to.includes(supplier)));
  const { side_conversations } = await desk.admin.ok("GET", `tickets/${ticket_id}/side_conversations`);
  expect(side_conversations as Json[]).toHaveLength(1);
  await other.page.keyboard.press("Escape");
  await other.at("side-row").waitFor();
  await other.at("side-draft").waitFor({ state: "detached" });
  expect(other.problems).toEqual([]);
  await other.close();
});

test("where it was written first it is gone once it was sent elsewhere", async () => {
  const page = await jana.context.newPage();
  await page.goto(`${desk.url}/tickets/${ticket_id}`);
  await page.getByTestId("side-row").waitFor();
  await page.getByTestId("side-draft").waitFor({ state: "detached" });
  await page.close();
});

test("sending later is chosen by keyboard, in a dialog that axe finds nothing in", async () => {
  const window = await chromium.window(desk.url);
  await window.sign_in("jana@pult.example", password);
  await window.go(`/tickets/${ticket_id}`);
  await window.start_reply();
  await window.page.keyboard.type("It comes on Monday.");
  await window.at("send-menu").focus();
  await window.page.keyboard.press("Enter");
  await window.at("send-later").focus();
  await window.page.keyboard.press("Enter");
  const dialog = window.page.getByRole("dialog");
  await dialog.waitFor();
  expect(await accessibility_problems(window)).toEqual([]);
  await take_picture(window.page, "send_later_dialog");
  await window.page.keyboard.press("Tab");
  expect(await dialog.evaluate((one) => one.contains(document.activeElement))).toBe(true);
  await window.page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  expect(window.problems).toEqual([]);
  await window.close();
});
