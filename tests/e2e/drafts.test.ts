// SPDX-License-Identifier: AGPL-3.0-or-later
// Nothing that was typed is lost: not by a reload, a sign-out, a browser that dies, or a server that dies.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { make_ticket, make_user } from "../component/harness/people.js";
import { kill_browser, open_profile } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, password } from "./harness/mail_desk.js";
import { until } from "./harness/until.js";

const email = "jana@pult.example";
const profile = mkdtempSync(join(tmpdir(), "pult-e2e-profile-"));
let desk: MailDesk;
let agent: Window;
let ticket_id = 0;

beforeAll(async () => {
  desk = await MailDesk.start();
  const requester = await make_user(desk.admin, { name: "Maria Client", email: "maria@client.example" });
  ticket_id = (await make_ticket(desk.admin, { subject: "A long story", requester_id: requester.id })).id as number;
  agent = await open_profile(profile, desk.url);
  await agent.sign_in(email, password);
});
afterAll(async () => {
  await agent?.close();
  await desk?.end();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
});

async function open_ticket(): Promise<void> {
  await agent.go(`/views/all_open/${ticket_id}`);
  await agent.at("ticket").waitFor();
}

async function expect_text(text: string): Promise<void> {
  await until(`the text "${text}"`, async () => {
    return (await agent.editor.count()) > 0 && (await agent.editor.textContent())?.trim() === text;
  });
}

// What the server knows of the draft, as the agent's own session asks for it.
async function stored_draft(): Promise<string> {
  const reply = await agent.context.request.get(`${desk.url}/api/v2/tickets/${ticket_id}/draft`);
  return ((await reply.json()).draft?.body ?? "") as string;
}

const is_stored = (text: string) => until("the server keeps the draft", async () => (await stored_draft()) === text);

test("a reload right after the last key", async () => {
  await open_ticket();
  await agent.start_reply();
  await agent.page.keyboard.type("Dear Maria, one");
  await agent.page.reload();
  await expect_text("Dear Maria, one");
  await is_stored("Dear Maria, one");
});

test("signing out and in again", async () => {
  await agent.editor.focus();
  await agent.page.keyboard.press("Control+End");
  await agent.page.keyboard.type(" two");
  await is_stored("Dear Maria, one two");
  await agent.sign_out();
  expect(await agent.page.content()).not.toContain("Dear Maria");
  await agent.sign_in(email, password);
  await agent.row(ticket_id).getByTestId("draft-marker").waitFor();
  await open_ticket();
  await expect_text("Dear Maria, one two");
});

test("a browser that is killed", async () => {
  await agent.editor.focus();
  await agent.page.keyboard.press("Control+End");
  await agent.page.keyboard.type(" three");
  await is_stored("Dear Maria, one two three");
  const gone = new Promise((resolve) => agent.context.once("close", resolve));
  kill_browser(profile);
  await gone;
  agent = await open_profile(profile, desk.url);
  await agent.go(`/views/all_open/${ticket_id}`);
  // The browser writes its cookies only now and then: it may have to sign in again.
  const sign_in = agent.at("sign-in-email");
  await sign_in.or(agent.at("ticket")).first().waitFor();
  if (await sign_in.count()) await agent.fill_in_sign_in(email, password);
  await expect_text("Dear Maria, one two three");
});

test("a server that is killed while the agent writes on", async () => {
  await agent.editor.focus();
  await agent.page.keyboard.press("Control+End");
  const returned = desk.desk.kill_and_return();
  await agent.page.keyboard.type(" four", { delay: 30 });
  await returned;
  await agent.at("connection-state").and(agent.page.locator('[data-state="online"]')).waitFor({ state: "attached" });
  await agent.page.keyboard.type(" five");
  await is_stored("Dear Maria, one two three four five");
  await expect_text("Dear Maria, one two three four five");
});

test("a new browser elsewhere shows it, and sending it clears it", async () => {
  await agent.context.clearCookies();
  await agent.page.evaluate(() => localStorage.clear());
  await agent.sign_in(email, password);
  await open_ticket();
  await expect_text("Dear Maria, one two three four five");
  await agent.editor.press("Control+Shift+Enter");
  await agent.comments.filter({ hasText: "four five" }).waitFor();
  await is_stored("");
  await desk.catcher.wait_for("the reply", (one) => one.raw.includes("four five"));
  await agent.page.reload();
  await agent.at("start-reply").waitFor();
  expect(await agent.editor.count()).toBe(0);
  expect(agent.problems).toEqual([]);
});
