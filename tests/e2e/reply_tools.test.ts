// SPDX-License-Identifier: AGPL-3.0-or-later
// Writing an answer: taking it back, what stops it, pictures in the text, colleagues mentioned, macros.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "../component/harness/client.js";
import { accessibility_problems } from "./harness/axe.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, desk_address, password } from "./harness/mail_desk.js";
import { answer_to, render_mail } from "./harness/mails.js";
import { until } from "./harness/until.js";

const customer = "Maria Client <maria@client.example>";
const delay_s = 5;
let desk: MailDesk;
let chromium: Chromium;
let jana: Window;
let ticket_id = 0;

beforeAll(async () => {
  [desk, chromium] = await Promise.all([
    MailDesk.start({ agents: { jana: "Jana Agent", petr: "Petr Agent" } }),
    Chromium.start(),
  ]);
  const subject = "The lamp flickers";
  desk.deliver(render_mail({ from: customer, to: desk_address, subject, text: "It flickers since Monday." }));
  ticket_id = (await desk.ticket_of(subject)).id as number;
  jana = await chromium.window(desk.url, {}, delay_s);
  await jana.sign_in("jana@pult.example", password);
  await jana.row(ticket_id).click();
  await jana.comments.first().waitFor();
});
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

const write = async (words: string) => {
  await jana.start_reply();
  await jana.page.keyboard.type(words);
};

test("a reply can be taken back and is a draft again", async () => {
  await write("Have you turned it of?");
  await jana.at("send-button").click();
  await jana.at("waiting-reply").getByText("turned it of").waitFor();
  await take_picture(jana.page, "reply-waiting");
  await jana.at("take-back").click();
  await jana.editor.getByText("Have you turned it of?").waitFor();
  await jana.at("waiting-reply").waitFor({ state: "detached" });
  expect((await desk.comments(ticket_id)).length).toBe(1);
  await jana.editor.click();
  await jana.page.keyboard.press("Control+End");
  await jana.page.keyboard.type(" (off)");
});

test("left alone it leaves, once", async () => {
  await jana.at("send-button").click();
  await jana.at("waiting-reply").waitFor();
  const mail = await desk.catcher.wait_for("the reply", (one) => one.raw.includes("turned it of"));
  expect(mail.raw).toContain("(off)");
  await jana.comments.filter({ hasText: "turned it of" }).waitFor();
  expect((await desk.comments(ticket_id)).length).toBe(2);
  const client = await Client.with_session(desk.url, "jana@pult.example", password);
  await until("the draft is gone", async () => (await client.ok("GET", `tickets/${ticket_id}/draft`)).draft === null);
});

test("the customer's message stops a reply that is about to leave", async () => {
  const sent = await desk.catcher.wait_for("the reply", (one) => one.raw.includes("turned it of"));
  const caught = desk.catcher.caught.length;
  await write("Then please send it to us.");
  await jana.at("send-button").click();
  await jana.at("waiting-reply").waitFor();
  desk.deliver(answer_to(sent, customer, "Yes, and now it works!"));
  await jana.comments.filter({ hasText: "now it works" }).waitFor();
  await jana.editor.getByText("Then please send it to us.").waitFor();
  await jana.at("waiting-reply").waitFor({ state: "detached" });
  expect(desk.catcher.caught.length).toBe(caught);
  await jana.editor.click();
  await jana.page.keyboard.press("Control+a");
  await jana.page.keyboard.press("Delete");
});

test("a reply leaves although the page is closed before its time", async () => {
  const other = await jana.context.newPage();
  await other.goto(`${desk.url}/tickets/${ticket_id}`);
  await other.getByTestId("start-reply").click();
  const editor = other.getByTestId("reply-editor");
  await editor.waitFor();
  await until("the editor has the focus", () => editor.evaluate((one) => one === document.activeElement));
  await other.keyboard.type("I am glad to hear that.");
  await other.getByTestId("send-button").click();
  await other.getByTestId("waiting-reply").waitFor();
  await other.close({ runBeforeUnload: false });
  await desk.catcher.wait_for("the reply", (one) => one.raw.includes("glad to hear"));
  expect((await desk.comments(ticket_id)).filter((one) => String(one.body).includes("glad to hear")).length).toBe(1);
});

