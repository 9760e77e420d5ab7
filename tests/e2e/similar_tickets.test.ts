// SPDX-License-Identifier: AGPL-3.0-or-later
// Who writes a new ticket for somebody sees that the customer already has one about the same, and goes there.
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
  const requester = { name: "Cora Field", email: "cora.field@example.org" };
  const made = { subject: "Parcel 4711 is late", requester, comment: { body: "Where is it?" } };
  ticket = (await desk.admin().ok("POST", "tickets", { json: { ticket: made } })).ticket.id as number;
  anna = await chromium.window(desk.url);
  await anna.sign_in("anna@tarn.example", "demo-desk-2026");
}, 120_000);
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

test("an open ticket with a like subject is shown while the new one is written", async () => {
  await anna.page.keyboard.press("c");
  await anna.at("new-ticket-dialog").waitFor();
  await anna.at("requester-input").fill("Cora Fi");
  await anna.page.getByRole("option").filter({ hasText: "Cora Field" }).click();
  await anna.at("new-ticket-subject").fill("Invoice");
  expect(await anna.at("similar-ticket").count()).toBe(0);
  await anna.at("new-ticket-subject").fill("Late parcels");
  await anna.at("similar-ticket").filter({ hasText: "Parcel 4711" }).waitFor();
  await take_picture(anna.page, "similar-tickets");
  expect(await accessibility_problems(anna)).toEqual([]);
  await anna.at("similar-ticket").first().click();
  await anna.page.waitForURL(new RegExp(`/${ticket}$`));
  await anna.at("new-ticket-dialog").waitFor({ state: "detached" });
});
