// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, expect, test } from "vitest";
import { Desk } from "./harness/server.js";

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.start();
});
afterAll(() => desk?.end());

// node's fetch sends Sec-Fetch-Mode as browsers do; a plain request is made by hand.
test("a page is not made to ask for a password by the browser, a program is told how to sign in", async () => {
  const of_page = await fetch(`${desk.url}/api/v2/tickets`);
  expect([of_page.status, of_page.headers.get("www-authenticate")]).toEqual([401, 'Cookie realm="Pult"']);
  const { get } = await import("node:http");
  const challenge = await new Promise((resolve) =>
    get(`${desk.url}/api/v2/tickets`, (answer) => {
      answer.resume();
      resolve([answer.statusCode, answer.headers["www-authenticate"]]);
    }),
  );
  expect(challenge).toEqual([401, 'Basic realm="Pult"']);
});
