// SPDX-License-Identifier: AGPL-3.0-or-later
// An agent who is away from the desk is told by mail, and answers it there.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "../component/harness/client.js";
import type { Json } from "../component/harness/client.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, desk_address, password } from "./harness/mail_desk.js";
import { render_mail } from "./harness/mails.js";
import { header } from "./harness/smtp.js";
import type { CaughtMail } from "./harness/smtp.js";
import { until } from "./harness/until.js";

const address = "jana@pult.example";
let desk: MailDesk;
let chromium: Chromium;
let jana: Window;
beforeAll(async () => {
  [desk, chromium] = await Promise.all([MailDesk.start({ agents: { jana: "Jana Agent" } }), Chromium.start()]);
  jana = await chromium.window(desk.url);
  await jana.sign_in(address, password);
});
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

const assign = async (id: number) =>
  await desk.admin.ok("PUT", `tickets/${id}`, { json: { ticket: { assignee_id: desk.agents[0].id } } });
const mails = (): CaughtMail[] => desk.catcher.caught.filter((one) => one.to.includes(address));
const customer = "Maria Client <maria@client.example>";
const write = async (subject: string, text: string): Promise<Json> => {
  desk.deliver(render_mail({ from: customer, to: desk_address, subject, text }));
  return await desk.ticket_of(subject);
};

test("mail is switched on, in the time the agent chooses", async () => {
  await jana.go("/settings#notifications");
  await jana.at("notify-customer_reply-mail").check();
  await jana.at("notify-assigned-mail").check();
  await jana.pick("mail-delay", "60");
  await jana.page.reload();
  await jana.at("notify-assigned-mail").and(jana.page.locator(":checked")).waitFor();
  await jana.at("mail-delay").and(jana.page.locator('[data-value="60"]')).waitFor();
  await take_picture(jana.page, "notification-mail-settings");
});

test("what was seen on the desk is not mailed, what was not is", async () => {
  const seen = await write("Seen on the desk", "Hello?");
  await assign(seen.id);
  await jana.go(`/tickets/${seen.id}`);
  const client = await Client.with_session(desk.url, address, password);
  await until("it is seen", async () => {
    const all = (await client.ok("GET", "notifications")).notifications as Json[];
    return all.some((one) => one.ticket_id === seen.id) && all.every((one) => one.read || one.ticket_id !== seen.id);
  });
  await jana.go("/settings#notifications");
  await jana.pick("mail-delay", "0");
  await jana.at("mail-delay").and(jana.page.locator('[data-value="0"]')).waitFor();
  const missed = await write("Cold kettle", "It does not boil.");
  await assign(missed.id);
  const told = await until("the mail comes", () => mails()[0]);
  expect(told.mail.subject).toContain("Cold kettle");
  expect(told.mail.text).toContain("It does not boil.");
  expect(told.mail.text).toContain("Maria Client");
  expect(told.mail.text).not.toContain("Seen on the desk");
  expect(told.mail.html).toContain(`/tickets/${missed.id}`);
  expect(header(told.mail, "Auto-Submitted")).toBe("auto-generated");
});

test("the answer is a note on the ticket, and reaches no customer", async () => {
  const told = mails()[0]!.mail;
  const ticket = await desk.ticket_of("Cold kettle");
  desk.deliver(
    render_mail({
      from: `Jana Agent <${address}>`,
      to: desk_address,
      subject: `Re: ${told.subject}`,
      text: "I will call her at noon.",
      headers: { "In-Reply-To": told.messageId! },
    }),
  );
  await until("the note is there", async () =>
    (await desk.comments(ticket.id)).some((one) => !one.public && one.body.includes("at noon")),
  );
  expect(desk.catcher.caught.filter((one) => one.to.includes("maria@client.example"))).toEqual([]);
  await jana.go(`/tickets/${ticket.id}`);
  await jana.comments.getByText("I will call her at noon.").waitFor();
});

test("nothing went wrong in the window", () => {
  expect(jana.problems).toEqual([]);
});
