// SPDX-License-Identifier: AGPL-3.0-or-later
// A desk in its own colours: set up by an admin, seen by everybody, never in the way of who mends it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { admin_email, admin_password } from "../component/harness/server.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, password } from "./harness/mail_desk.js";

let desk: MailDesk;
let chromium: Chromium;
let admin: Window;
let jana: Window;

beforeAll(async () => {
  [desk, chromium] = await Promise.all([
    MailDesk.start({ relay: false, agents: { jana: "Jana Agent" } }),
    Chromium.start(),
  ]);
  [admin, jana] = await Promise.all([chromium.window(desk.url), chromium.window(desk.url)]);
  await admin.sign_in(admin_email, admin_password);
});
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

const accent = (window: Window): Promise<string> =>
  window.page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--pult-accent").trim());
const set_looks = async (fields: Record<string, string>) => {
  await admin.go("/admin/branding");
  for (const [name, value] of Object.entries(fields)) await admin.at(`branding-${name}`).fill(value);
  const saved = admin.page.waitForResponse(
    (one) => one.url().endsWith("/account/branding") && one.request().method() === "PUT",
  );
  await admin.at("branding-save").click();
  return (await saved).status();
};

test("the name and the colour are everywhere, the sign-in page first", async () => {
  expect(await set_looks({ name: "Teahouse", color: "#1d4ed8" })).toBe(200);
  await admin.at("brand").getByText("Teahouse").first().waitFor();
  const picture = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>';
  await admin.at("branding-file-favicon").setInputFiles({
    name: "icon.svg",
    mimeType: "image/svg+xml",
    buffer: Buffer.from(picture),
  });
  await admin.at("toast").first().waitFor();
  await take_picture(admin.page, "branding");
  await jana.go("/sign-in");
  await jana.at("brand").getByText("Teahouse").waitFor();
  expect(await accent(jana)).toBe("#1d4ed8");
  expect(await jana.page.title()).toBe("Teahouse");
  await take_picture(jana.page, "sign-in-branded");
});

test("a style sheet that hides the desk is left out where it is mended, and by ?safe=1", async () => {
  expect(await set_looks({ css: '[data-testid="new-ticket"] { display: none !important }' })).toBe(200);
  await jana.sign_in("jana@pult.example", password);
  await jana.page.reload();
  await jana.at("view-all_open").waitFor();
  await jana.at("new-ticket").waitFor({ state: "hidden" });
  await jana.go("/views/all_open?safe=1");
  await jana.at("new-ticket").waitFor();
  await admin.go("/admin/branding");
  await admin.at("branding-css").waitFor();
  await admin.at("new-ticket").waitFor();
  await admin.go("/admin/people");
  await admin.at("view-all_open").waitFor();
  await admin.at("new-ticket").waitFor({ state: "hidden" });
});

test("a sheet that fetches is refused with its line; a reset brings the product's looks back", async () => {
  expect(await set_looks({ css: "a {}\nb { background: url(https://example.com/x.png) }" })).toBe(422);
  await admin.at("branding-error").getByText("Line 2").waitFor();
  await admin.at("branding-reset").click();
  await admin.at("brand").getByText("Pult").first().waitFor();
  await admin.page.reload();
  await admin.at("branding-form").waitFor();
  expect(await accent(admin)).toBe("#2f5bd0");
});

test("nothing went wrong in the windows", () => {
  for (const window of [admin, jana]) {
    expect(window.problems).toEqual([]);
    expect(window.requests).toEqual([]);
  }
});
