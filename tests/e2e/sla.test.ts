// SPDX-License-Identifier: AGPL-3.0-or-later
// What a desk promises: an admin sets its hours and a policy, a mail starts a clock, the agent sees it, the team lead
// counts it, and the answer meets it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { afterAll, beforeAll, expect, test } from "vitest";
import { admin_email, admin_password } from "../component/harness/server.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, desk_address, password } from "./harness/mail_desk.js";
import type { Json } from "./harness/mail_desk.js";
import { render_mail } from "./harness/mails.js";
import { until } from "./harness/until.js";

const axe_source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const subject = "The kettle leaks";
const hour = 60;
const day = 24 * hour;

let desk: MailDesk;
let chromium: Chromium;
let boss: Window;
let jana: Window;
let ticket_id = 0;

beforeAll(async () => {
  [desk, chromium] = await Promise.all([MailDesk.start(), Chromium.start()]);
  [boss, jana] = await Promise.all([chromium.window(desk.url), chromium.window(desk.url)]);
  await Promise.all([boss.sign_in(admin_email, admin_password), jana.sign_in("jana@pult.example", password)]);
});
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

async function serious_problems(window: Window): Promise<string[]> {
  await window.page.evaluate(axe_source);
  const found = (await window.page.evaluate("axe.run(document, {resultTypes: ['violations']})")) as {
    violations: { id: string; impact: string; nodes: { target: unknown[] }[] }[];
  };
  return found.violations
    .filter((one) => one.impact === "serious" || one.impact === "critical")
    .flatMap((one) => one.nodes.map((node) => `${one.id} ${node.target.join(" ")}`));
}

async function open_page(window: Window, page: string): Promise<void> {
  await window.go(`/admin/${page}`);
  await window.at(`admin-${page}`).waitFor({ state: "attached" }); // on a phone it may be folded
}
const due_row = (id: number) => boss.page.locator(`[data-testid="sla-next-row"][data-ticket-id="${id}"]`);
const row = (text: string) => boss.at("settings-row").filter({ hasText: text });
const day_row = (index: number) => boss.page.locator(`[data-testid="day"][data-day="${index}"]`);
const step = (name: string) => boss.at(`step-${name}`).getAttribute("data-state");
const schedules = async () => (await desk.admin.ok("GET", "business_hours/schedules")).schedules as Json[];
const span = (index: number, from: number, to: number) => ({
  start_time: index * day + from,
  end_time: index * day + to,
});

test("nothing is promised at first, and the checklist says so", async () => {
  await open_page(boss, "checklist");
  await boss.at("step-rules").waitFor();
  expect(await step("hours")).toBe("open");
  expect(await step("rules")).toBe("open");
  await boss.at("step-hours").click();
  await boss.at("add-item").click();
  await boss.at("hours-form").waitFor();
});

test("hours are set from the keyboard, copied, and drawn with the pointer", async () => {
  await boss.at("hours-name").fill("Office");
  await boss.at("zone").fill("Atlantis");
  await boss.at("save-form").click();
  await boss.at("hours-form").getByRole("alert").waitFor();
  expect(await schedules()).toEqual([]);
  await boss.at("zone").fill("vilnius");
  await boss.page.getByRole("option", { name: "Europe/Vilnius" }).waitFor();
  await boss.page.keyboard.press("Enter");
  expect(await boss.at("zone").inputValue()).toBe("Europe/Vilnius");

  // Monday from 8 to 12 and 13 to 17, as on the other working days.
  await day_row(1).getByTestId("span-from").fill("08:00");
  await day_row(1).getByTestId("span-to").fill("12:00");
  await day_row(1).getByTestId("add-span").click();
  await day_row(1).getByTestId("copy-day").press("Enter");
  await boss.at("copy-working").press("Enter");
  await until("Friday is like Monday", async () => (await day_row(5).getByTestId("span").count()) === 2);

  // Friday's afternoon goes on until two in the morning.
  await day_row(5).getByTestId("span-to").last().fill("02:00");
  await day_row(2).getByTestId("span-from").last().fill("11:00");
  await day_row(2).getByTestId("day-problem").waitFor();
  await boss.at("save-form").click();
  expect(await schedules()).toEqual([]);
  await day_row(2).getByTestId("span-from").last().fill("13:00");

  const sunday = day_row(0).getByTestId("day-bar");
  await sunday.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await sunday.boundingBox())!;
  await boss.page.mouse.move(x + (width * 10) / 24, y + height / 2);
  await boss.page.mouse.down();
  await boss.page.mouse.move(x + (width * 14) / 24, y + height / 2, { steps: 4 });
  await boss.page.mouse.up();
  expect(await day_row(0).getByTestId("span-from").inputValue()).toBe("10:00");
  expect(await day_row(0).getByTestId("span-to").inputValue()).toBe("14:00");
});

