// SPDX-License-Identifier: AGPL-3.0-or-later
// An admin says what becomes of tickets that nobody writes on; a customer's late answer goes where the group wants it,
// and the history says why the desk did what it did.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, beforeAll, expect, test } from "vitest";
import { make_ticket, make_user, sign_in, update_ticket } from "../component/harness/people.js";
import { Desk, admin_email, admin_password } from "../component/harness/server.js";
import type { Json } from "../component/harness/client.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";

const axe_source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

let desk: Desk;
let chromium: Chromium;
let boss: Window;
let group: Json;
beforeAll(async () => {
  [desk, chromium] = await Promise.all([Desk.start(), Chromium.start()]);
  group = (await desk.admin().ok("POST", "groups", { json: { group: { name: "Couriers" } } })).group;
  boss = await chromium.window(desk.url);
  await boss.sign_in(admin_email, admin_password);
}, 120_000);
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

async function serious_problems(): Promise<string[]> {
  await boss.page.evaluate(axe_source);
  const found = (await boss.page.evaluate("axe.run(document, {resultTypes: ['violations']})")) as {
    violations: { id: string; impact: string; nodes: { target: unknown[] }[] }[];
  };
  return found.violations
    .filter((one) => one.impact === "serious" || one.impact === "critical")
    .flatMap((one) => one.nodes.map((node) => `${one.id} ${node.target.join(" ")}`));
}
async function open_page(page: string): Promise<void> {
  await boss.go(`/admin/${page}`);
  await boss.at(`admin-${page}`).waitFor({ state: "attached" });
}
async function open_group(): Promise<void> {
  await open_page("groups");
  await boss.at("settings-row").filter({ hasText: "Couriers" }).click();
  await boss.at("group-form").waitFor();
}

test("a group takes tickets back, and makes new ones of late answers", async () => {
  await open_group();
  const form = boss.at("group-form");
  await form.getByRole("button", { name: "When a customer answers a solved ticket" }).click();
  await boss.page.getByRole("option", { name: "A new ticket follows it", exact: true }).click();
  await form.getByLabel("Take a ticket back after … business hours").fill("8");
  expect(await serious_problems()).toEqual([]);
  await take_picture(boss.page, "lifecycle-group");
  await boss.at("save-form").click();
  await form.waitFor({ state: "detached" });
  expect((await desk.admin().ok("GET", `groups/${group.id}`)).group).toMatchObject({
    name: "Couriers",
    reopen_policy: "follow_up",
    ownership_timeout_hours: 8,
  });
  await open_group();
  expect(await form.getByLabel("Take a ticket back after … business hours").inputValue()).toBe("8");
  await boss.page.keyboard.press("Escape");
});

test("a late answer is a new ticket", async () => {
  const customer = await make_user(desk.admin());
  const { id } = await make_ticket(desk.admin(), { requester_id: customer.id, group_id: group.id });
  await update_ticket(desk.admin(), id, { status: "solved" });
  const as_customer = await sign_in(desk, customer);
  const { request } = await as_customer.ok("PUT", `requests/${id}`, {
    json: { request: { comment: { body: "The parcel is still not here" } } },
  });
  await boss.go(`/tickets/${request.id}`);
  await boss.page.getByText("The parcel is still not here").first().waitFor();
  expect((await desk.admin().ok("GET", `tickets/${id}`)).ticket.status).toBe("solved");
});

test("silence closes an old ticket at once when the rule is made, and its history says so", async () => {
  const created_at = new Date(Date.now() - 60 * 86_400_000).toISOString();
  const customer = await make_user(desk.admin());
  const times = { created_at, updated_at: created_at, solved_at: created_at };
  const ticket = { subject: "Long ago", requester_id: customer.id, description: "Hello?", status: "solved", ...times };
  const { id } = (await desk.admin().ok("POST", "imports/tickets", { json: { ticket } })).ticket as Json;
  await boss.go(`/tickets/${id}`);
  await boss.page.getByText("Hello?").first().waitFor();
  const settings = await chromium.window(desk.url);
  await settings.sign_in(admin_email, admin_password);
  await settings.go("/admin/lifecycle");
  await settings.at("lifecycle").waitFor();
  await settings.page.getByLabel("Close a solved ticket after").fill("30");
  await settings.page.getByLabel("Remind the customer by mail").fill("3");
  await settings.page.getByLabel("Solve the ticket after").fill("2");
  await settings.at("save-lifecycle").click();
  await settings.at("lifecycle").getByRole("alert").waitFor(); // before its reminder
  await settings.page.getByLabel("Solve the ticket after").fill("7");
  await settings.at("save-lifecycle").click();
  await boss.at("ticket-event").filter({ hasText: "After a long silence" }).waitFor();
  const { lifecycle } = (await desk.admin().ok("GET", "account/settings")).settings as Json;
  expect(lifecycle).toMatchObject({ close_after_days: 30, remind_after_days: 3, solve_after_days: 7 });
  await take_picture(settings.page, "lifecycle-silence");
  await boss.go("/admin/lifecycle");
  await boss.at("lifecycle").waitFor();
  expect(await serious_problems()).toEqual([]);
});
