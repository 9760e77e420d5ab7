// SPDX-License-Identifier: AGPL-3.0-or-later
// The list of tickets: marks, changes of many with undo, filters, layouts, stored views, the next ticket; one agent
// acts, the other watches.
import { afterAll, beforeAll, expect, test } from "vitest";
import { make_ticket, make_user } from "../component/harness/people.js";
import { admin_email, admin_password } from "../component/harness/server.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, password } from "./harness/mail_desk.js";
import type { Json } from "./harness/mail_desk.js";
import { until } from "./harness/until.js";

const subjects = ["Lamp", "Chair", "Table", "Shelf", "Carpet"];
let desk: MailDesk;
let chromium: Chromium;
let jana: Window;
let petr: Window;
const ids: Record<string, number> = {};

beforeAll(async () => {
  [desk, chromium] = await Promise.all([
    MailDesk.start({ agents: { jana: "Jana Agent", petr: "Petr Agent" } }),
    Chromium.start(),
  ]);
  const requester = await make_user(desk.admin, { name: "Maria Client", email: "maria@client.example" });
  for (const subject of subjects) {
    const fields = {
      subject,
      requester_id: requester.id,
      group_id: desk.group.id,
      priority: "normal",
      tags: ["home"],
    };
    ids[subject] = (await make_ticket(desk.admin, fields)).id as number;
  }
  [jana, petr] = await Promise.all([chromium.window(desk.url), chromium.window(desk.url)]);
  await Promise.all([jana.sign_in("jana@pult.example", password), petr.sign_in("petr@pult.example", password)]);
  await Promise.all([jana.row(ids["Lamp"]!).waitFor(), petr.row(ids["Lamp"]!).waitFor()]);
});
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

const ticket = async (subject: string): Promise<Json> =>
  (await desk.admin.ok("GET", `tickets/${ids[subject]}`)).ticket;
const mark = (window: Window, subject: string) => window.row(ids[subject]!).getByTestId("row-check").click();
const pick_bulk = async (window: Window, list: string, value: string) => {
  await window.at(list).click();
  await window.page.locator(`[role="option"][data-value="${value}"]`).click();
};
const all_have = (field: string, value: unknown, among: string[]) =>
  until(`${field} of all`, async () => (await Promise.all(among.map(ticket))).every((one) => one[field] === value));

test("marked tickets are changed together, the colleague sees it, and it can be taken back", async () => {
  await mark(jana, "Lamp");
  await mark(jana, "Chair");
  await until("two are marked", async () => (await jana.at("bulk-count").textContent())?.includes("2"));
  await pick_bulk(jana, "bulk-priority", "urgent");
  await all_have("priority", "urgent", ["Lamp", "Chair"]);
  expect((await ticket("Table")).priority).toBe("normal");
  await petr.row(ids["Lamp"]!).getByRole("img", { name: "Urgent" }).waitFor();
  await jana.at("toast-action").click();
  await all_have("priority", "normal", ["Lamp", "Chair"]);
  await petr.row(ids["Lamp"]!).getByRole("img", { name: "Urgent" }).waitFor({ state: "detached" });
});

test("a range is marked with the keyboard and gets a tag", async () => {
  await jana.at("bulk-bar").waitFor({ state: "detached" });
  await jana.at("ticket-list").focus();
  for (const _ of subjects) await jana.page.keyboard.press("k");
  await jana.page.keyboard.press("x");
  await until("the first is marked", async () => (await jana.at("bulk-count").textContent())?.includes("1"));
  for (let row = 1; row < subjects.length; row += 1) await jana.page.keyboard.press("j");
  await jana.page.keyboard.press("Shift+X");
  await until("all are marked", async () => (await jana.at("bulk-count").textContent())?.includes("5"));
  await jana.page.keyboard.press("t");
  await jana.at("tag-dialog").getByTestId("tags-input").fill("spring");
  await jana.at("tag-dialog").getByTestId("tags-input").press("Enter");
  await jana.at("tag-apply").click();
  await until("all have the tag", async () =>
    (await Promise.all(subjects.map(ticket))).every((one) => (one.tags as string[]).includes("spring")),
  );
  await jana.at("bulk-bar").waitFor({ state: "detached" });
});

test("who may not delete is told so; what an administrator deletes leaves the list and comes back", async () => {
  await mark(jana, "Carpet");
  await jana.at("bulk-delete").click();
  await jana.page.getByRole("alert").first().waitFor();
  expect((await ticket("Carpet")).id).toBe(ids["Carpet"]);
  const admin = await chromium.window(desk.url);
  await admin.sign_in(admin_email, admin_password);
  await mark(admin, "Carpet");
  await admin.at("bulk-delete").click();
  await admin.row(ids["Carpet"]!).waitFor({ state: "detached" });
  await petr.row(ids["Carpet"]!).waitFor({ state: "detached" });
  await admin.at("toast-action").last().click();
  await admin.row(ids["Carpet"]!).waitFor();
  await ticket("Carpet");
  await admin.close();
});

