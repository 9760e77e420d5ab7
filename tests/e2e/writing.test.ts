// SPDX-License-Identifier: AGPL-3.0-or-later
// Writing: Markdown typed and pasted, and a new ticket that is kept until it is made.
import { afterAll, beforeAll, expect, test } from "vitest";
import { accessibility_problems } from "./harness/axe.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, password } from "./harness/mail_desk.js";
import { until } from "./harness/until.js";

let desk: MailDesk;
let chromium: Chromium;
let jana: Window;

beforeAll(async () => {
  [desk, chromium] = await Promise.all([MailDesk.start({ agents: { jana: "Jana Agent" } }), Chromium.start()]);
  jana = await chromium.window(desk.url, { permissions: ["clipboard-read", "clipboard-write"] });
  await jana.sign_in("jana@pult.example", password);
});
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

const html = () => jana.editor.innerHTML();
const html_matches = (wanted: RegExp) => until(`the text is ${wanted}`, async () => wanted.test(await html()));
const empty = async () => {
  await jana.page.keyboard.press("Control+a");
  await jana.page.keyboard.press("Delete");
  await jana.page.keyboard.press("Backspace");
  await until("nothing is written", async () => (await jana.editor.innerText()).trim() === "");
};
const has_subject = (text: string) =>
  until(`the subject is "${text}"`, async () => (await jana.at("new-ticket-subject").inputValue()) === text);
const open_new_ticket = async () => {
  await jana.at("new-ticket").click();
  await jana.at("new-ticket-dialog").waitFor();
  await jana.editor.waitFor();
};

test("Markdown that is pasted is formatted; one step back it is what was copied", async () => {
  await open_new_ticket();
  await jana.editor.click();
  const steps = "# Steps\n1. Press **reset**\n2. See [our page](https://a.example/x)";
  const copied = `${steps}\n\n> said before\n\n\`\`\`\nls -l\n\`\`\``;
  await jana.page.evaluate((text) => navigator.clipboard.writeText(text), copied);
  await jana.page.keyboard.press("Control+v");
  await html_matches(/<strong>Steps<\/strong>.*<ol.*<strong>reset<\/strong>.*<a [^>]*a\.example\/x/s);
  await html_matches(/<blockquote>.*<pre>/s);
  await take_picture(jana.page, "markdown-pasted");
  await jana.page.keyboard.press("Control+z");
  await html_matches(/\*\*reset\*\*/);
  expect(await html()).not.toContain("<strong>");
  await empty();
  await jana.page.keyboard.press("Control+Shift+v");
  await html_matches(/\*\*reset\*\*/);
  expect(await html()).not.toContain("<strong>");
  await empty();
});

test("Markdown is understood as it is typed", async () => {
  for (const [typed, wanted] of [
    ["**bold** and", /<strong>bold<\/strong> and/],
    ["- one", /<ul>.*one/s],
    ["1. one", /<ol>.*one/s],
    ["> said", /<blockquote>.*said/s],
    ["``` code", /<pre>.*code/s],
    ["`ls` x", /<code>ls<\/code> x/],
  ] as const) {
    await jana.page.keyboard.type(typed);
    await html_matches(wanted);
    await empty();
    // Out of the list, the quote or the code.
    for (let i = 0; i < 2; i += 1) await jana.page.keyboard.press("Backspace");
  }
});

test("a new ticket is kept when its dialog is closed, and leaves with its copies", async () => {
  await jana.at("requester-input").fill("maria@client.example");
  await jana.at("new-ticket-subject").fill("Your order");
  await jana.editor.click();
  await jana.page.keyboard.type("It is on its way.");
  for (const kind of ["cc", "bcc"]) {
    await jana.at(`add-${kind}`).click();
    await jana.at(`${kind}-input`).fill(`${kind}@client.example`);
    await jana.at(`${kind}-input`).press("Enter");
    await jana.at(`${kind}-chip`).waitFor();
  }
  const file = { name: "invoice.txt", mimeType: "text/plain", buffer: Buffer.from("one lamp") };
  await jana.at("new-ticket-files").setInputFiles(file);
  await jana.at("new-ticket-dialog").getByText("invoice.txt").waitFor();
  expect(await accessibility_problems(jana)).toEqual([]);
  await take_picture(jana.page, "new-ticket");
  await jana.page.reload();
  await open_new_ticket();
  await jana.at("bcc-chip").getByText("bcc@client.example").waitFor();
  await has_subject("Your order");
  await jana.editor.getByText("It is on its way.").waitFor();
  await jana.at("new-ticket-dialog").getByText("invoice.txt").waitFor();
  await jana.at("new-ticket-submit").click();
  await jana.at("new-ticket-dialog").waitFor({ state: "detached" });
  const mail = await desk.catcher.wait_for("the mail", (one) => one.raw.includes("It is on its way"));
  expect(mail.to.sort()).toEqual(["bcc@client.example", "cc@client.example", "maria@client.example"]);
  expect(mail.raw).not.toMatch(/^bcc:/im);
  expect(mail.raw).toContain("invoice.txt");
  await jana.comments.first().getByTestId("delivery-bcc").getByText("bcc@client.example").waitFor();
});

test("a discarded one is gone, and can be brought back", async () => {
  await open_new_ticket();
  await has_subject("");
  await jana.at("new-ticket-subject").fill("Never mind");
  await jana.at("new-ticket-discard").click();
  await jana.at("new-ticket-dialog").waitFor({ state: "detached" });
  await jana.at("toast-action").first().click();
  await jana.at("new-ticket-dialog").waitFor();
  await has_subject("Never mind");
  await jana.at("new-ticket-discard").click();
  await jana.at("new-ticket-dialog").waitFor({ state: "detached" });
  await open_new_ticket();
  await has_subject("");
  expect(jana.problems).toEqual([]);
});
