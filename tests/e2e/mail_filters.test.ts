// SPDX-License-Identifier: AGPL-3.0-or-later
// An administrator says what becomes of mail before it is a ticket, tries it, and an agent can read why a ticket is so.
import { afterAll, beforeAll, expect, test } from "vitest";
import { Desk } from "../component/harness/server.js";
import { accessibility_problems } from "./harness/axe.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { until } from "./harness/until.js";

const email = "anna@tarn.example";
const password = "demo-desk-2026";

let desk: Desk;
let chromium: Chromium;
let admin: Window;
beforeAll(async () => {
  [desk, chromium] = await Promise.all([Desk.start(), Chromium.start()]);
  await desk.command(["demo", "load"]);
  admin = await chromium.window(desk.url);
  await admin.sign_in(email, password);
  await admin.at("ticket-row").first().waitFor();
}, 120_000);
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

async function pick(mark: string, index: number, choice: string | RegExp) {
  await admin.at(mark).nth(index).click();
  await admin.page.getByRole("option", { name: choice }).first().click();
}
const letter = (subject: string, headers: string[]) =>
  [
    "From: Petra <petra@roastery.example>",
    "To: desk@tarn.example",
    `Subject: ${subject}`,
    `Message-ID: <${subject.replaceAll(" ", ".")}@roastery.example>`,
    ...headers,
    "",
    "The machine is out of order.",
  ].join("\n");

test("makes a filter for a header, tries it, and mail is sorted by it", async () => {
  await admin.go("/admin/mail_filters");
  await admin.at("add-item").click();
  await admin.at("field-title").fill("Machines that report themselves");
  await admin.at("condition-field").first().waitFor();
  await pick("condition-field", 0, "Header");
  await admin.at("condition-name").fill("X-Machine");
  await pick("condition-operator", 0, "is there");
  await pick("action-field", 0, "Set the priority");
  await pick("action-value", 0, "High");
  await admin.at("add-action").click();
  await pick("action-field", 1, "Add tags");
  await admin.at("action-value").nth(1).fill("machine");
  expect(await accessibility_problems(admin)).toEqual([]);
  await admin.at("save-form").click();
  await admin.at("resource-form").waitFor({ state: "detached" });
  await admin.at("settings-row").filter({ hasText: "Machines" }).waitFor();

  await admin.at("filter-raw").fill(letter("Trial", ["X-Machine: 7"]));
  await admin.at("filter-try").click();
  const verdict = admin.at("filter-verdict").filter({ hasText: "Machines" });
  await verdict.getByText("acts", { exact: true }).waitFor();
  await verdict.getByText("Set the priority: High").waitFor();
  expect(await accessibility_problems(admin)).toEqual([]);
  await admin.at("filter-raw").fill(letter("Trial", []));
  await admin.at("filter-try").click();
  await verdict.getByText("does not fit").waitFor();

  const answer = JSON.parse(await desk.command(["mail", "ingest"], letter("Boiler 7", ["X-Machine: 7"]))) as {
    ticket_id: number;
  };
  const { ticket } = await desk.admin().ok("GET", `tickets/${answer.ticket_id}`);
  expect(ticket).toMatchObject({ priority: "high", tags: ["machine"] });
  await admin.go(`/tickets/${answer.ticket_id}`);
  await admin.at("ticket-menu").click();
  await admin.at("action-why").click();
  const why = admin.at("why-rule").filter({ hasText: "Machines that report themselves" }).first();
  await why.getByText("Header X-Machine is there", { exact: true }).waitFor();
});

test("keeps the order of filters, and shows what a filter can no longer do", async () => {
  const client = desk.admin();
  const { group } = await client.ok("POST", "groups", { json: { group: { name: "Night shift" } } });
  const mail_filter = {
    title: "To the night shift",
    conditions: { all: [{ field: "subject", operator: "includes", value: "night" }] },
    actions: [{ field: "group_id", value: group.id }],
  };
  await client.ok("POST", "mail_filters", { json: { mail_filter } });
  await client.ok("DELETE", `groups/${group.id}`);
  await admin.go("/admin/mail_filters");
  const night = admin.at("settings-row").filter({ hasText: "To the night shift" });
  await night.getByText("The group is gone").waitFor();
  await admin.at("move-up").nth(1).click();
  await admin.at("settings-row").first().filter({ hasText: "To the night shift" }).waitFor();
  await admin.page.reload();
  await admin.at("settings-row").first().filter({ hasText: "To the night shift" }).waitFor();
});

test("finds what a filter has held back, and sees which one did", async () => {
  const mail_filter = {
    title: "No raffles",
    conditions: { all: [{ field: "subject", operator: "includes", value: "raffle" }] },
    actions: [{ field: "discard" }],
  };
  await desk.admin().ok("POST", "mail_filters", { json: { mail_filter } });
  await desk.command(["mail", "ingest"], letter("A raffle", []));
  await admin.go("/suspended");
  await admin.at("suspended-row").filter({ hasText: "A raffle" }).click();
  await admin.at("suspended-mail").getByText("Filtered out", { exact: true }).waitFor();
  const reasons = admin.at("suspended-why");
  await reasons.getByText("The filter “No raffles” fits.").waitFor();
  await reasons.getByText("Subject contains “raffle”").waitFor();
  await take_picture(admin.page, "suspended-why-light");
  await admin.at("suspended-filters").click();
  await admin.at("filter-held").waitFor();
  const verdict = admin.at("filter-verdict").filter({ hasText: "No raffles" });
  await verdict.getByText("acts", { exact: true }).waitFor();
  await admin.go("/suspended");
  await admin.at("suspended-row").filter({ hasText: "A raffle" }).click();
  await admin.at("suspended-recover").click();
  await admin.at("suspended-row").filter({ hasText: "A raffle" }).waitFor({ state: "detached" });
});

test("gives important customers a tier that agents see beside their tickets", async () => {
  await admin.go("/admin/priorities");
  await admin.at("add-tier").click();
  await admin.at("tier-tag").fill("wholesale");
  await admin.at("tier-name").fill("Wholesale");
  await admin.at("words-cs-high").fill("spěchá, hned");
  await admin.at("save-priorities").click();
  await admin.page.getByText("Saved").first().waitFor();
  await admin.page.reload();
  await admin.at("tier-name").waitFor();
  const has = (field: string, value: string) => async () => (await admin.at(field).inputValue()) === value;
  await until("the tier is there", has("tier-name", "Wholesale"));
  await until("the words are there", has("words-cs-high", "spěchá, hned"));

  const client = desk.admin();
  const user = { name: "Wanda Wholesale", email: "wanda@roastery.example", tags: ["wholesale"] };
  const made = (await client.ok("POST", "users", { json: { user } })).user;
  const wish = { requester_id: made.id, subject: "Beans", comment: { body: "Where are they?" } };
  const { ticket } = await client.ok("POST", "tickets", { json: { ticket: wish } });
  expect(ticket.priority).toBe("urgent");
  await admin.go(`/tickets/${ticket.id}`);
  await admin.at("customer-tier").getByText("Wholesale").waitFor();
});
