// SPDX-License-Identifier: AGPL-3.0-or-later
// Reading a mail: its pictures, as large as they are wanted, its beginning first, and who else got it. And dialogs
// without a mouse.
import { afterAll, beforeAll, expect, test } from "vitest";
import { accessibility_problems } from "./harness/axe.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, desk_address, password } from "./harness/mail_desk.js";
import { render_mail } from "./harness/mails.js";
import { png } from "./harness/png.js";
import { until } from "./harness/until.js";

const subject = "Photos of the dented kettle, of its box and of the label on the box as you have asked, and a question";
let desk: MailDesk;
let chromium: Chromium;
let jana: Window;

beforeAll(async () => {
  [desk, chromium] = await Promise.all([MailDesk.start(), Chromium.start()]);
  const picture = (name: string, width: number, height: number) => ({
    name,
    type: "image/png",
    bytes: png(width, height),
  });
  desk.deliver(
    render_mail({
      from: "Maria Client <maria@client.example>",
      to: desk_address,
      headers: { Cc: "Carl Client <carl@client.example>" },
      subject,
      text: "See the kettle.",
      html: `<p>See the kettle:</p><p><img src="cid:kettle"></p>${"<p>And so on.</p>".repeat(40)}`,
      files: [
        { ...picture("kettle.png", 3000, 4000), content_id: "kettle" },
        picture("box.png", 4000, 3000),
        picture("label.png", 400, 300),
      ],
    }),
  );
  const { id } = await desk.ticket_of(subject);
  jana = await chromium.window(desk.url);
  await jana.sign_in("jana@pult.example", password);
  await jana.row(id as number).click();
  await jana.comments.first().waitFor();
});
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

const focused = (what: string, test_id: string) =>
  until(what, () => jana.page.evaluate((id) => document.activeElement?.getAttribute("data-testid") === id, test_id));
const shown_name = () => jana.at("picture-viewer").getByRole("heading").textContent();

test("a large picture leaves the conversation in its place", async () => {
  const inline = jana.comments.first().getByTestId("mail-html").locator("img");
  await inline.and(jana.page.locator("[data-picture]")).waitFor();
  const [image, message] = await Promise.all([inline.boundingBox(), jana.comments.first().boundingBox()]);
  expect(image!.width).toBeLessThanOrEqual(message!.width);
  expect(image!.height).toBeLessThan(450);
  await until("a long mail is read from its beginning", async () => {
    return ((await jana.comments.first().boundingBox())?.y ?? -1) > 0;
  });
  await take_picture(jana.page, "ticket-pictures");
});

test("pictures open large, are walked with the arrow keys and closed with Escape", async () => {
  await jana.comments.first().getByTestId("mail-html").locator("img").focus();
  await jana.page.keyboard.press("Enter");
  const large = jana.at("large-picture");
  await until("it is drawn", () => large.evaluate((one: HTMLImageElement) => one.naturalWidth === 3000));
  const box = await large.boundingBox();
  expect(box!.height).toBeLessThanOrEqual(900);
  expect(await accessibility_problems(jana)).toEqual([]);
  await jana.page.keyboard.press("ArrowRight");
  await until("the next one", async () => (await shown_name()) === "box.png");
  await jana.page.keyboard.press("ArrowLeft");
  await jana.page.keyboard.press("ArrowLeft");
  await until("the last one", async () => (await shown_name()) === "label.png");
  await jana.page.keyboard.press("Escape");
  await jana.at("picture-viewer").waitFor({ state: "detached" });
  await jana.comments.first().getByTestId("attachment").filter({ hasText: "box.png" }).locator("a").click();
  await until("the one clicked", async () => (await shown_name()) === "box.png");
  await jana.page.keyboard.press("Escape");
  await jana.at("picture-viewer").waitFor({ state: "detached" });
  expect(await jana.at("ticket").count()).toBe(1); // Escape closed the picture, not the ticket
});

test("every mail shows whom it went to", async () => {
  await jana.comments.first().getByTestId("comment-menu").click();
  await jana.at("comment-full").click();
  await jana.at("full-mail").getByText("carl@client.example").waitFor();
  await jana.comments.first().getByTestId("comment-menu").click();
  await jana.at("comment-full").click();
  await jana.at("full-mail").waitFor({ state: "detached" });
});

test("one writes or chooses in a dialog at once", async () => {
  await jana.page.keyboard.press("c");
  await focused("the requester's field", "requester-input");
  await jana.page.keyboard.press("Escape");
  await jana.at("requester-input").waitFor({ state: "detached" });
  await jana.at("ticket-menu").click();
  await jana.page.getByRole("menuitem", { name: "Merge into another ticket" }).click();
  await focused("the other ticket's field", "ticket-picker");
  await jana.page.keyboard.press("Escape");
  await jana.at("ticket-picker").waitFor({ state: "detached" });
});

test("copies go to people found by their names", async () => {
  await jana.start_reply();
  await jana.at("add-bcc").click();
  await jana.page.keyboard.type("carl cl");
  await jana.page.getByRole("option", { name: "Carl Client" }).waitFor();
  await jana.page.keyboard.press("Enter");
  await jana.at("bcc-chip").getByText("carl@client.example").waitFor();
  await jana.page.keyboard.type("new@client.example");
  await jana.page.keyboard.press("Enter");
  await until("two of them", async () => (await jana.at("bcc-chip").count()) === 2);
  await jana.page.keyboard.press("Backspace");
  await until("the last is taken away", async () => (await jana.at("bcc-chip").count()) === 1);
});

test("on a phone the subject is whole, and all else of the ticket's head one line", async () => {
  await jana.page.setViewportSize({ width: 360, height: 780 });
  const parts = ["ticket-back", "ticket-number", "ticket-menu", "toggle-details"];
  const boxes = await Promise.all(parts.map((id) => jana.at(id).boundingBox()));
  const middles = boxes.map((box) => box!.y + box!.height / 2);
  expect(Math.max(...middles) - Math.min(...middles)).toBeLessThan(4);
  const words = await jana.at("ticket-subject-input").boundingBox();
  expect(words!.height).toBeGreaterThan(50);
  expect(words!.width).toBeGreaterThan(320);
  await take_picture(jana.page, "ticket-pictures-phone");
});

test("Escape closes what lies over the ticket, one thing after the other", async () => {
  await jana.at("toggle-details").click();
  await focused("the panel's way out", "close-details");
  await jana.at("add-time").click();
  await focused("how long it took", "time-length");
  await jana.page.keyboard.press("Escape");
  await jana.at("time-form").waitFor({ state: "detached" });
  await jana.at("close-details").focus();
  await jana.page.keyboard.press("Escape");
  await jana.at("side-panel").waitFor({ state: "detached" });
  expect(await jana.at("ticket").count()).toBe(1);
});

test("nothing went wrong on the way", () => {
  expect(jana.problems).toEqual([]);
});
