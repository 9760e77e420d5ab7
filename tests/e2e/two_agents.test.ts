// SPDX-License-Identifier: AGPL-3.0-or-later
// Two agents in two browsers on one ticket: each sees what the other does, nobody overwrites anybody.
import { afterAll, beforeAll, expect, test } from "vitest";
import { make_ticket, update_ticket } from "../component/harness/people.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, desk_address, password } from "./harness/mail_desk.js";
import { answer_to, render_mail } from "./harness/mails.js";
import { until } from "./harness/until.js";

const customer = "Maria Client <maria@client.example>";
let desk: MailDesk;
const chromiums: Chromium[] = [];
let jana: Window;
let petr: Window;
let ticket_id = 0;

// Holds back what the server tells a browser, as a slow network does.
class SlowNetwork {
  private held: (() => void)[] | null = null;

  static async between(window: Window): Promise<SlowNetwork> {
    const network = new SlowNetwork();
    await window.page.routeWebSocket(/\/api\/v2\/live$/, (socket) => {
      const server = socket.connectToServer();
      server.onMessage((message) => {
        const pass = () => socket.send(message);
        if (network.held) network.held.push(pass);
        else pass();
      });
    });
    return network;
  }
  hold(): void {
    this.held = [];
  }
  release(): void {
    for (const pass of this.held ?? []) pass();
    this.held = null;
  }
}

let petrs_network: SlowNetwork;

beforeAll(async () => {
  desk = await MailDesk.start({ agents: { jana: "Jana Agent", petr: "Petr Agent" } });
  chromiums.push(...(await Promise.all([Chromium.start(), Chromium.start()])));
  [jana, petr] = await Promise.all([chromiums[0]!.window(desk.url), chromiums[1]!.window(desk.url)]);
  petrs_network = await SlowNetwork.between(petr);
  const subject = "The lamp flickers";
  desk.deliver(render_mail({ from: customer, to: desk_address, subject, text: "It flickers since Monday." }));
  ticket_id = (await desk.ticket_of(subject)).id as number;
  await Promise.all([jana.sign_in("jana@pult.example", password), petr.sign_in("petr@pult.example", password)]);
  for (const window of [jana, petr]) {
    await window.row(ticket_id).click();
    await window.comments.first().waitFor();
  }
});
afterAll(async () => {
  await Promise.all(chromiums.map((one) => one.end()));
  await desk?.end();
});

const ticket = async () => (await desk.admin.ok("GET", `tickets/${ticket_id}`)).ticket;
const shows = (window: Window, list: string, value: string) =>
  window
    .at(list)
    .and(window.page.locator(`[data-value="${value}"]`))
    .waitFor();

test("each sees that the other has the ticket open, and when they write", async () => {
  await jana.at("lookers").getByText("Petr Agent is looking at this ticket").waitFor({ state: "attached" });
  await petr.at("lookers").getByText("Jana Agent is looking at this ticket").waitFor({ state: "attached" });
  await petr.start_reply("start-note");
  await petr.page.keyboard.type("I look");
  await jana.at("writers").getByText("Petr Agent is writing…").waitFor();
  await take_picture(jana.page, "colleague-writes");
  expect(await petr.at("writers").textContent()).toBe("");
  await petr.page.keyboard.press("Control+a");
  await petr.page.keyboard.press("Delete");
  await petr.page.keyboard.press("Escape");
  await petr.at("ticket-back").click();
  await until("nobody else is there", async () => (await jana.at("lookers").textContent()) === "");
  expect(await jana.at("writers").textContent()).toBe("");
  await petr.row(ticket_id).click();
  await petr.comments.first().waitFor();
  await jana.at("lookers").getByText("Petr Agent").waitFor({ state: "attached" });
});

