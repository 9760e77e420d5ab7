// SPDX-License-Identifier: AGPL-3.0-or-later
// A team lead looks at how the desk did, opens what a number counts, and asks for one agent.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Desk } from "../component/harness/server.js";
import { accessibility_problems } from "./harness/axe.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";

let desk: Desk;
let chromium: Chromium;
let anna: Window;
let ticket: number;
beforeAll(async () => {
  [desk, chromium] = await Promise.all([Desk.start(), Chromium.start()]);
  await desk.command(["demo", "load"]);
  anna = await chromium.window(desk.url);
  await anna.sign_in("anna@tarn.example", "demo-desk-2026");
  const admin = desk.admin();
  const requester = { name: "Cora", email: "cora@example.org" };
  const made = { subject: "One question", requester, comment: { body: "How late are you open?" } };
  ticket = (await admin.ok("POST", "tickets", { json: { ticket: made } })).ticket.id as number;
  const solved = { status: "solved", comment: { body: "Until six." } };
  await admin.ok("PUT", `tickets/${ticket}`, { json: { ticket: solved } });
}, 120_000);
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

test("figures of today count what was solved at first contact, and open it", async () => {
  await anna.go("/dashboard");
  await anna.at("figures").waitFor();
  await anna.at("span-30").click();
  await anna.at("figure-table").first().waitFor();
  await take_picture(anna.page, "figures");
  expect(await accessibility_problems(anna)).toEqual([]);
  await anna.at("span-1").click();
  await anna.at("figure-first_contact").click();
  await anna.at("behind-ticket").filter({ hasText: "One question" }).waitFor();
  await take_picture(anna.page, "figures-behind");
  expect(await accessibility_problems(anna)).toEqual([]);
  await anna.at("behind-ticket").filter({ hasText: "One question" }).click();
  await anna.page.waitForURL(new RegExp(`/${ticket}$`));
});

test("of one agent, as a file, on a phone", async () => {
  await anna.go("/dashboard");
  await anna.at("report-who").click();
  const answered = anna.page.waitForResponse((reply) => reply.url().includes("user_id="));
  await anna.page.locator('[role="option"]').filter({ hasText: "Anna" }).click();
  await answered;
  const [file] = await Promise.all([anna.page.waitForEvent("download"), anna.at("report-export").click()]);
  expect(file.suggestedFilename()).toBe("figures.csv");
  await anna.page.setViewportSize({ width: 390, height: 844 });
  await anna.page.emulateMedia({ colorScheme: "dark" });
  await anna.at("figures").scrollIntoViewIfNeeded();
  await take_picture(anna.page, "figures-phone");
  const wider = await anna.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(wider).toBe(false);
});
