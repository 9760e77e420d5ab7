// SPDX-License-Identifier: AGPL-3.0-or-later
// What is done with tickets besides answering: merge, split, link, follow up, delete and bring back, ask why, fill in
// the desk's own fields.
import { afterAll, beforeAll, expect, test } from "vitest";
import { make_ticket, make_user } from "../component/harness/people.js";
import { admin_email, admin_password } from "../component/harness/server.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk, desk_address } from "./harness/mail_desk.js";
import type { Json } from "./harness/mail_desk.js";
import { render_mail } from "./harness/mails.js";
import { until } from "./harness/until.js";

let desk: MailDesk;
let chromium: Chromium;
let agent: Window;
const ids: Record<string, number> = {};

beforeAll(async () => {
  [desk, chromium] = await Promise.all([MailDesk.start(), Chromium.start()]);
  const requester = await make_user(desk.admin, { name: "Maria Client", email: "maria@client.example" });
  for (const subject of ["Broken lamp", "Lamp again", "Invoice", "Old story"]) {
    const fields = { subject, requester_id: requester.id, group_id: desk.group.id };
    ids[subject] = (await make_ticket(desk.admin, fields)).id as number;
  }
  desk.deliver(
    render_mail({ from: "Ivan <ivan@client.example>", to: desk_address, subject: "By mail", text: "Good day." }),
  );
  ids["By mail"] = (await desk.ticket_of("By mail")).id as number;
  agent = await chromium.window(desk.url);
  // Who may do everything.
  await agent.sign_in(admin_email, admin_password);
});
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

const ticket = async (id: number): Promise<Json> => (await desk.admin.ok("GET", `tickets/${id}`)).ticket;
const open = async (subject: string) => {
  await agent.go(`/tickets/${ids[subject]}`);
  await agent.comments.first().waitFor();
};
const act = async (action: string) => {
  await agent.at("ticket-menu").click();
  await agent.at(`action-${action}`).click();
};
const choose_other = async (dialog: string, subject: string) => {
  await agent.at(dialog).getByTestId("ticket-picker").fill(`#${ids[subject]}`);
  await agent.at(dialog).getByRole("option").first().click();
};
const opened_id = () => Number(new URL(agent.page.url()).pathname.split("/").at(-1));

test("a duplicate is merged into the first ticket", async () => {
  await open("Lamp again");
  await act("merge");
  await choose_other("merge-dialog", "Broken lamp");
  await agent.at("merge-confirm").click();
  await agent.page.waitForURL(`**/tickets/${ids["Broken lamp"]}`);
  await until("the source is closed", async () => (await ticket(ids["Lamp again"]!)).status === "closed");
  await agent.comments.filter({ hasText: "Lamp again" }).first().waitFor();
});

test("a closed ticket is followed up", async () => {
  await open("Lamp again");
  await agent.at("follow-up").click();
  const dialog = agent.at("new-ticket-dialog");
  await dialog.getByTestId("reply-editor").click();
  await agent.page.keyboard.type("It is about the lamp again.");
  await agent.at("new-ticket-submit").click();
  await agent.page.waitForURL((url) => url.pathname !== `/tickets/${ids["Lamp again"]}`);
  const made = await ticket(opened_id());
  expect(made.via.source.rel).toBe("follow_up");
  expect((await ticket(ids["Lamp again"]!)).followup_ids).toContain(made.id);
});

test("a message about something else becomes a ticket of its own", async () => {
  await open("Broken lamp");
  await agent.comments.first().getByTestId("comment-menu").click();
  await agent.at("comment-split").click();
  await agent.at("split-subject").fill("Another lamp");
  await agent.at("split-confirm").click();
  await agent.page.waitForURL((url) => url.pathname !== `/tickets/${ids["Broken lamp"]}`);
  ids["Another lamp"] = opened_id();
  expect((await ticket(ids["Another lamp"])).subject).toBe("Another lamp");
  await agent.at("linked-ticket").filter({ hasText: "Broken lamp" }).waitFor();
});

