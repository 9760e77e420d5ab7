// SPDX-License-Identifier: AGPL-3.0-or-later
// An administrator reads what has become wrong, mends it and takes it back; a mailbox writes to itself.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Desk } from "../component/harness/server.js";
import { Chromium } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { until } from "./harness/until.js";

let desk: Desk;
let chromium: Chromium;
let admin: Window;
beforeAll(async () => {
  [desk, chromium] = await Promise.all([Desk.start(), Chromium.start()]);
  await desk.command(["demo", "load"]);
  for (const tags of [["late-delivery"], ["late-delivery"], ["late_delivery"]]) {
    await desk.admin().ok("POST", "tickets", { json: { ticket: { comment: { body: "Where is it?" }, tags } } });
  }
  admin = await chromium.window(desk.url);
  await admin.sign_in("anna@tarn.example", "demo-desk-2026");
  await admin.at("ticket-row").first().waitFor();
}, 120_000);
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

const counts = async () => {
  const { tags } = await desk.admin().ok("GET", "tags", { query: { "page[size]": 100 } });
  const of = (name: string) => (tags as { name: string; count: number }[]).find((tag) => tag.name === name)?.count;
  return [of("late-delivery") ?? 0, of("late_delivery") ?? 0];
};

test("two spellings of a tag become one, and two again", async () => {
  await admin.go("/admin/housekeeping");
  await admin.at("ask-housekeeping").click();
  const finding = admin.at("finding").filter({ hasText: "late_delivery" });
  await finding.getByTestId("show-fix").click();
  await finding.getByTestId("fix-preview").getByText("late-delivery").waitFor();
  await finding.getByTestId("do-fix").click();
  // The job's end comes by the socket: nobody reloads the page.
  await finding.getByTestId("undo-fix").waitFor();
  await until("they are one", async () => (await counts()).join() === "3,0");
  await finding.getByTestId("undo-fix").click();
  await finding.getByTestId("show-fix").waitFor();
  await until("they are two", async () => (await counts()).join() === "2,1");
  await finding.getByTestId("dismiss").click();
  await until("the finding is left alone", async () => (await finding.getAttribute("data-state")) === "dismissed");
  await admin.page.reload();
  await until("the finding is left alone", async () => (await finding.getAttribute("data-state")) === "dismissed");
});

test("a mailbox without a server to send with says so", async () => {
  await admin.go("/admin/checklist");
  const trip = admin.at("round-trip").first();
  await trip.getByTestId("send-round-trip").click();
  await until("it is said that nothing was sent", async () => (await trip.getAttribute("data-state")) === "not_sent");
});

test("settings of the desk are kept", async () => {
  await admin.go("/admin/desk");
  await admin.at("tag-creators").check();
  await admin.at("save-desk").click();
  const creators = async () => (await desk.admin().ok("GET", "tags/governance")).governance.creators as string;
  await until("the desk knows", async () => (await creators()) === "admins");
  await admin.page.reload();
  await until("the screen knows", async () => await admin.at("tag-creators").isChecked());
});
