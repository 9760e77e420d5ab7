// SPDX-License-Identifier: AGPL-3.0-or-later
// An agent asks a supplier beside the ticket, and the supplier answers; other programs stand beside the ticket too.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, desk_address, password } from "./harness/mail_desk.js";
import type { Json } from "./harness/mail_desk.js";
import { answer_to, render_mail } from "./harness/mails.js";
import { header } from "./harness/smtp.js";
import { until } from "./harness/until.js";

const customer = "Maria Client <maria@client.example>";
const supplier = "orders@supplier.example";
let desk: MailDesk;
let chromium: Chromium;
let jana: Window;
let ticket_id = 0;

beforeAll(async () => {
  desk = await MailDesk.start();
  chromium = await Chromium.start();
  jana = await chromium.window(desk.url);
  const plan = { name: "lamp.txt", type: "text/plain", bytes: Buffer.from("a lamp, E27") };
  const text = "It flickers since Monday.";
  desk.deliver(render_mail({ from: customer, to: desk_address, subject: "The lamp flickers", text, files: [plan] }));
  ticket_id = (await desk.ticket_of("The lamp flickers")).id as number;
  await jana.sign_in("jana@pult.example", password);
  await jana.row(ticket_id).click();
  await jana.comments.first().waitFor();
});
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

const sides = async (): Promise<Json[]> =>
  (await desk.admin.ok("GET", `tickets/${ticket_id}/side_conversations`)).side_conversations as Json[];
const mail_to_supplier = async (count: number) =>
  await until("a mail to the supplier", () => {
    const found = desk.catcher.caught.filter((one) => one.to.includes(supplier));
    return found.length >= count ? found[count - 1] : undefined;
  });

test("a comment is forwarded to somebody outside, with its file", async () => {
  await jana.comments.first().getByTestId("comment-menu").click();
  await jana.at("comment-aside").click();
  const dialog = jana.at("side-dialog");
  const to = dialog.getByTestId("side-to");
  await to.fill(supplier);
  await to.press("Enter");
  await dialog.getByTestId("side-recipient").waitFor();
  await dialog.getByTestId("side-subject").fill("A new lamp");
  const editor = dialog.getByTestId("reply-editor");
  await editor.click();
  await jana.page.keyboard.press("Control+Home");
  await jana.page.keyboard.type("Can you send a lamp of this kind?");
  await take_picture(jana.page, "side_new");
  await dialog.getByTestId("side-send").click();
  await dialog.getByTestId("side-message").waitFor();
  const caught = await mail_to_supplier(1);
  expect(caught.mail.subject).toMatch(/^A new lamp \[#s\d+-[0-9a-f]{10}\]$/);
  expect(caught.mail.text).toContain("Can you send a lamp of this kind?");
  expect(caught.mail.text).toContain("It flickers since Monday.");
  expect(caught.mail.attachments.map((file) => file.filename)).toContain("lamp.txt");
  expect(caught.to).toEqual([supplier]);
  await dialog.locator('[data-testid="delivery-state"][data-state="sent"]').waitFor();
});

test("the answer shows at once, beside the ticket and not in it", async () => {
  const caught = await mail_to_supplier(1);
  desk.deliver(answer_to(caught, `Orders <${supplier}>`, "It leaves tomorrow."));
  const dialog = jana.at("side-dialog");
  await dialog.getByTestId("side-message").getByText("It leaves tomorrow.").waitFor();
  await take_picture(jana.page, "side_answer");
  expect(await jana.comments.count()).toBe(1);
  expect(await desk.comments(ticket_id)).toHaveLength(1);
  expect(desk.catcher.caught.filter((one) => one.to.includes("maria@client.example"))).toEqual([]);
});

test("it is written on, closed, and opened by the next answer", async () => {
  const dialog = jana.at("side-dialog");
  await dialog.getByTestId("reply-editor").click();
  await jana.page.keyboard.type("Thank you!");
  await jana.page.keyboard.press("Control+Enter");
  const caught = await mail_to_supplier(2);
  expect(header(caught.mail, "references")).not.toBe("");
  await dialog.getByTestId("side-close").click();
  await dialog.getByTestId("side-reopen").waitFor();
  await jana.page.keyboard.press("Escape");
  const row = jana.at("side-row");
  await row.getByTestId("side-closed").waitFor();
  desk.deliver(answer_to(caught, `Orders <${supplier}>`, "It is on its way."));
  await row.getByTestId("side-preview").getByText("It is on its way.").waitFor();
  await row.getByTestId("side-closed").waitFor({ state: "detached" });
  expect((await sides()).map((one) => one.state)).toEqual(["open"]);
  expect(await jana.at("side-number").textContent()).toBe("1");
});

test("on a phone the number is beside the ticket's name", async () => {
  const phone = await chromium.window(desk.url, { viewport: { width: 390, height: 800 }, colorScheme: "dark" });
  await phone.sign_in("jana@pult.example", password);
  await phone.page.goto(`${desk.url}/tickets/${ticket_id}`);
  await phone.at("side-count").click();
  await phone.at("side-row").click();
  await phone.at("side-message").last().waitFor();
  await take_picture(phone.page, "side_phone");
  const { scrollWidth, clientWidth } = await phone.page.evaluate(() => ({
    scrollWidth: document.documentElement.scrollWidth,
    clientWidth: document.documentElement.clientWidth,
  }));
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
  expect(phone.problems).toEqual([]);
  await phone.close();
});

test("links to other programs name the ticket and the agent", async () => {
  const context_link = { name: "Shop", url_template: "https://shop.example/?ticket={{ticket.id}}", placement: "link" };
  await desk.admin.ok("POST", "context_links", { json: { context_link } });
  await jana.page.reload();
  const link = jana.at("context-link");
  await link.waitFor();
  const { origin, searchParams } = new URL((await link.getAttribute("href"))!);
  expect(origin).toBe("https://shop.example");
  expect([...searchParams.keys()]).toEqual(["ticket", "pult_agent", "pult_time", "pult_signature"]);
  expect(searchParams.get("ticket")).toBe(String(ticket_id));
  await take_picture(jana.page, "context_links");
  expect(jana.problems).toEqual([]);
});