test("quick filters leave only what they ask for", async () => {
  await desk.admin.ok("PUT", `tickets/${ids["Shelf"]}`, { json: { ticket: { priority: "high" } } });
  await jana.row(ids["Shelf"]!).getByRole("img", { name: "High" }).waitFor();
  await jana.at("filter-urgent").click();
  await jana.row(ids["Lamp"]!).waitFor({ state: "detached" });
  await until("one is left", async () => (await jana.at("ticket-row").count()) === 1);
  await jana.at("filter-urgent").click();
  await jana.row(ids["Lamp"]!).waitFor();
});

test("a card dragged on the board changes its status", async () => {
  await jana.at("layout-menu").click();
  await jana.at("mode-kanban").click();
  await jana.page.keyboard.press("Escape");
  const card = jana.page.locator(`[data-testid="kanban-card"][data-ticket-id="${ids["Table"]}"]`);
  await card.dragTo(jana.at("kanban-pending"));
  await all_have("status", "pending", ["Table"]);
  await jana.at("kanban-pending").locator(`[data-ticket-id="${ids["Table"]}"]`).waitFor();
  await jana.at("kanban-pending").locator(`[data-ticket-id="${ids["Table"]}"]`).focus();
  await jana.page.keyboard.press("Shift+ArrowRight");
  await all_have("status", "hold", ["Table"]);
  await take_picture(jana.page, "board");
  await jana.at("layout-menu").click();
  await jana.at("mode-compact").click();
  await jana.page.keyboard.press("Escape");
  await jana.row(ids["Lamp"]!).waitFor();
});

test("groups and columns are kept over a reload", async () => {
  await jana.at("layout-menu").click();
  await jana.at("group-by-select").click();
  await jana.page.locator('[role="option"][data-value="status"]').click();
  await jana.at("column-tags").check();
  await jana.page.keyboard.press("Escape");
  await jana.at("group-row").first().waitFor();
  await jana.page.reload();
  await jana.at("group-row").first().waitFor();
  await jana.row(ids["Lamp"]!).getByText("home").waitFor();
  const before = await jana.at("ticket-row").count();
  await jana.at("group-row").first().getByRole("button").click();
  await until("the group is folded", async () => (await jana.at("ticket-row").count()) < before);
  await take_picture(jana.page, "inbox-groups");
});

test("a view is made, counted, and shows what it asks for", async () => {
  await jana.at("add-view").click();
  await jana.at("view-title").fill("On hold");
  const row = jana.at("conditions-all").getByTestId("condition").first();
  await row.getByTestId("condition-operator").click();
  await jana.page.locator('[role="option"][data-value="is"]').click();
  await row.getByTestId("condition-value").click();
  await jana.page.locator('[role="option"][data-value="hold"]').click();
  await jana.at("view-preview").getByText("1 ticket").waitFor();
  await jana.at("view-save").click();
  await jana.page.waitForURL(/\/views\/\d+$/);
  await jana.row(ids["Table"]!).waitFor();
  await until("it is alone", async () => (await jana.at("ticket-row").count()) === 1);
  const slug = new URL(jana.page.url()).pathname.split("/").at(-1)!;
  await until("the rail counts it", async () => (await jana.at(`view-${slug}`).textContent())?.includes("1"));
  expect(await petr.at(`view-${slug}`).count()).toBe(0);
});

test("the next ticket is the most pressing one, and nobody else gets it", async () => {
  await desk.admin.ok("PUT", `tickets/${ids["Chair"]}`, { json: { ticket: { priority: "urgent" } } });
  await Promise.all([jana.go("/views/all_open"), petr.go("/views/all_open")]);
  await Promise.all([jana.at("next-ticket").click(), petr.at("next-ticket").click()]);
  for (const window of [jana, petr]) await window.page.waitForURL(/\/views\/mine\/\d+$/);
  const taken = [jana, petr].map((window) => Number(new URL(window.page.url()).pathname.split("/").at(-1)));
  expect(taken).toContain(ids["Chair"]);
  expect(new Set(taken).size).toBe(2);
});

test("the palette finds commands, tickets and views, also while one writes", async () => {
  await jana.page.keyboard.press("Control+k");
  await jana.at("palette-input").fill("#" + String(ids["Carpet"]));
  await jana.at("palette-item").first().waitFor();
  await jana.page.keyboard.press("Enter");
  await jana.page.waitForURL(`**/tickets/${ids["Carpet"]}`);
  await jana.start_reply();
  await jana.page.keyboard.type("Half a");
  await jana.at("tab").waitFor(); // a tab keeps what is being written
  await jana.page.keyboard.press("Control+k");
  await jana.at("palette-input").fill("on hold");
  await jana.at("palette-item").filter({ hasText: "On hold" }).first().waitFor();
  await jana.page.keyboard.press("Enter");
  await jana.page.waitForURL(/\/views\/\d+$/);
  await jana.at("tab").click();
  await jana.page.waitForURL(`**/tickets/${ids["Carpet"]}`);
  await jana.editor.getByText("Half a").waitFor();
  expect(jana.problems).toEqual([]);
  expect(petr.problems).toEqual([]);
});
