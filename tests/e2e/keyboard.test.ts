// SPDX-License-Identifier: AGPL-3.0-or-later
// The whole job without a mouse, on a Latin and on a Cyrillic keyboard.
import type { CDPSession } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { make_ticket, make_user } from "../component/harness/people.js";
import { Chromium } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, password } from "./harness/mail_desk.js";
import { until } from "./harness/until.js";

const subjects = ["Oldest", "Middle", "Newest"];
let desk: MailDesk;
let chromium: Chromium;
let agent: Window;
let keyboard: CDPSession;
const ids: Record<string, number> = {};

beforeAll(async () => {
  [desk, chromium] = await Promise.all([MailDesk.start(), Chromium.start()]);
  const requester = await make_user(desk.admin, { name: "Maria Client", email: "maria@client.example" });
  for (const subject of subjects) {
    const fields = { subject, requester_id: requester.id, group_id: desk.group.id, tags: ["keyboard"] };
    ids[subject] = (await make_ticket(desk.admin, fields)).id as number;
  }
  agent = await chromium.window(desk.url);
  keyboard = await agent.context.newCDPSession(agent.page);
  await agent.go("/views/all_open");
  await agent.at("sign-in-email").waitFor();
});
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

const press = (...keys: string[]) =>
  keys.reduce((before, key) => before.then(() => agent.page.keyboard.press(key)), Promise.resolve());

// A key of a Russian keyboard: what it types, and its place.
async function press_cyrillic(letter: string, code: string): Promise<void> {
  const key = { key: letter, code, windowsVirtualKeyCode: code.charCodeAt(3) };
  await keyboard.send("Input.dispatchKeyEvent", { type: "keyDown", text: letter, ...key });
  await keyboard.send("Input.dispatchKeyEvent", { type: "keyUp", ...key });
}

const active_row = () =>
  agent.at("ticket-list").evaluate((grid) => {
    const row = document.getElementById(grid.getAttribute("aria-activedescendant") ?? "");
    return Number(row?.dataset.ticketId ?? 0);
  });
const is_active = (subject: string) => until(`${subject} is active`, async () => (await active_row()) === ids[subject]);
// Down from the top. Each step is seen before the next, so that none goes past.
async function walk_to(subject: string): Promise<void> {
  for (let at = await active_row(); at !== ids[subject]; ) {
    await press("j");
    const before = at;
    at = await until("the next row", async () => {
      const now = await active_row();
      return now !== before && now;
    });
  }
}
const is_open = (subject: string) =>
  agent.page
    .getByTestId("ticket-subject")
    .and(agent.page.getByText(subject, { exact: true }))
    .waitFor({ state: "attached" });
const ticket = async (subject: string) => (await desk.admin.ok("GET", `tickets/${ids[subject]}`)).ticket;

test("signs in", async () => {
  await until("the first field has the focus", () =>
    agent.page.evaluate(() => document.activeElement?.getAttribute("data-testid") === "sign-in-email"),
  );
  await agent.page.keyboard.type("jana@pult.example");
  await press("Tab");
  await agent.page.keyboard.type(password);
  await press("Enter");
  await agent.row(ids["Newest"]!).waitFor();
});

test("walks the list with j and k, opens with Enter", async () => {
  await press("j");
  const first = await until("a row is active", async () => (await active_row()) || undefined);
  expect(Object.values(ids)).toContain(first);
  const order = await agent.at("ticket-row").evaluateAll((rows) =>
    rows
      .map((row) => ({ id: Number((row as HTMLElement).dataset.ticketId), top: row.getBoundingClientRect().top }))
      .sort((a, b) => a.top - b.top)
      .map((row) => row.id),
  );
  expect(first).toBe(order[0]);
  await press("j");
  await until("the second row", async () => (await active_row()) === order[1]);
  await press("k", "k");
  await until("the first row again", async () => (await active_row()) === order[0]);
  await walk_to("Middle");
  await press("Enter");
  await is_open("Middle");
});

