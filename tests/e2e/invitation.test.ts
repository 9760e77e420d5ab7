// SPDX-License-Identifier: AGPL-3.0-or-later
// Nobody tells passwords: an invited agent chooses one, and who forgot it gets another.
import { afterAll, beforeAll, expect, test } from "vitest";
import { admin_email, admin_password } from "../component/harness/server.js";
import { accessibility_problems } from "./harness/axe.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk } from "./harness/mail_desk.js";
import { until } from "./harness/until.js";

const address = "nora@pult.example";
let desk: MailDesk;
let chromium: Chromium;
let admin: Window;
let nora: Window;
beforeAll(async () => {
  [desk, chromium] = await Promise.all([MailDesk.start({ agents: {} }), Chromium.start()]);
  [admin, nora] = await Promise.all([chromium.window(desk.url), chromium.window(desk.url)]);
}, 120_000);
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

const links = (): string[] =>
  desk.catcher.caught
    .filter((one) => one.to.includes(address))
    .map((one) => /\/new-password#[\w-]+/.exec(one.mail.text ?? "")![0]);
const link = async (number: number): Promise<string> => await until(`mail ${number}`, () => links()[number - 1]);
async function choose(one: Window, password: string) {
  await one.at("new-password-form").waitFor();
  await until("the secret has left the address bar", () => new URL(one.page.url()).hash === "");
  await one.at("new-password").fill(password);
  await one.at("choose-password").click();
  await one.at("view-mine").waitFor({ state: "attached" });
}

test("an administrator invites an agent", async () => {
  await admin.sign_in(admin_email, admin_password);
  await admin.go("/admin/people?item=new");
  await admin.at("person-name").fill("Nora Nová");
  await admin.at("person-email").fill(address);
  await admin.at("person-invite").and(admin.page.locator(":checked")).waitFor();
  await take_picture(admin.page, "invite");
  expect(await accessibility_problems(admin)).toEqual([]);
  await admin.at("save-form").click();
  await admin.at("person-form").waitFor({ state: "detached" });
  const row = admin.page.getByRole("button", { name: /Nora Nová/ });
  await row.getByTestId("no-password").waitFor();
  await link(1);
  await row.click();
  await admin.at("invite-again").click();
  await admin.at("person-form").waitFor({ state: "detached" });
});

test("the link of before is dead, the new one leads into the inbox", async () => {
  const second = await link(2);
  await nora.go(await link(1));
  await nora.at("link-dead").waitFor();
  await nora.go("/sign-in");
  await nora.go(second);
  await nora.at("new-password-form").waitFor();
  await take_picture(nora.page, "new-password");
  expect(await accessibility_problems(nora)).toEqual([]);
  await choose(nora, "first words of mine");
  await nora.at("user-menu").waitFor();
});

test("a forgotten password is replaced, and the old session ends", async () => {
  const other = await chromium.window(desk.url);
  await other.go("/sign-in");
  await other.at("forgotten").click();
  await other.at("forgotten-email").fill(address);
  expect(await accessibility_problems(other)).toEqual([]);
  await other.at("send-link").click();
  await other.at("link-sent").waitFor();
  await take_picture(other.page, "link-sent");
  await other.go(await link(3));
  await choose(other, "second words of mine");
  await nora.page.reload();
  await nora.fill_in_sign_in(address, "first words of mine");
  await until("the old password is refused", async () => (await nora.at("sign-in-error").innerText()) !== "");
  await nora.fill_in_sign_in(address, "second words of mine");
  await nora.at("view-mine").waitFor({ state: "attached" });
  expect(other.problems).toEqual([]);
});

test("nothing went wrong in the windows", () => {
  expect([...admin.problems, ...nora.problems]).toEqual([]);
});
