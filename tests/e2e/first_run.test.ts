// SPDX-License-Identifier: AGPL-3.0-or-later
// A desk that was started a minute ago: it says how to get in, and what to do first.
import { afterAll, beforeAll, expect, test } from "vitest";
import { admin_email, admin_password, Desk } from "../component/harness/server.js";
import { accessibility_problems } from "./harness/axe.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";

let desk: Desk;
let chromium: Chromium;
let admin: Window;

beforeAll(async () => {
  [desk, chromium] = await Promise.all([Desk.start_without_admin(), Chromium.start()]);
  admin = await chromium.window(desk.url);
}, 120_000);
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

test("the sign-in page says how the first administrator is made", async () => {
  await admin.go("/");
  await admin.at("needs-admin").waitFor();
  await take_picture(admin.page, "first-run");
  expect(await accessibility_problems(admin)).toEqual([]);
});

test("the first administrator is led to what is left to do", async () => {
  await desk.add_admin();
  await admin.go("/");
  await admin.fill_in_sign_in(admin_email, admin_password);
  await admin.at("checklist-progress").waitFor();
  expect(await admin.at("needs-admin").count()).toBe(0);
  expect(await admin.at("step-mailbox").getAttribute("data-state")).toBe("open");
});

test("a colleague gets in before the desk can send mail: by a link that is passed on", async () => {
  await admin.go("/admin/people?item=new");
  await admin.at("person-name").fill("Cora Colleague");
  await admin.at("person-email").fill("cora@pult.example");
  await admin.at("save-form").click();
  const link = await admin.at("invitation-link").inputValue();
  expect(await accessibility_problems(admin)).toEqual([]);
  await take_picture(admin.page, "invitation-link");
  const cora = await chromium.window(desk.url);
  await cora.go("/sign-in");
  await cora.at("ask-admin").waitFor();
  await cora.page.goto(link);
  await cora.at("new-password").fill("words of my own");
  await cora.at("choose-password").click();
  await cora.at("user-menu").waitFor();
  expect([...admin.problems, ...cora.problems]).toEqual([]);
});
