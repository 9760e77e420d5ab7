// SPDX-License-Identifier: AGPL-3.0-or-later
// The demo desk on phones, in light and dark, looked at by axe; the pictures are kept in output/.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Desk } from "../component/harness/server.js";
import { accessibility_problems } from "./harness/axe.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";

const email = "anna@tarn.example";
const password = "demo-desk-2026";
const admin_pages = [
  "checklist", "housekeeping", "desk", "people", "groups", "organizations", "custom_roles", "user_fields",
  "organization_fields", "mailboxes", "mail_filters", "priorities",
  "brands", "ticket_fields", "ticket_forms", "custom_statuses", "tags", "macros", "hours", "sla_policies",
  "dynamic_content", "knowledge", "views", "objects", "alerts",
  "webhooks", "oauth_clients", "api_tokens", "import", "audit_log",
];

let desk: Desk;
let chromium: Chromium;
let ticket_id = 0;
beforeAll(async () => {
  [desk, chromium] = await Promise.all([Desk.start(), Chromium.start()]);
  await desk.command(["demo", "load"]);
  // A ticket with a conversation: the one with most comments.
  const { tickets } = await desk.admin().ok("GET", "views/3/tickets", { query: { "page[size]": 100 } });
  const longest = (tickets as { id: number; comment_count: number }[]).reduce((a, b) =>
    b.comment_count > a.comment_count ? b : a,
  );
  ticket_id = longest.id;
}, 120_000);
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

describe.each(["light", "dark"] as const)("axe finds nothing serious in %s", (scheme) => {
  let window: Window;
  beforeAll(async () => {
    window = await chromium.window(desk.url, { colorScheme: scheme });
  });
  afterAll(() => window?.close());

  test("on the sign-in page", async () => {
    await window.go("/sign-in");
    await window.at("sign-in-email").waitFor();
    await take_picture(window.page, `sign-in-${scheme}`);
    expect(await accessibility_problems(window)).toEqual([]);
  });

  test("in the inbox", async () => {
    await window.sign_in(email, password);
    await window.at("ticket-row").first().waitFor();
    await take_picture(window.page, `inbox-${scheme}`);
    expect(await accessibility_problems(window)).toEqual([]);
  });

  test("with marks, on a board, in the palette and the editor of views", async () => {
    await window.at("row-check").first().click();
    await window.at("bulk-bar").waitFor();
    expect(await accessibility_problems(window)).toEqual([]);
    await window.at("bulk-clear").click();
    await window.at("layout-menu").click();
    await window.at("mode-kanban").click();
    expect(await accessibility_problems(window)).toEqual([]);
    await window.page.keyboard.press("Escape");
    await window.at("kanban-card").first().waitFor();
    await take_picture(window.page, `board-${scheme}`);
    expect(await accessibility_problems(window)).toEqual([]);
    await window.page.keyboard.press("Control+k");
    await window.at("palette-item").first().waitFor();
    await take_picture(window.page, `palette-${scheme}`);
    expect(await accessibility_problems(window)).toEqual([]);
    await window.page.keyboard.press("Escape");
    await window.at("add-view").click();
    await window.at("condition").first().waitFor();
    await take_picture(window.page, `view-editor-${scheme}`);
    expect(await accessibility_problems(window)).toEqual([]);
  });

  test("on a ticket, with a reply", async () => {
    await window.go(`/views/all_open/${ticket_id}`);
    await window.comments.first().waitFor();
    await window.at("customer-name").waitFor();
    await take_picture(window.page, `ticket-${scheme}`);
    expect(await accessibility_problems(window)).toEqual([]);
    await window.start_reply();
    expect(await accessibility_problems(window)).toEqual([]);
    await window.at("macro-button").click();
    await window.at("macro-dialog").waitFor();
    await take_picture(window.page, `macros-${scheme}`);
    expect(await accessibility_problems(window)).toEqual([]);
    await window.page.keyboard.press("Escape");
    await window.at("search-box").focus();
    await window.at("search-offers").getByRole("option").first().waitFor();
    expect(await accessibility_problems(window)).toEqual([]);
  });

  test("in the settings", async () => {
    await window.go("/settings");
    await window.at("settings-language").waitFor();
    await take_picture(window.page, `settings-${scheme}`);
    expect(await accessibility_problems(window)).toEqual([]);
  });

  test.each(admin_pages)("in the administration: %s", async (page) => {
    await window.go(`/admin/${page}`);
    await window.at(`admin-${page}`).waitFor();
    await window.page.waitForLoadState("networkidle");
    await take_picture(window.page, `admin-${page}-${scheme}`);
    expect(await accessibility_problems(window)).toEqual([]);
    expect(window.problems).toEqual([]);
  });
});

