// SPDX-License-Identifier: AGPL-3.0-or-later
// An administrator says how macros are called, and the editor of macros says so while a name is typed.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Desk } from "../component/harness/server.js";
import { accessibility_problems } from "./harness/axe.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { until } from "./harness/until.js";

let desk: Desk;
let chromium: Chromium;
let anna: Window;
beforeAll(async () => {
  [desk, chromium] = await Promise.all([Desk.start(), Chromium.start()]);
  await desk.command(["demo", "load"]);
  anna = await chromium.window(desk.url);
  await anna.sign_in("anna@tarn.example", "demo-desk-2026");
}, 120_000);
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

test("a rule is set, told while typing, and the proposed name taken", async () => {
  await anna.go("/admin/macro_names");
  await anna.at("naming-guidance").fill("Area first, then what it is about.");
  await anna.at("naming-pattern").fill("Area::Topic");
  await take_picture(anna.page, "macro-names");
  expect(await accessibility_problems(anna)).toEqual([]);
  const stored = anna.page.waitForResponse((reply) => reply.url().endsWith("/account/settings") && reply.ok());
  await anna.at("save-naming").click();
  await stored;

  await anna.go("/admin/macros");
  await anna.at("add-item").click();
  await anna.page.getByText("Area first, then what it is about.").waitFor();
  await anna.at("field-title").fill("Orders: late parcel");
  await anna.at("take-name").waitFor();
  await take_picture(anna.page, "macro-name-problem");
  expect(await accessibility_problems(anna)).toEqual([]);
  await anna.at("take-name").click();
  await until("it is called so", async () => (await anna.at("field-title").inputValue()) === "Orders::late parcel");
  await anna.at("name-problems").waitFor({ state: "detached" });
});
