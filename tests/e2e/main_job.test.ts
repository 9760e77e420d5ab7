// SPDX-License-Identifier: AGPL-3.0-or-later
// What the desk is for: a mail becomes a ticket, an agent answers in the browser, the customer reads the answer and
// writes again, and the ticket opens again. Nothing on the screen is ever reloaded.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, desk_address, password } from "./harness/mail_desk.js";
import { answer_to, render_mail } from "./harness/mails.js";
import { png } from "./harness/png.js";
import { bytes_of, header } from "./harness/smtp.js";
import type { CaughtMail } from "./harness/smtp.js";
import { until } from "./harness/until.js";

let desk: MailDesk;
let chromium: Chromium;
let agent: Window;
beforeAll(async () => {
  [desk, chromium] = await Promise.all([MailDesk.start(), Chromium.start()]);
  agent = await chromium.window(desk.url);
  await agent.sign_in("jana@pult.example", password);
});
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

const customer = "Мария Соколова <maria@client.example>";
const subject = "Не включается чайник";
const picture = { name: "чайник.png", type: "image/png", bytes: png(64, 48) };
const first_mail = render_mail({
  from: customer,
  to: `Support <${desk_address}>`,
  subject,
  text: [
    "Здравствуйте!",
    "",
    "Чайник перестал включаться, фото во вложении. Что делать?",
    "",
    "10.11.2026 09:12, Магазин пишет:",
    "> Ваш заказ 1077 доставлен.",
    "> Спасибо за покупку!",
  ].join("\n"),
  files: [picture],
  message_id: "<first@client.example>",
});

let ticket_id = 0;
let sent: CaughtMail;

test("a mail is in the inbox soon after its delivery", async () => {
  const delivered_at = desk.deliver(first_mail);
  const row = agent.at("ticket-row").filter({ hasText: subject });
  await row.waitFor();
  const waited_ms = Date.now() - delivered_at;
  console.log(`from delivery to the screen: ${waited_ms} ms`);
  expect(waited_ms).toBeLessThan(60_000); // the mail server told of it: the poller itself looks after minutes
  expect(await row.textContent()).toContain("Мария Соколова");
  ticket_id = Number(await row.getAttribute("data-ticket-id"));
  await until("the count of the view", async () => (await agent.at("view-all_open").textContent())?.includes("1"));
});

test("the agent reads the visible part, the whole mail and the picture", async () => {
  await agent.row(ticket_id).click();
  const comment = agent.comments.first();
  await comment.getByText("Чайник перестал включаться").waitFor();
  expect(await comment.textContent()).not.toContain("Ваш заказ 1077");
  await comment.getByTestId("show-full-mail").click();
  await comment.getByText("Ваш заказ 1077").waitFor();
  expect(await comment.getByTestId("full-mail").textContent()).toContain("maria@client.example");
  await comment.getByTestId("show-full-mail").click();
  const shown = comment.getByTestId("attachment").locator("img");
  await until("the picture is drawn", () => shown.evaluate((image: HTMLImageElement) => image.naturalWidth === 64));
  expect(await comment.getByTestId("attachment").textContent()).toContain("чайник.png");
  await take_picture(agent.page, "ticket-mail");
});

test("the agent answers with bold words and a file", async () => {
  await agent.start_reply();
  await agent.page.keyboard.type("Добрый день! ");
  await agent.page.keyboard.press("Control+b");
  await agent.page.keyboard.type("Нажмите кнопку");
  await agent.page.keyboard.press("Control+b");
  await agent.page.keyboard.type(" на подставке.");
  const file = { name: "инструкция.txt", mimeType: "text/plain", buffer: Buffer.from("1. Нажать кнопку.\n") };
  await agent.at("file-input").setInputFiles(file);
  await agent.at("draft-file").filter({ hasText: "инструкция.txt" }).waitFor();
  await take_picture(agent.page, "ticket-reply");
  await agent.page.keyboard.press("Control+Shift+Enter"); // sends and stays
  const comment = agent.comments.nth(1);
  await comment.waitFor();
  expect(await comment.locator("strong").textContent()).toBe("Нажмите кнопку");
  await comment.getByTestId("delivery-state").and(agent.page.locator('[data-state="sent"]')).waitFor();
  await agent.at("reply-editor").waitFor({ state: "detached" });
});

test("the customer gets a proper mail", async () => {
  sent = await desk.catcher.wait_for("the answer", (one) => one.to.includes("maria@client.example"));
  const { mail } = sent;
  expect(sent.from).toBe(desk_address);
  expect(mail.from).toMatchObject({ name: "Support", address: desk_address });
  expect(mail.to).toMatchObject([{ name: "Мария Соколова", address: "maria@client.example" }]);
  expect(mail.subject).toMatch(/^Re: Не включается чайник \[.*\d.*\]$/);
  expect(mail.inReplyTo).toBe("<first@client.example>");
  expect(mail.references).toContain("<first@client.example>");
  expect(mail.messageId).toMatch(/^<[^<>@\s]+@pult\.example>$/);
  expect(header(mail, "content-type")).toMatch(/^multipart\//);
  expect(sent.raw).toContain("multipart/alternative");
  expect(mail.html).toContain("<strong>Нажмите кнопку</strong>");
  expect(mail.text).toContain("Нажмите кнопку на подставке.");
  for (const body of [mail.html!, mail.text!]) {
    expect(body).toContain("Your support team");
    expect(body).toContain("Чайник перестал включаться");
    expect(body).not.toContain("zd-comment");
  }
  expect(mail.text).toMatch(/^> .*Чайник перестал включаться/m);
  expect(mail.attachments.map((one) => one.filename)).toEqual(["инструкция.txt"]);
  expect(bytes_of(mail.attachments[0]!).toString()).toBe("1. Нажать кнопку.\n");
  expect(desk.catcher.caught.length).toBe(1);
});

test("the customer's answer opens the solved ticket again, live", async () => {
  await agent.pick("status-select", "solved");
  await until("the ticket is solved", async () => {
    return (await desk.admin.ok("GET", `tickets/${ticket_id}`)).ticket.status === "solved";
  });
  const delivered_at = desk.deliver(answer_to(sent, customer, "Спасибо, заработало! А гарантия есть?"));
  await agent.comments.nth(2).getByText("А гарантия есть?").waitFor();
  console.log(`from the answer's delivery to the screen: ${Date.now() - delivered_at} ms`);
  await agent.at("status-select").and(agent.page.locator('[data-value="open"]')).waitFor();
  expect(await agent.comments.nth(2).textContent()).not.toContain("Нажмите кнопку");
  const { count } = await desk.admin.ok("GET", "tickets");
  expect(count).toBe(1);
  expect((await desk.comments(ticket_id)).length).toBe(3);
  expect(desk.catcher.caught.length).toBe(1);
  expect(agent.problems).toEqual([]);
});