test("changes of one appear at the other, who goes on typing", async () => {
  await petr.start_reply();
  const words = "Dear Maria, please turn the lamp off, wait for a minute and turn it on again.";
  const typing = petr.page.keyboard.type(words, { delay: 20 });
  const changes: string[] = [];
  jana.page.on("request", (request) => request.method() === "PUT" && changes.push(request.postData() ?? ""));
  await jana.pick("status-select", "pending");
  await jana.pick("priority-select", "high");
  await jana.at("tags-input").fill("lamp");
  await jana.at("tags-input").press("Enter");
  await jana.start_reply("start-note");
  await jana.page.keyboard.type("She has called, too.");
  await jana.page.keyboard.press("Control+Shift+Enter");
  await shows(petr, "status-select", "pending");
  await shows(petr, "priority-select", "high");
  expect(changes.filter((change) => change.includes('"status":"pending"')).length).toBe(1);
  await petr.at("tag").getByText("lamp").waitFor();
  const note = petr.comments.filter({ hasText: "She has called, too." });
  await note.waitFor();
  expect(await note.getAttribute("data-public")).toBe("false");
  await typing;
  expect((await petr.editor.textContent())?.trim()).toBe(words);
  expect(await petr.editor.evaluate((element) => element === document.activeElement)).toBe(true);
  await take_picture(petr.page, "ticket-two-agents");
});

test("a colleague's note while writing is a warning before sending", async () => {
  await petr.at("news-warning").waitFor();
  await petr.editor.press("Control+Shift+Enter");
  expect((await desk.comments(ticket_id)).length).toBe(2);
  await petr.at("send-anyway").click();
  await petr.comments.filter({ hasText: "Dear Maria" }).waitFor();
  await jana.comments.filter({ hasText: "Dear Maria" }).waitFor();
  expect((await desk.comments(ticket_id)).length).toBe(3);
});

test("a conflicting change is shown and overwrites nothing", async () => {
  petrs_network.hold();
  await jana.pick("priority-select", "urgent");
  await until("the server has it", async () => (await ticket()).priority === "urgent");
  await petr.pick("status-select", "solved");
  const dialog = petr.at("conflict-dialog");
  await dialog.waitFor();
  expect(await dialog.textContent()).toContain("Urgent");
  expect(await ticket()).toMatchObject({ priority: "urgent", status: "pending" });
  await take_picture(petr.page, "conflict");
  await petr.at("conflict-keep").click();
  await dialog.waitFor({ state: "detached" });
  petrs_network.release();
  expect(await ticket()).toMatchObject({ priority: "urgent", status: "pending" });
  await shows(petr, "status-select", "pending");
  await shows(petr, "priority-select", "urgent");
});

test("the change can be applied after the other has been seen", async () => {
  petrs_network.hold();
  await jana.pick("priority-select", "low");
  await until("the server has it", async () => (await ticket()).priority === "low");
  await petr.pick("status-select", "hold");
  await petr.at("conflict-apply").click();
  await until("Petr's change is made", async () => (await ticket()).status === "hold");
  expect((await ticket()).priority).toBe("low");
  petrs_network.release();
  await shows(jana, "status-select", "hold");
  await shows(petr, "priority-select", "low");
});

test("a customer who writes meanwhile is a warning before sending, too", async () => {
  const answer = await desk.catcher.wait_for("Petr's answer", (one) => one.raw.includes("Dear Maria"));
  await petr.start_reply();
  await petr.page.keyboard.type("Does it work now?");
  desk.deliver(answer_to(answer, customer, "It works again, thank you!"));
  await petr.comments.filter({ hasText: "It works again" }).waitFor();
  const warning = petr.at("news-warning");
  await warning.waitFor();
  expect(await warning.textContent()).toContain("Maria Client");
  await petr.editor.press("Control+Enter");
  await petr.at("news-warning").waitFor();
  expect(desk.catcher.caught.length).toBe(1);
  expect((await petr.editor.textContent())?.trim()).toBe("Does it work now?");
  await warning.getByRole("button").first().click(); // reads it first
  await warning.waitFor({ state: "detached" });
  await petr.editor.press("Control+Shift+Enter");
  await desk.catcher.wait_for("the answer sent after all", (one) => one.raw.includes("Does it work now?"));
});

test("a ticket made elsewhere moves no row under the agent, and waits to be shown", async () => {
  const { id } = await make_ticket(desk.admin, { subject: "Another lamp" });
  await jana.at("new-arrivals").waitFor();
  expect(await jana.row(id as number).count()).toBe(0);
  await jana.at("new-arrivals").click();
  await jana.row(id as number).waitFor();
  await update_ticket(desk.admin, id as number, { subject: "Another lamp, green" });
  await jana
    .row(id as number)
    .getByText("Another lamp, green")
    .waitFor();
  expect(jana.problems).toEqual([]);
  expect(petr.problems).toEqual([]);
});