test("tickets are linked, seen from both sides, and let go", async () => {
  await open("Invoice");
  await act("link");
  await agent.at("link-kind").click();
  await agent.page.locator('[role="option"][data-value="depends_on"]').click();
  await choose_other("link-dialog", "Broken lamp");
  await agent.at("link-confirm").click();
  await agent.at("linked-ticket").filter({ hasText: "Broken lamp" }).waitFor();
  await take_picture(agent.page, "ticket-links");
  await agent.at("linked-ticket").filter({ hasText: "Broken lamp" }).click();
  await agent.at("linked-ticket").filter({ hasText: "Invoice" }).waitFor();
  await open("Invoice");
  await agent.at("links").getByRole("button").first().click();
  await agent.at("links").waitFor({ state: "detached" });
});

test("following, keeping open in a tab, and letting go again", async () => {
  await open("Invoice");
  await act("follow");
  await until("one follower", async () => (await ticket(ids["Invoice"]!)).follower_ids.length === 1);
  await agent.page.keyboard.press("o");
  await open("Broken lamp");
  await agent.page.keyboard.press("o");
  await agent.page.keyboard.press("[");
  await agent.page.waitForURL(`**/tickets/${ids["Invoice"]}`);
  await until("both have tabs", async () => (await agent.at("tab").count()) === 2);
  await agent.at("close-tab").first().click();
  await agent.page.waitForURL(`**/tickets/${ids["Broken lamp"]}`);
  await agent.at("close-tab").first().click();
});

test("a deleted ticket comes back", async () => {
  await open("Old story");
  await act("delete");
  await until("it is gone", async () => (await desk.admin.get(`tickets/${ids["Old story"]}`)).status === 404);
  await agent.at("toast-action").last().click();
  await until("it is back", async () => (await desk.admin.get(`tickets/${ids["Old story"]}`)).status === 200);
});

test("a mail tells how it became a ticket", async () => {
  await open("By mail");
  await act("why");
  await agent.at("why-dialog").getByTestId("trace").getByRole("listitem").first().waitFor();
  await take_picture(agent.page, "why");
  await agent.page.keyboard.press("Escape");
});

test("the desk's own fields appear as the form says, and are kept", async () => {
  const option = (name: string, value: string) => ({ name, value });
  const make = async (field: Json) =>
    (await desk.admin.ok("POST", "ticket_fields", { json: { ticket_field: field } })).ticket_field as Json;
  const product = await make({
    type: "tagger",
    title: "Product",
    custom_field_options: [option("Lamp", "lamp"), option("Chair", "chair")],
  });
  const serial = await make({ type: "text", title: "Serial number" });
  const { ticket_forms } = await desk.admin.ok("GET", "ticket_forms");
  const form = (ticket_forms as Json[]).find((one) => one.default)!;
  const agent_conditions = [
    {
      parent_field_id: product.id,
      parent_field_type: "tagger",
      value: "lamp",
      child_fields: [
        { id: serial.id, is_required: false, required_on_statuses: { type: "SOME_STATUSES", statuses: ["solved"] } },
      ],
    },
  ];
  const ticket_field_ids = [...(form.ticket_field_ids as number[]), product.id, serial.id];
  await desk.admin.ok("PUT", `ticket_forms/${form.id}`, {
    json: { ticket_form: { ticket_field_ids, agent_conditions } },
  });
  await open("Invoice");
  await agent.at(`field-${product.id}`).waitFor();
  expect(await agent.at(`field-${serial.id}`).count()).toBe(0);
  await agent.pick(`field-${product.id}`, "lamp");
  const input = agent.at(`field-${serial.id}`).locator("input");
  await input.waitFor();
  await agent.at("side-panel").getByText("Needed to solve").waitFor();
  await input.fill("A-77");
  await input.press("Tab");
  await until("both values are kept", async () => {
    const values = (await ticket(ids["Invoice"]!)).custom_fields as { id: number; value: unknown }[];
    const value = (field: Json) => values.find((one) => one.id === field.id)?.value;
    return value(product) === "lamp" && value(serial) === "A-77";
  });
  await take_picture(agent.page, "ticket-fields");
  expect(agent.problems).toEqual([]);
});