test("a holiday is kept with them, and what is wrong with it is said at the field", async () => {
  await boss.at("add-holiday").click();
  await boss.at("holiday-name").fill("Christmas");
  await boss.at("holiday-first").fill("2026-12-24");
  await boss.at("holiday-last").fill("2026-12-23");
  await boss.at("holiday").getByRole("alert").waitFor();
  await boss.at("save-form").click();
  await until("the cursor is at the mistake", () =>
    boss.at("holiday-last").evaluate((field) => field === document.activeElement),
  );
  await boss.at("holiday-last").fill("2026-12-26");
  await boss.at("hours-name").scrollIntoViewIfNeeded();
  await take_picture(boss.page, "business-hours");
  expect(await serious_problems(boss)).toEqual([]);
  await boss.at("save-form").click();
  await boss.at("hours-form").waitFor({ state: "detached" });

  const [stored] = await schedules();
  expect(stored).toMatchObject({ name: "Office", time_zone: "Europe/Vilnius" });
  const working = [1, 2, 3, 4].flatMap((one) => [span(one, 8 * hour, 12 * hour), span(one, 13 * hour, 17 * hour)]);
  expect(stored!.intervals).toEqual([
    span(0, 10 * hour, 14 * hour),
    ...working,
    span(5, 8 * hour, 12 * hour),
    span(5, 13 * hour, 24 * hour),
    span(6, 0, 2 * hour),
  ]);
  const { holidays } = await desk.admin.ok("GET", `business_hours/schedules/${stored!.id}/holidays`);
  expect(holidays).toMatchObject([{ name: "Christmas", start_date: "2026-12-24", end_date: "2026-12-26" }]);
});

test("they come back as they were, and change", async () => {
  await row("Office").click();
  await boss.at("holiday-name").waitFor();
  expect(await day_row(5).getByTestId("span-to").last().inputValue()).toBe("02:00");
  expect(await day_row(6).getByTestId("span").count()).toBe(0);
  await boss.at("holiday-name").fill("Yule");
  await day_row(0).getByTestId("day-open").uncheck();
  await boss.at("save-form").click();
  await boss.at("hours-form").waitFor({ state: "detached" });
  const [stored] = await schedules();
  expect(stored!.intervals).not.toContainEqual(span(0, 10 * hour, 14 * hour));
  const { holidays } = await desk.admin.ok("GET", `business_hours/schedules/${stored!.id}/holidays`);
  expect(holidays).toMatchObject([{ name: "Yule" }]);
});

async function make_policy(title: string, fill: () => Promise<void>): Promise<void> {
  await boss.at("add-item").click();
  await boss.at("field-title").fill(title);
  await boss.at("target-metric").first().waitFor();
  await fill();
  await boss.at("save-form").click();
  await boss.at("resource-form").waitFor({ state: "detached" });
}
const target = (metric: string) => boss.page.locator(`[data-testid="target-metric"][data-metric="${metric}"]`);