// Parts that are cut off at the side, or that make the page wider than the screen.
async function too_wide(window: Window): Promise<string[]> {
  return await window.page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const found: string[] = [];
    if (document.documentElement.scrollWidth > width)
      found.push(`the page is ${document.documentElement.scrollWidth} wide`);
    const scrolls = (one: Element | null): boolean =>
      one !== null &&
      (/auto|scroll/.test(getComputedStyle(one).overflowX) && one.scrollWidth > one.clientWidth
        ? true
        : scrolls(one.parentElement));
    for (const element of document.querySelectorAll(
      "button, a, input, select, textarea, h1, h2, p, li, td, [role=row], [contenteditable]",
    )) {
      const box = element.getBoundingClientRect();
      const shown =
        box.width > 1 && box.height > 1 && element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
      if (
        shown &&
        !element.closest(".sr-only, a[href='#main']") &&
        (box.left < -1 || box.right > width + 1) &&
        !scrolls(element.parentElement)
      ) {
        const words = element.textContent?.trim().slice(0, 30);
        found.push(`${element.localName} ${words}: ${Math.round(box.left)} to ${Math.round(box.right)}`);
      }
    }
    for (const box of document.querySelectorAll("main, main section, main article, [role=log]")) {
      if (box.scrollWidth > box.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(box).overflowX))
        found.push(`${box.localName} scrolls sideways`);
    }
    return found;
  });
}

describe.each([
  [390, 844],
  [360, 740],
])("on a phone %i pixels wide", (width, height) => {
  let window: Window;
  beforeAll(async () => {
    window = await chromium.window(desk.url, { viewport: { width, height }, hasTouch: true, isMobile: true });
  });
  afterAll(() => window?.close());

  test("sign-in, inbox and menu", async () => {
    await window.go("/sign-in");
    await window.at("sign-in-email").waitFor();
    expect(await too_wide(window)).toEqual([]);
    await window.go("/views/all_open");
    await window.fill_in_sign_in(email, password);
    await window.at("ticket-row").first().waitFor();
    await take_picture(window.page, `inbox-phone-${width}`);
    expect(await too_wide(window)).toEqual([]);
    await window.at("row-check").first().tap();
    await window.at("bulk-bar").waitFor();
    await take_picture(window.page, `marks-phone-${width}`);
    expect(await too_wide(window)).toEqual([]);
    await window.at("bulk-clear").tap();
    await window.at("open-menu").tap();
    await window.at("view-mine").waitFor();
    await take_picture(window.page, `menu-phone-${width}`);
    expect(await too_wide(window)).toEqual([]);
    await window.at("view-unassigned").tap();
    await window.page.waitForURL("**/views/unassigned");
    await window.at("view-mine").waitFor({ state: "hidden" });
  });

  test("ticket, reply and details", async () => {
    await window.go(`/views/all_open/${ticket_id}`);
    await window.comments.first().waitFor();
    await take_picture(window.page, `ticket-phone-${width}`);
    expect(await too_wide(window)).toEqual([]);
    await window.at("start-reply").tap();
    await window.editor.waitFor();
    await window.page.keyboard.type("On my way to you, it will take about ten minutes. ");
    await take_picture(window.page, `reply-phone-${width}`);
    expect(await too_wide(window)).toEqual([]);
    expect(await window.at("send-button").isVisible()).toBe(true);
    await window.page.keyboard.press("Control+a");
    await window.page.keyboard.press("Delete");
    await window.at("toggle-details").tap();
    await window.at("customer-name").waitFor();
    await take_picture(window.page, `details-phone-${width}`);
    expect(await too_wide(window)).toEqual([]);
    await window.at("close-details").tap();
    await window.at("ticket-back").tap();
    await window.at("ticket-row").first().waitFor();
  });

  test("mail pages and settings", async () => {
    for (const path of [
      "/suspended",
      "/outgoing",
      "/search?q=order",
      "/settings",
      "/admin/mailboxes",
      "/admin/mail_filters",
      "/admin/priorities",
      "/admin/people",
    ]) {
      await window.go(path);
      await window.page.waitForLoadState("networkidle");
      expect(await too_wide(window), path).toEqual([]);
    }
    expect(await accessibility_problems(window)).toEqual([]);
    expect(window.problems).toEqual([]);
  });
});

test("pictures in Russian", async () => {
  const window = await chromium.window(desk.url, { locale: "ru-RU" });
  await window.sign_in("olga@tarn.example", password);
  await window.at("ticket-row").first().waitFor();
  await take_picture(window.page, "inbox-russian");
  await window.at("ticket-row").filter({ hasText: "Мария Соколова" }).first().click();
  await window.comments.first().waitFor();
  await window.at("customer-name").waitFor();
  await take_picture(window.page, "ticket-russian");
  expect(window.problems).toEqual([]);
  await window.close();
});
