// SPDX-License-Identifier: AGPL-3.0-or-later
// The forms of the administration: found by everyday words, linked to, closed by the way back, never lost by a slip,
// and telling what is wrong at its field.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Desk } from "../component/harness/server.js";
import { accessibility_problems } from "./harness/axe.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { until } from "./harness/until.js";

let desk: Desk;
let chromium: Chromium;
let anna: Window;
const path = () => {
  const { pathname, search } = new URL(anna.page.url());
  return pathname + search;
};
const gone = (mark: string) => anna.at(mark).waitFor({ state: "detached" });

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

test("a setting is found by what people call it", async () => {
  await anna.go("/admin");
  await anna.at("admin-search").fill("canned response");
  await anna.at("admin-macros").waitFor();
  await gone("admin-groups");
  await anna.at("admin-search").press("Enter");
  await until("it is open", () => path() === "/admin/macros");
  await anna.go("/admin/nowhere");
  await until("an address of nothing leads to the start", () => path() === "/admin");
});

test("what is edited has an address, and the way back closes it", async () => {
  await anna.go("/admin/groups");
  await anna.page.getByRole("button", { name: /Billing/ }).click();
  await anna.at("group-form").waitFor();
  await until("the address says so", () => /item=\d+$/.test(path()));
  const linked = path();
  await anna.page.goBack();
  await gone("group-form");
  await anna.go(linked);
  await anna.at("group-form").waitFor();
});

test("asks before it throws away what was typed", async () => {
  await anna.go("/admin/groups");
  await anna.at("add-item").click();
  await anna.at("group-form").getByRole("textbox").first().pressSequentially("Night shift");
  await anna.page.keyboard.press("Escape");
  await anna.at("unsaved-stay").waitFor();
  await take_picture(anna.page, "unsaved");
  expect(await accessibility_problems(anna)).toEqual([]);
  await anna.at("unsaved-stay").click();
  await gone("unsaved-stay");
  expect(await anna.at("group-form").getByRole("textbox").first().inputValue()).toBe("Night shift");
  await anna.page.goBack();
  await anna.at("unsaved-leave").click();
  await gone("group-form");

  await anna.go("/admin/lifecycle");
  await anna.at("lifecycle").getByRole("spinbutton").first().press("1");
  await anna.at("admin-tags").click();
  await anna.at("unsaved-leave").click();
  await until("it is left", () => path() === "/admin/tags");
});

test("nothing is asked of what is stored", async () => {
  await anna.go("/admin/lifecycle");
  const days = anna.at("lifecycle").getByRole("spinbutton").first();
  await days.press("ControlOrMeta+a");
  await days.pressSequentially("21");
  const stored = anna.page.waitForResponse((reply) => reply.url().endsWith("/account/settings") && reply.ok());
  await anna.at("save-lifecycle").click();
  await stored;
  await until("it is saved", async () => (await anna.at("save-lifecycle").getAttribute("aria-busy")) === null);
  await anna.at("admin-tags").click();
  await until("it is left", () => path() === "/admin/tags");
});

test("says at the field what the server does not take", async () => {
  await anna.go("/admin/people?item=new");
  await anna.at("person-name").fill("Anna Two");
  await anna.at("person-email").fill("anna@tarn.example");
  await anna.at("person-password").fill("a-long-password");
  await anna.at("save-form").click();
  await anna.at("field-problem").waitFor();
  await until("the cursor is there", () =>
    anna.at("person-email").evaluate((field) => field === document.activeElement),
  );
  expect(await anna.at("person-email").getAttribute("aria-invalid")).toBe("true");
  await take_picture(anna.page, "field-problem");
  expect(await accessibility_problems(anna)).toEqual([]);
});

test("an agent gets a role of the desk's own and groups", async () => {
  await anna.go("/admin/custom_roles?item=new");
  await anna.at("field-name").fill("Reader");
  await anna.at("save-form").click();
  await gone("resource-form");
  await anna.go("/admin/people?item=new");
  await anna.at("person-name").fill("Rita Lang");
  await anna.at("person-email").fill("rita@tarn.example");
  await anna.at("person-password").fill("a-long-password");
  await anna.at("person-role").selectOption({ label: "Reader" });
  await anna.at("person-groups").getByText("Billing").click();
  await anna.at("save-form").click();
  await gone("person-form");
  const row = anna.page.getByRole("button", { name: /Rita Lang/ });
  await row.getByText("Reader").waitFor();
  await row.click();
  await anna.at("person-groups").getByRole("checkbox", { name: "Billing", checked: true }).waitFor();
  await anna.at("delete-item").click();
  await anna.at("delete-confirm").click();
  await row.waitFor({ state: "detached" });
});