test("policies get targets, conditions and an order", async () => {
  await open_page(boss, "sla_policies");
  await make_policy("Everybody", async () => {
    const first = target("first_reply_time");
    await first.getByTestId("target-hours").selectOption("calendar");
    await first.getByTestId("target-normal-hours").fill("0");
    await first.getByTestId("target-normal-minutes").fill("40");
    await boss.at("add-target").click();
    await boss.at("add-total_resolution_time").click();
    // A target without a time is not sent.
    await boss.at("save-form").click();
    expect(await boss.at("resource-form").isVisible()).toBe(true);
    await target("total_resolution_time").getByTestId("target-normal-hours").fill("48");
    await boss.page.keyboard.press("Tab");
    await take_picture(boss.page, "sla-policy");
    expect(await serious_problems(boss)).toEqual([]);
  });
  await make_policy("Important", async () => {
    await boss.at("conditions-all").getByTestId("add-condition").click();
    await boss.pick("condition-field", "current_tags");
    await boss.at("condition-value").fill("vip");
    await target("first_reply_time").getByTestId("target-normal-minutes").fill("5");
  });
  await boss.at("move-up").last().click();
  await until("the order is stored", async () => {
    const { sla_policies } = await desk.admin.ok("GET", "slas/policies");
    return (sla_policies as Json[]).map((one) => one.title).join() === "Important,Everybody";
  });
  const { sla_policies } = await desk.admin.ok("GET", "slas/policies");
  expect(sla_policies[0].filter.all).toEqual([{ field: "current_tags", operator: "includes", value: "vip" }]);
  expect(sla_policies[1].policy_metrics).toContainEqual({
    priority: "normal",
    metric: "first_reply_time",
    target: 40,
    target_in_seconds: 2400,
    business_hours: false,
  });
});

test("both steps are done, found by the search and told by the audit log", async () => {
  await open_page(boss, "checklist");
  await boss.at("step-rules").waitFor();
  expect(await step("hours")).toBe("done");
  expect(await step("rules")).toBe("done");
  await boss.at("admin-search").fill("time zone");
  await boss.at("admin-hours").waitFor();
  await boss.at("admin-macros").waitFor({ state: "detached" });
  await open_page(boss, "audit_log");
  await boss.at("audit-row").filter({ hasText: "Everybody" }).first().waitFor();
  await boss.at("audit-row").filter({ hasText: "Office" }).first().waitFor();
});

test("a mail starts a clock; the agent reads how long there is, and why", async () => {
  await boss.go("/dashboard");
  await boss.at("tile-at_risk").waitFor();
  expect(await boss.at("tile-at_risk").getByTestId("tile-value").innerText()).toBe("0");
  desk.deliver(render_mail({ from: "Maria <maria@client.example>", to: desk_address, subject, text: "Help" }));
  ticket_id = (await desk.ticket_of(subject)).id as number;
  await jana.row(ticket_id).waitFor();
  await jana.at("layout-menu").click();
  await jana.at("column-sla").check();
  await jana.page.keyboard.press("Escape");
  await jana.row(ticket_id).locator('[data-testid="due"][data-look="soon"]').waitFor();
  await jana.row(ticket_id).click();
  const clock = jana.page.locator('[data-testid="sla-clock"][data-metric="first_reply_time"]');
  await clock.waitFor();
  expect(await clock.getAttribute("data-look")).toBe("soon");
  await clock.getByTestId("sla-why").press("Enter");
  const why = await clock.getByTestId("sla-reasons").innerText();
  for (const words of ["Everybody", "Important", "vip", "no priority", "40 min"]) expect(why).toContain(words);
  await take_picture(jana.page, "sla-ticket");
  expect(await serious_problems(jana)).toEqual([]);
});

test("the dashboard counts it as it comes, and its number opens it", async () => {
  const at_risk = boss.at("tile-at_risk").getByTestId("tile-value");
  await until("the ticket is counted", async () => (await at_risk.innerText()) === "1");
  await due_row(ticket_id).filter({ hasText: subject }).waitFor();
  await take_picture(boss.page, "sla-dashboard");
  expect(await serious_problems(boss)).toEqual([]);
  await boss.at("tile-at_risk").click();
  await boss.at("search-ticket").filter({ hasText: subject }).waitFor();
  await boss.page.goBack();
  await due_row(ticket_id).waitFor();
});

