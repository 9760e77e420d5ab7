// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, expect, test } from "vitest";
import { Desk } from "./harness/server.js";

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.start_without_admin();
});
afterAll(() => desk?.end());

const needs_admin = async (): Promise<boolean> =>
  (await desk.anonymous().ok("GET", "account/first_run")).first_run.needs_admin;

test("whoever cannot sign in learns whether anybody can", async () => {
  expect(await needs_admin()).toBe(true);
  await desk.add_admin();
  expect(await needs_admin()).toBe(false);
});
