// SPDX-License-Identifier: AGPL-3.0-or-later
// How the desk does it: an administrator ties an article to tickets, an agent reads it beside one and takes its steps.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Json } from "../component/harness/client.js";
import { Desk } from "../component/harness/server.js";
import { accessibility_problems } from "./harness/axe.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { until } from "./harness/until.js";

let desk: Desk;
let chromium: Chromium;
let anna: Window;
let ticket: number;
beforeAll(async () => {
  [desk, chromium] = await Promise.all([Desk.start(), Chromium.start()]);
  await desk.command(["demo", "load"]);
  const made = { subject: "Parcel is damaged", comment: { body: "The box is wet." }, tags: ["damage"] };
  ticket = (await desk.admin().ok("POST", "tickets", { json: { ticket: made } })).ticket.id as number;
  anna = await chromium.window(desk.url);
  await anna.sign_in("anna@tarn.example", "demo-desk-2026");
}, 120_000);
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

test("an administrator ties an article to tickets with a tag", async () => {
  const { sections } = await desk.admin().ok("GET", "help_center/sections");
  const article = {
    title: "Damaged parcels",
    body: "<p>Before you promise anything:</p><ol><li>Ask for a photograph</li><li>Open a claim</li></ol>",
    user_segment_id: 2,
  };
  await desk.admin().ok("POST", `help_center/sections/${(sections as Json[])[0]!.id}/articles`, { json: { article } });
  await anna.go("/admin/knowledge");
  await anna.at("article").filter({ hasText: "Damaged parcels" }).getByRole("button").first().click();
  await anna.at("guide-toggle").click();
  await anna.at("guide-all").getByTestId("add-condition").click();
  await anna.at("guide-all").getByTestId("condition-field").click();
  await anna.page.locator('[role="option"][data-value="current_tags"]').click();
  await anna.at("guide-all").getByTestId("condition-value").fill("damage");
  await anna.at("guide-all").getByTestId("condition-value").press("Tab");
  await anna.at("guide-checklist").scrollIntoViewIfNeeded();
  await take_picture(anna.page, "guide-editor");
  expect(await accessibility_problems(anna)).toEqual([]);
  await anna.at("save-form").click();
  await anna.at("save-form").waitFor({ state: "detached" });
});

test("an agent reads it beside the ticket and takes its steps", async () => {
  await anna.go(`/views/all_open/${ticket}`);
  const guide = anna.at("guide").filter({ hasText: "Damaged parcels" });
  await guide.getByRole("button").first().click();
  await anna.at("guide-text").getByText("Open a claim").waitFor();
  await take_picture(anna.page, "guide");
  expect(await accessibility_problems(anna)).toEqual([]);
  await anna.at("take-steps").click();
  await anna.at("checklist").getByTestId("checklist-progress").getByText("0/2").waitFor();
  await until("they are taken once", () => anna.at("take-steps").isDisabled());
  await desk.admin().ok("PUT", `tickets/${ticket}`, { json: { ticket: { tags: ["other"] } } });
  await guide.waitFor({ state: "detached" });
});