test("a list begins with what is due first", async () => {
  const ticket = { subject: "The lamp flickers", priority: "urgent", comment: { body: "Hurry" } };
  const urgent = (await desk.admin.ok("POST", "tickets", { json: { ticket } })).ticket.id as number;
  const later = { subject: "A question", priority: "low", comment: { body: "Some day" } };
  const low = (await desk.admin.ok("POST", "tickets", { json: { ticket: later } })).ticket.id as number;
  await jana.go("/views/all_open");
  await jana.row(urgent).waitFor();
  await jana.at("layout-menu").click();
  await jana.pick("sort-select", "sla_next_breach_at asc");
  await jana.page.keyboard.press("Escape");
  const order = [ticket_id, urgent, low].join();
  await until("they are in order", async () => {
    const ids = await jana.at("ticket-row").evaluateAll((rows) => rows.map((one) => one.dataset.ticketId));
    return ids.join() === order;
  });
  await Promise.all([urgent, low].map((id) => due_row(id).waitFor()));
  for (const id of [urgent, low]) await desk.admin.ok("DELETE", `tickets/${id}`);
  await jana.row(urgent).waitFor({ state: "detached" });
  await Promise.all([urgent, low].map((id) => due_row(id).waitFor({ state: "detached" })));
  await jana.row(ticket_id).click();
  await jana.at("sla-clock").first().waitFor();
});

test("time passes on the screen without a word to the server", async () => {
  const asked: string[] = [];
  boss.page.on("request", (request) => asked.push(request.url()));
  await boss.page.clock.setFixedTime(Date.now() + 41 * 60_000);
  const value = (tile: string) => boss.at(`tile-${tile}`).getByTestId("tile-value").innerText();
  await until("it is over time", async () => (await value("breached")) === "1" && (await value("at_risk")) === "0");
  await boss.at("sla-next-row").locator('[data-look="late"]').first().waitFor();
  expect(asked.filter((url) => /api\/v2\/(dashboard|tickets)/.test(url))).toEqual([]);
  await boss.page.clock.setFixedTime(Date.now());
  await until("it is in time again", async () => (await value("at_risk")) === "1");
});

test("the answer meets it, for both", async () => {
  await jana.start_reply();
  await jana.page.keyboard.type("We send you a new one.");
  await jana.at("send-button").click();
  await jana.page.locator('[data-testid="sla-clock"][data-metric="first_reply_time"][data-look="met"]').waitFor();
  const at_risk = boss.at("tile-at_risk").getByTestId("tile-value");
  await until("nothing is at risk", async () => (await at_risk.innerText()) === "0");
  expect(boss.problems).toEqual([]);
  expect(jana.problems).toEqual([]);
});

test("it fits a phone, in the dark, in every language", async () => {
  const viewport = { width: 360, height: 740 };
  const phone = await chromium.window(desk.url, { viewport, colorScheme: "dark" });
  await phone.sign_in(admin_email, admin_password);
  const is_too_wide = () => phone.page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  for (const language of ["ru", "cs", "lt", "ro"]) {
    await desk.admin.ok("PUT", "users/me/settings", { json: { settings: { locale: language } } });
    await open_page(phone, "hours");
    await until(`it speaks ${language}`, () =>
      phone.page.evaluate((value) => document.documentElement.lang === value, language),
    );
    await phone.at("settings-row").first().click();
    await phone.at("day").first().waitFor();
    expect(await is_too_wide(), `hours, ${language}`).toBe(false);
    await open_page(phone, "sla_policies");
    await phone.at("settings-row").first().click();
    await phone.at("target-metric").first().waitFor();
    expect(await is_too_wide(), `policies, ${language}`).toBe(false);
    await phone.go("/dashboard");
    await phone.at("sla-board").waitFor();
    expect(await is_too_wide(), `dashboard, ${language}`).toBe(false);
    await take_picture(phone.page, `sla-dashboard-phone-${language}`);
  }
  expect(await serious_problems(phone)).toEqual([]);
  expect(phone.problems).toEqual([]);
  await phone.close();
});
