// SPDX-License-Identifier: AGPL-3.0-or-later
// The screen as an installed application: it opens without the network, says so, and comes back by itself.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Desk } from "../component/harness/server.js";
import { Chromium } from "./harness/browser.js";

let desk: Desk;
let chromium: Chromium;
beforeAll(async () => {
  [desk, chromium] = await Promise.all([Desk.start(), Chromium.start()]);
  await desk.command(["demo", "load"]);
}, 120_000);
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

test("it can be installed: a manifest with icons that exist", async () => {
  const manifest = (await (await fetch(`${desk.url}/manifest.webmanifest`)).json()) as { icons: { src: string }[] };
  for (const { src } of manifest.icons) {
    const icon = await fetch(desk.url + src);
    expect([icon.status, icon.headers.get("content-type")]).toEqual([200, expect.stringContaining("image/")]);
  }
});

test("it opens without the network, and works again when it is back", async () => {
  const window = await chromium.window(desk.url);
  await window.sign_in("anna@tarn.example", "demo-desk-2026");
  await window.at("ticket-row").first().waitFor();
  await window.page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await window.page.reload(); // now the worker has seen every file of the page
  await window.at("ticket-row").first().waitFor();
  await window.page.context().setOffline(true);
  await window.page.reload();
  await window.page.getByRole("alert").or(window.at("connection-state")).first().waitFor();
  expect(await window.page.title()).toContain("Pult");
  await window.page.context().setOffline(false);
  await window.page.reload();
  await window.at("ticket-row").first().waitFor();
  await window.close();
});