test("a pasted picture stands in the text and in the mail", async () => {
  await write("See here: ");
  await jana.page.evaluate(async () => {
    const canvas = document.createElement("canvas");
    canvas.width = 60;
    canvas.height = 30;
    canvas.getContext("2d")!.fillRect(0, 0, 60, 30);
    const blob = await new Promise<Blob>((resolve) => canvas.toBlob((made) => resolve(made!), "image/png"));
    const transfer = new DataTransfer();
    transfer.items.add(new File([blob], "screen.png", { type: "image/png" }));
    const event = new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true });
    document.querySelector('[data-testid="reply-editor"]')!.dispatchEvent(event);
  });
  await jana.editor.locator('img[src*="/api/v2/attachments/"]').waitFor();
  expect(await jana.at("draft-file").count()).toBe(0);
  await jana.at("send-button").click();
  await jana.at("send-now").click();
  const mail = await desk.catcher.wait_for("the picture", (one) => one.raw.includes("See here"));
  expect(mail.raw).toMatch(/Content-ID: <a\d+@pult>/i);
  expect(mail.raw).toMatch(/cid:a\d+@pult/);
  const shown = jana.comments.filter({ hasText: "See here" });
  await shown.locator("img").first().waitFor();
  expect(await shown.getByTestId("attachment").count()).toBe(0);
});

test("a colleague mentioned in a note follows the ticket; Markdown is understood", async () => {
  await jana.start_reply("start-note");
  await jana.page.keyboard.type("Ask @petr");
  await jana.at("suggestions").getByText("Petr Agent").waitFor();
  await jana.page.keyboard.press("Enter");
  await jana.page.keyboard.type("about **this** :thumbs_u");
  await jana.at("suggestions").getByRole("option").first().waitFor();
  await jana.page.keyboard.press("Enter");
  await jana.page.keyboard.press("Control+Shift+Enter");
  const note = jana.comments.filter({ hasText: "@Petr Agent" });
  await note.waitFor();
  expect(await note.locator("strong").textContent()).toBe("this");
  const { ticket } = await desk.admin.ok("GET", `tickets/${ticket_id}`);
  expect(ticket.follower_ids).toContain(desk.agents[1]!.id);
});

test("a blind copy stays with the draft, reaches its person, and is told to agents alone", async () => {
  const boss = "boss@example.org";
  const chip = jana.at("bcc-chip").getByText(boss);
  await jana.page.reload();
  await jana.comments.first().waitFor();
  await write("The workshop has your lamp.");
  await jana.at("add-bcc").press("Enter");
  await until("the line has the focus", () => jana.at("bcc-input").evaluate((one) => one === document.activeElement));
  await jana.page.keyboard.type(boss);
  await jana.page.keyboard.press("Enter");
  await chip.waitFor();
  expect(await accessibility_problems(jana)).toEqual([]);
  await take_picture(jana.page, "reply-bcc");
  const client = await Client.with_session(desk.url, "jana@pult.example", password);
  await until("the draft has it", async () => {
    return ((await client.ok("GET", `tickets/${ticket_id}/draft`)).draft?.bcc ?? []).includes(boss);
  });
  await jana.page.reload();
  await chip.waitFor();
  await jana.at("send-button").click();
  await jana.at("take-back").click();
  await chip.waitFor();
  await jana.at("send-button").click();
  await jana.at("send-now").click();
  const mail = await desk.catcher.wait_for("the mail", (one) => one.raw.includes("The workshop has your lamp"));
  expect(mail.to).toEqual(["maria@client.example", boss]);
  expect(mail.raw).not.toMatch(/^bcc|boss@/im);
  const shown = jana.comments.filter({ hasText: "The workshop has your lamp" });
  await shown.getByTestId("delivery-bcc").getByText(boss).waitFor();
  await take_picture(jana.page, "comment-bcc");
});

test("a macro is looked at, put into the reply, and changes the ticket only when that is sent", async () => {
  const macro = {
    title: "Lamps::Ask for the serial number",
    actions: [
      { field: "priority", value: "high" },
      { field: "current_tags", value: "serial_wanted" },
      { field: "comment_value_html", value: "<p>Dear {{ticket.requester.first_name}}, which serial number?</p>" },
    ],
  };
  await desk.admin.ok("POST", "macros", { json: { macro } });
  await jana.page.reload();
  await jana.comments.first().waitFor();
  await jana.page.keyboard.press("m");
  await jana.at("macro-search").fill("serial");
  await jana.at("macro-preview").getByText("Dear Maria").waitFor();
  await jana.at("macro-preview").getByText("High").waitFor();
  await take_picture(jana.page, "macro");
  await jana.page.keyboard.press("Enter");
  await jana.editor.getByText("Dear Maria, which serial number?").waitFor();
  await jana.at("staged-change").filter({ hasText: "High" }).waitFor();
  expect((await desk.admin.ok("GET", `tickets/${ticket_id}`)).ticket.priority).not.toBe("high");
  await jana.at("send-button").click();
  await jana.at("send-now").click();
  await until("the ticket is changed", async () => {
    const { ticket } = await desk.admin.ok("GET", `tickets/${ticket_id}`);
    return ticket.priority === "high" && (ticket.tags as string[]).includes("serial_wanted");
  });
  await desk.catcher.wait_for("the macro's words", (one) => one.raw.includes("serial number"));
  expect(jana.problems).toEqual([]);
});
