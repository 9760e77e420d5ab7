// SPDX-License-Identifier: AGPL-3.0-or-later
// The work beside a conversation, with two people in two browsers: steps, time, the word of others, who is there.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, beforeAll, expect, test } from "vitest";
import { make_ticket, make_user } from "../component/harness/people.js";
import { admin_email, admin_password } from "../component/harness/server.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, password } from "./harness/mail_desk.js";
import type { Json } from "./harness/mail_desk.js";
import { until } from "./harness/until.js";

const axe_source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let desk: MailDesk;
let chromium: Chromium;
let boss: Window;
let jana: Window;
let ticket_id = 0;

beforeAll(async () => {
  [desk, chromium] = await Promise.all([MailDesk.start(), Chromium.start()]);
  const requester = await make_user(desk.admin, { name: "Maria Client", email: "maria@client.example" });
  const fields = { subject: "Money back", requester_id: requester.id, group_id: desk.group.id };
  ticket_id = (await make_ticket(desk.admin, fields)).id as number;
  await desk.admin.ok("PUT", "account/settings", { json: { settings: { time_tracking: { timer: true } } } });
  [boss, jana] = await Promise.all([chromium.window(desk.url), chromium.window(desk.url)]);
  await Promise.all([boss.sign_in(admin_email, admin_password), jana.sign_in("jana@pult.example", password)]);
});
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

const ticket = async (): Promise<Json> => (await desk.admin.ok("GET", `tickets/${ticket_id}`)).ticket;
const open = async (window: Window) => {
  await window.go(`/tickets/${ticket_id}`);
  await window.at("work").waitFor();
};
const add = async (window: Window, what: string) => {
  await window.at("work-add").click();
  await window.at(what).first().click();
};
const item = (window: Window, text: string) => window.at("checklist-item").filter({ hasText: text });

test("an admin prepares a checklist, an agent works through it, both see how far it is", async () => {
  await boss.go("/admin/checklist_templates");
  await boss.at("add-item").click();
  await boss.at("field-name").fill("Refund");
  await boss.at("step-text").fill("Check the receipt");
  await boss.at("step-help").fill("It must be <b>younger</b> than a year.");
  await boss.at("add-step").click();
  await boss.at("step-text").nth(1).fill("Pay");
  await boss.at("field-must_complete").check();
  await boss.at("save-form").click();
  await until("the template is stored", async () => {
    const { checklist_templates } = await desk.admin.ok("GET", "checklist_templates");
    return (checklist_templates as Json[]).length === 1;
  });
  await Promise.all([open(boss), open(jana)]);
  await add(jana, "add-template");
  await item(jana, "Check the receipt").waitFor();
  await item(boss, "Check the receipt").waitFor();
  await item(jana, "Check the receipt").getByTestId("item-details").click();
  expect(await jana.at("item-help").innerHTML()).toContain("<b>younger</b>");
  await item(jana, "Check the receipt").getByTestId("tick").focus();
  await jana.page.keyboard.press("Space");
  await boss.at("ticket-progress").filter({ hasText: "1/2" }).waitFor();
  await until("the tick is seen", () => item(boss, "Check the receipt").getByTestId("tick").isChecked());
});

test("what must be complete keeps the ticket from being solved, in clear words", async () => {
  await jana.pick("status-select", "solved");
  await jana.page.getByText(/must be complete before the ticket is solved, open: Pay/).waitFor();
  expect((await ticket()).status).not.toBe("solved");
  await jana.at("add-item").fill("Say thanks");
  await jana.at("add-item").press("Enter");
  await item(jana, "Say thanks").waitFor();
  await item(jana, "Say thanks").getByTestId("tick").focus();
  await jana.page.keyboard.press("Alt+ArrowUp");
  await until("the order is stored", async () => {
    const [list] = (await desk.admin.ok("GET", `tickets/${ticket_id}/checklists`)).checklists as Json[];
    return (list!.items as Json[]).map((one) => one.text).join() === "Check the receipt,Say thanks,Pay";
  });
});

test("time goes with the reply and can be written down and corrected", async () => {
  await jana.start_reply();
  await jana.at("timer-time").fill("12");
  await jana.at("timer-time").press("Enter");
  await jana.at("timer-toggle").click();
  await jana.editor.click();
  await jana.page.keyboard.type("The money is on its way.");
  await jana.at("send-button").click();
  await until("the reply took its time along", async () => (await ticket()).time_spent_seconds >= 720);
  const { time_entries } = await desk.admin.ok("GET", `tickets/${ticket_id}/time_entries`);
  expect(time_entries[0]).toMatchObject({ source: "timer" });
  expect(time_entries[0].comment_id).not.toBeNull();
  await boss.at("add-time").click();
  await boss.at("time-length").fill("1:30");
  await boss.at("time-note").fill("on the phone");
  await boss.at("save-time").click();
  await jana.at("time-spent").filter({ hasText: "1 hr 42 min" }).waitFor();
});

test("a colleague and somebody outside approve", async () => {
  await add(jana, "ask-approval");
  await jana.at("approval-title").fill("Pay 90 EUR");
  await jana.at("approvers").getByRole("checkbox").first().check();
  await jana.at("approval-addresses").fill("owner@client.example");
  await jana.at("send-approval").click();
  await boss.at("approval").waitFor();
  const mail = await desk.catcher.wait_for("the link", (one) => one.to.includes("owner@client.example"));
  const path = /\/approve\/[\w-]+/.exec(mail.raw.replace(/=\r\n/g, "").replaceAll("=3D", "="))![0];
  const owner = await chromium.window(desk.url);
  await owner.go(path);
  await owner.page.getByRole("textbox").fill("Gladly");
  await take_picture(owner.page, "approval_page");
  await owner.page.getByRole("button", { name: "Approve" }).click();
  await owner.page.getByText("You have approved this.").waitFor();
  await owner.close();
  await jana.at("approval").filter({ hasText: "Gladly" }).waitFor();
  if (await boss.at("approve").count()) await boss.at("approve").click();
  else await jana.at("approve").click();
  await until("it is approved", async () => (await ticket()).approval_status === "approved");
  await jana.page.locator('[data-testid="ticket-approval"][data-status="approved"]').waitFor();
});

test("the panel is readable by all, and looks well", async () => {
  await jana.at("time-entries").locator("summary").click();
  await jana.page.evaluate(axe_source);
  const found = (await jana.page.evaluate("axe.run('[data-testid=work]', {resultTypes: ['violations']})")) as {
    violations: { id: string; impact: string }[];
  };
  const serious = found.violations.filter((one) => one.impact === "serious" || one.impact === "critical");
  expect(serious.map((one) => one.id)).toEqual([]);
  await take_picture(jana.page, "work_panel");
  await jana.page.emulateMedia({ colorScheme: "dark" });
  await take_picture(jana.page, "work_panel_dark");
  await jana.page.emulateMedia({ colorScheme: "light" });
});

test("the dashboard shows who is there, at once", async () => {
  await boss.go("/dashboard");
  const of_jana = boss.page.locator("tr").filter({ hasText: "Jana Agent" }).getByTestId("presence");
  await of_jana.and(boss.page.locator('[data-state="online"]')).waitFor();
  await jana.at("user-menu").click();
  await jana.at("presence-away").click();
  await of_jana.and(boss.page.locator('[data-state="away"]')).waitFor();
  await take_picture(boss.page, "dashboard_presence");
  await jana.close();
  await of_jana.and(boss.page.locator('[data-state="offline"]')).waitFor();
});
