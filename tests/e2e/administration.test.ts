// SPDX-License-Identifier: AGPL-3.0-or-later
// An administrator sets up a desk in the browser, and an agent works with what came of it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Desk } from "../component/harness/server.js";
import { Chromium } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { until } from "./harness/until.js";

const email = "anna@tarn.example";
const password = "demo-desk-2026";

let desk: Desk;
let chromium: Chromium;
let admin: Window;
beforeAll(async () => {
  [desk, chromium] = await Promise.all([Desk.start(), Chromium.start()]);
  await desk.command(["demo", "load"]);
  admin = await chromium.window(desk.url);
  await admin.sign_in(email, password);
  await admin.at("ticket-row").first().waitFor();
}, 120_000);
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

async function open_page(page: string) {
  await admin.go(`/admin/${page}`);
  await admin.at(`admin-${page}`).waitFor();
  await admin.page.waitForLoadState("networkidle");
}
const fill = (name: string, text: string) => admin.at(`field-${name}`).fill(text);
const choose = (name: string, value: string) => admin.at(`field-${name}`).selectOption(value);
async function save() {
  await admin.at("save-form").click();
  await admin.at("resource-form").waitFor({ state: "detached" });
}
const row = (text: string) => admin.at("settings-row").filter({ hasText: text });

describe("an administrator", () => {
  test("makes a field with choices, and the desk knows it after a reload", async () => {
    await open_page("ticket_fields");
    await admin.at("add-item").click();
    await fill("title", "Cause");
    for (const name of ["Broken part", "Late delivery"]) {
      await admin.at("add-option").click();
      await admin.at("option-name").last().fill(name);
    }
    await save();
    await admin.page.reload();
    await row("Cause").click();
    await admin.at("option-name").last().waitFor();
    const names = admin.at("option-name");
    const shown = await names.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
    expect(shown).toEqual(["Broken part", "Late delivery"]);
    const { ticket_fields } = await desk.admin().ok("GET", "ticket_fields");
    const made = (ticket_fields as { title: string; custom_field_options?: { value: string }[] }[]).find(
      (field) => field.title === "Cause",
    );
    expect(made?.custom_field_options?.map((one) => one.value)).toEqual(["broken_part", "late_delivery"]);
    await admin.page.keyboard.press("Escape");
  });

  test("is told in the form what the server does not take", async () => {
    await open_page("user_fields");
    await admin.at("add-item").click();
    await fill("title", "Size");
    await fill("key", "not a key!");
    await admin.at("save-form").click();
    await admin.at("resource-form").getByRole("alert").waitFor();
    await fill("key", "size");
    await save();
    await row("Size").waitFor();
  });

  test("writes a macro", async () => {
    await open_page("macros");
    await admin.at("add-item").click();
    await fill("title", "Delivery::Late");
    await admin.at("action-value").fill("We are sorry, {{ticket.requester.first_name}}.");
    await save();
    await row("Delivery::Late").waitFor();
    const { macros } = await desk.admin().ok("GET", "macros");
    expect(macros).toContainEqual(
      expect.objectContaining({
        title: "Delivery::Late",
        actions: [{ field: "comment_value", value: "We are sorry, {{ticket.requester.first_name}}." }],
      }),
    );
  });

  test("makes a role, changes it, and deletes it", async () => {
    await open_page("custom_roles");
    await admin.at("add-item").click();
    await fill("name", "Helpers of the season");
    await choose("configuration.ticket_access", "assigned-only");
    await save();
    await row("Helpers of the season").click();
    const access = admin.at("field-configuration.ticket_access");
    await until("the form has the role", async () => (await access.inputValue()) === "assigned-only");
    await fill("name", "Season");
    await save();
    await row("Season").click();
    await admin.at("delete-item").click();
    await admin.at("delete-confirm").click();
    await admin.at("resource-form").waitFor({ state: "detached" });
    expect(await row("Season").count()).toBe(0);
  });

  test("makes a token that works, and sees it once", async () => {
    await open_page("api_tokens");
    await admin.at("token-description").fill("Shop");
    await admin.at("add-item").click();
    const token = await admin.at("new-token").innerText();
    const answer = await fetch(`${desk.url}/api/v2/tickets/count`, {
      headers: { authorization: `Basic ${Buffer.from(`${email}/token:${token}`).toString("base64")}` },
    });
    expect(answer.status).toBe(200);
    await admin.page.reload();
    await row("Shop").waitFor();
    expect(await admin.at("new-token").count()).toBe(0);
  });

  test("brings people in from a file, and reads why one row was not taken", async () => {
    await open_page("import");
    await admin.at("import-file").setInputFiles({
      name: "people.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("Name;E-mail\nOna Kazlienė;ona@salis.example\nNo Address;not an address\n"),
    });
    await admin.at("import-preview").waitFor();
    await admin.at("import-start").click();
    const done = admin.page.locator("[data-testid=import-row][data-state=completed]");
    await done.first().waitFor();
    const { users } = await desk.admin().ok("GET", "users/search", { query: { query: "ona@salis.example" } });
    expect(users).toContainEqual(expect.objectContaining({ name: "Ona Kazlienė" }));
    const href = await done.getByRole("link").getAttribute("href");
    const report = await admin.page.evaluate(async (url) => await (await fetch(url)).text(), href!);
    expect(report).toContain("not an address");
  });

  test("finds a setting by a word of it", async () => {
    await open_page("checklist");
    await admin.at("admin-search").fill("signature");
    await admin.at("admin-brands").waitFor();
    await admin.at("admin-macros").waitFor({ state: "detached" });
  });

  test("finds all of it in the audit log", async () => {
    await open_page("audit_log");
    const lines = (await admin.at("audit-row").allInnerTexts()).join("\n");
    for (const word of ["Cause", "Delivery::Late", "Season"]) expect(lines).toContain(word);
  });
});

test("an agent finds no administration", async () => {
  const window = await chromium.window(desk.url);
  await window.sign_in("tomas@tarn.example", password);
  await window.at("ticket-row").first().waitFor();
  expect(await window.at("view-admin").count()).toBe(0);
  await window.go("/admin/ticket_fields");
  await window.at("ticket-list").waitFor();
  expect(await window.at("admin-ticket_fields").count()).toBe(0);
  await window.close();
});
