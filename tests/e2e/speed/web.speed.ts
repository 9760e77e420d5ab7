// SPDX-License-Identifier: AGPL-3.0-or-later
// What an agent waits for: a ticket, a view, a letter. On a desk that somebody else serves (tests/bench/web_bench.cpp).
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, test } from "vitest";
import { Chromium } from "../harness/browser.js";
import type { Window } from "../harness/browser.js";
import { install_probe, measure } from "./probe.js";
import type { Wait } from "./probe.js";

const { PULT_SPEED_URL: url = "", PULT_SPEED_AUTHORIZATION: authorization = "" } = process.env;
const { PULT_SPEED_EMAIL: email = "", PULT_SPEED_PASSWORD: password = "", PULT_SPEED_FILE: file = "" } = process.env;
const times = 20;
const warm_up = 2;
const comments = 200;
const views = ["unassigned", "all_open"];

interface Measured {
  name: string;
  unit: string;
  values: number[];
  server: number[];
  bar: number;
}
const measured: Measured[] = [];
const add_waits = (name: string, waits: Wait[], bar: number) =>
  measured.push({
    name,
    unit: "ms",
    bar,
    values: waits.map((wait) => wait.total_ms),
    server: waits.map((wait) => wait.server_ms),
  });

let chromium: Chromium;
let window: Window;

beforeAll(async () => {
  chromium = await Chromium.start();
  window = await chromium.window(url);
  await install_probe(window.page);
  await window.sign_in(email, password);
  await window.at("ticket-row").first().waitFor();
});
afterAll(async () => {
  await chromium?.end();
  writeFileSync(file, JSON.stringify(measured));
});

async function ask(method: string, path: string, body?: unknown): Promise<any> {
  const response = await fetch(`${url}/api/v2/${path}`, {
    method,
    headers: { authorization, "content-type": "application/json" },
    body: body === undefined ? null : JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return await response.json();
}

const list = "[data-testid=ticket-list]";
const another_list_than = (label: string | null) =>
  `document.querySelector("${list} [data-testid=ticket-row]") !== null &&
   document.querySelector("${list}").getAttribute("aria-label") !== ${JSON.stringify(label)}`;

test("opening a ticket from the list", async () => {
  const waits: Wait[] = [];
  for (let i = 0; i < times + warm_up; i += 1) {
    if (i === 12) {
      // Other rows: those seen are in the browser's memory.
      await window.at("view-unassigned").click();
      await window.page.waitForFunction(`location.pathname.endsWith("/unassigned")`);
      await window.at("ticket-row").nth(12).waitFor();
    }
    // By its id: rows come and go around those in sight, so that the same number may be another row a moment later.
    const id = Number(await window.at("ticket-row").nth(i % 12).getAttribute("data-ticket-id"));
    const is_shown = `document.querySelector("[data-testid=ticket] [data-comment-id]") !== null &&
      location.pathname.endsWith("/${id}")`;
    const open = () => window.row(id).getByRole("link").click();
    const wait = await measure(window.page, "click", "[data-testid=ticket-row]", is_shown, open);
    if (i >= warm_up) waits.push(wait);
    await window.page.keyboard.press("Escape");
    await window.at("ticket").waitFor({ state: "detached" });
  }
  add_waits("web_open_ticket", waits, 100);
});

test("switching to a view that is not loaded yet", async () => {
  const waits: Wait[] = [];
  for (let i = 0; i < times; i += 1) {
    const [from, to] = [views[i % 2]!, views[(i + 1) % 2]!];
    await window.go(`/views/${from}`);
    await window.at("ticket-row").first().waitFor();
    const is_shown = another_list_than(await window.at("ticket-list").getAttribute("aria-label"));
    const click = () => window.at(`view-${to}`).click();
    waits.push(await measure(window.page, "click", `[data-testid=view-${to}]`, is_shown, click));
  }
  add_waits("web_switch_view", waits, 150);
});

// The desk is used again, and so is this ticket.
async function long_ticket(): Promise<number> {
  const external_id = "a-long-conversation";
  const known = await ask("GET", `tickets?external_id=${external_id}`);
  if (known.tickets[0]?.comment_count >= comments) return known.tickets[0].id as number;
  const first = { external_id, subject: "A long conversation", comment: { body: "The first of many comments." } };
  const { ticket } = await ask("POST", "tickets", { ticket: first });
  for (let i = 1; i < comments; i += 1)
    await ask("PUT", `tickets/${ticket.id}`, {
      ticket: { comment: { body: `Comment ${i}. `.repeat(8 + (i % 20)), public: i % 3 !== 0 } },
    });
  return ticket.id as number;
}

test("typing into a reply under a long conversation", async () => {
  const id = await long_ticket();
  await window.go(`/tickets/${id}`);
  await window.at("comment").first().waitFor();
  await window.start_reply();
  await window.editor.click();
  await window.page.keyboard.type("Dear customer, ", { delay: 20 });
  const waits: Wait[] = [];
  for (const letter of "thankyouforyourmailaboutit".slice(0, times)) {
    const before = ((await window.editor.textContent()) ?? "").length;
    const is_shown = `document.querySelector("[data-testid=reply-editor]").textContent.length > ${before}`;
    waits.push(await measure(window.page, "keydown", "", is_shown, () => window.page.keyboard.press(letter)));
  }
  add_waits("web_typing", waits, 16);
  await window.page.keyboard.press("ControlOrMeta+a");
  await window.page.keyboard.press("Delete");
});

// The build has measured itself: web/agent/scripts/check-size.mjs.
test("what a start loads", () => {
  const notes = fileURLToPath(new URL("../../../web/node_modules/.cache/pult/sizes.json", import.meta.url));
  const sizes = JSON.parse(readFileSync(notes, "utf8")) as { name: string; limit: number; kib: number }[];
  for (const { name, limit, kib } of sizes) {
    const spelled = name.toLowerCase().replaceAll(" ", "_");
    measured.push({ name: `web_${spelled}`, unit: "KiB gzip", values: [kib], server: [], bar: limit });
  }
});
