// SPDX-License-Identifier: AGPL-3.0-or-later
// More tickets than a list loads: all of a view changed at once and taken back, and the way back to one's place in it.
import { afterAll, beforeAll, expect, test } from "vitest";
import { make_group, make_ticket } from "../component/harness/people.js";
import { Desk, admin_email, admin_password } from "../component/harness/server.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { until } from "./harness/until.js";

const total = 130;
let desk: Desk;
let chromium: Chromium;
let window: Window;
const ids: number[] = [];

beforeAll(async () => {
  [desk, chromium] = await Promise.all([Desk.start(), Chromium.start()]);
  const group = await make_group(desk.admin(), "Support");
  for (let i = 0; i < total; i += 1) {
    const fields = { subject: `Parcel ${i}`, priority: "normal", group_id: group.id };
    ids.push((await make_ticket(desk.admin(), fields)).id as number);
  }
  window = await chromium.window(desk.url);
  await window.sign_in(admin_email, admin_password);
  await window.at("ticket-row").first().waitFor();
});
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

const priorities = async (): Promise<Set<unknown>> => {
  const found = new Set<unknown>();
  for (let at = 0; at < ids.length; at += 100) {
    const query = { ids: ids.slice(at, at + 100).join(",") };
    const { tickets } = await desk.admin().ok("GET", "tickets/show_many", { query });
    for (const ticket of tickets as { priority: unknown }[]) found.add(ticket.priority);
  }
  return found;
};
const all_are = (wanted: string) =>
  until(`all are ${wanted}`, async () => {
    const found = await priorities();
    return found.size === 1 && found.has(wanted);
  });

test("all tickets of a view are changed, also those not loaded, and taken back", async () => {
  await window.at("mark-all").click();
  await until("what is loaded is marked", async () => /\d/.test((await window.at("bulk-count").textContent()) ?? ""));
  await window.at("bulk-whole-view").click();
  await until("all are meant", async () => (await window.at("bulk-count").textContent())?.includes(String(total)));
  await take_picture(window.page, "whole-view");
  await window.pick("bulk-priority", "urgent");
  await window.at("bulk-bar").waitFor({ state: "detached" });
  await all_are("urgent");
  await window.at("toast-action").first().click();
  await all_are("normal");
  expect(window.problems).toEqual([]);
});

test("going back leads to the place in the list and to what was marked", async () => {
  // The news of the changes before are in what is loaded now.
  await window.page.reload();
  await window.at("ticket-row").first().waitFor();
  const list = window.at("ticket-list");
  const first_in_sight = () =>
    list.evaluate((box) => {
      const top = box.getBoundingClientRect().top;
      const rows = [...box.querySelectorAll<HTMLElement>("[data-testid=ticket-row]")];
      const row = rows
        .filter((one) => one.getBoundingClientRect().bottom > top + one.offsetHeight / 2)
        .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)[0];
      return row?.dataset.ticketId;
    });
  const before = await first_in_sight();
  await list.evaluate((box) => (box.scrollTop = 900));
  const there = await until("the list has moved", async () => {
    const now = await first_in_sight();
    return now !== before && now;
  });
  const marked = window.row(Number(there)).getByTestId("row-check");
  await marked.click();
  await window.at("bulk-bar").waitFor();
  await window.at("view-dashboard").click();
  await list.waitFor({ state: "detached" });
  await window.page.goBack();
  await list.waitFor();
  await until("the same ticket is on top", async () => (await first_in_sight()) === there);
  expect(await marked.isChecked()).toBe(true);
  // Entered anew, the list begins at its top.
  const other = window.at("view-unassigned");
  await other.click();
  await until("the other view is shown", async () => (await other.getAttribute("aria-current")) === "page");
  await window.at("view-all_open").click();
  await until("the list is at its top", async () => (await first_in_sight()) === before);
  expect(window.problems).toEqual([]);
});