test("takes the ticket, sets its priority, replies and goes on to the next", async () => {
  await press("i");
  await until("the ticket is hers", async () => (await ticket("Middle")).assignee_id === desk.agents[0].id);
  await press("p");
  await agent.page.getByRole("option").first().waitFor();
  await press("End", "Enter");
  await until("the priority is set", async () => (await ticket("Middle")).priority === "urgent");
  await agent.page.getByRole("option").first().waitFor({ state: "detached" });
  await press("Escape");
  await agent.go("/views/all_open");
  await agent.row(ids["Middle"]!).waitFor();
  await walk_to("Middle");
  await press("Enter");
  await is_open("Middle");
  await press("r");
  await agent.editor_has_focus();
  await agent.page.keyboard.type("Typed without a mouse: j and k and r are letters here.");
  await press("Control+Shift+Enter");
  await desk.catcher.wait_for("the reply", (one) => one.raw.includes("Typed without a mouse"));
  await agent.comments.filter({ hasText: "j and k and r are letters" }).waitFor();
  await press("Escape");
  await agent.at("ticket").waitFor({ state: "detached" });
  await until("the list has the focus", () =>
    agent.at("ticket-list").evaluate((one) => one === document.activeElement),
  );
});

test("the same keys on a Russian layout", async () => {
  await press("Home");
  const before = await active_row();
  await press_cyrillic("о", "KeyJ");
  await press_cyrillic("л", "KeyK");
  await press_cyrillic("л", "KeyK");
  await press_cyrillic("л", "KeyK");
  const first = await active_row();
  await press_cyrillic("о", "KeyJ");
  const second = await until("another row", async () =>
    (await active_row()) !== first ? await active_row() : undefined,
  );
  expect([first, second, before].every((id) => Object.values(ids).includes(id))).toBe(true);
  await press("Enter");
  await agent.at("ticket").waitFor();
  await press_cyrillic("т", "KeyN");
  await agent.editor_has_focus();
  for (const [letter, code] of [
    ["о", "KeyJ"],
    ["л", "KeyK"],
    ["к", "KeyR"],
  ] as const)
    await press_cyrillic(letter, code);
  await until("the letters are there", async () => (await agent.editor.textContent())?.trim() === "олк");
  await press("Control+Shift+Enter");
  const note = agent.comments.filter({ hasText: "олк" });
  await note.waitFor();
  expect(await note.getAttribute("data-public")).toBe("false");
  await press("Escape");
  await press_cyrillic("п", "KeyG");
  await press_cyrillic("ь", "KeyM"); // g m: my tickets
  await agent.page.waitForURL("**/views/mine");
});

test("every control of a ticket can be reached with Tab, and shows that it has the focus", async () => {
  await agent.go(`/views/all_open/${ids["Middle"]}`);
  await agent.at("start-reply").waitFor();
  const reached = new Set<string>();
  const unmarked = new Set<string>();
  for (let step = 0; step < 60; step += 1) {
    await press("Tab");
    const { mark, visible } = await agent.page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      const shows = (one: Element | null): boolean => {
        if (!one) return false;
        const style = getComputedStyle(one);
        return style.outlineStyle !== "none" || style.boxShadow !== "none";
      };
      const drawn = [element, element.closest(".field"), ...element.querySelectorAll("*")].some(shows);
      return {
        mark: element.dataset.testid ?? element.getAttribute("aria-label") ?? element.localName,
        visible: drawn,
      };
    });
    reached.add(mark);
    if (!visible && mark !== "body") unmarked.add(mark);
  }
  const wanted = ["new-ticket", "view-mine", "view-settings", "user-menu", "search-box", "ticket-list", "ticket-back"];
  const controls = ["toggle-details", "start-reply", "start-note", "status-select", "assignee-select", "tags-input"];
  expect([...reached]).toEqual(expect.arrayContaining([...wanted, ...controls]));
  expect([...unmarked]).toEqual([]);
  expect(agent.problems).toEqual([]);
});
