// SPDX-License-Identifier: AGPL-3.0-or-later
// An administrator defines what the desk's tickets are about; an agent links a ticket to one of them.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { make_agent, make_group, make_ticket } from "../component/harness/people.js";
import type { Json } from "../component/harness/client.js";
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
}, 120_000);
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

const records = async (): Promise<Json[]> =>
  (await desk.admin().ok("GET", "custom_objects/device/records")).custom_object_records as Json[];
async function saved(form: string) {
  await admin.at("save-form").click();
  await admin.at(form).waitFor({ state: "detached" });
}
const fill = (name: string, text: string) => admin.at(`field-${name}`).fill(text);
const choose = (name: string, value: string) => admin.at(`field-${name}`).selectOption(value);

describe("an administrator", () => {
  test("makes an object whose key follows its name", async () => {
    await admin.go("/admin/objects");
    await admin.at("add-object").click();
    await admin.at("object-title").fill("Device");
    await admin.at("object-plural").fill("Devices");
    await until("the key follows", async () => (await admin.at("object-key").inputValue()) === "device");
    await saved("object-form");
    await admin.at("add-record").waitFor();
    expect((await desk.admin().ok("GET", "custom_objects/device")).custom_object.title).toBe("Device");
  });

  test("gives it fields, in an order of their own", async () => {
    await admin.at("object-fields").click();
    await admin.at("add-item").click();
    await fill("title", "Bought");
    await fill("key", "bought");
    await choose("type", "date");
    await saved("resource-form");
    await admin.at("add-item").click();
    await fill("title", "State");
    await fill("key", "state");
    await choose("type", "dropdown");
    await admin.at("add-option").click();
    await admin.at("option-name").last().fill("In repair");
    await saved("resource-form");
    const titles = admin.at("settings-row");
    await titles.nth(1).waitFor();
    await admin.at("move-down").first().click();
    await until("the order is kept", async () => {
      const { custom_object_fields } = await desk.admin().ok("GET", "custom_objects/device/fields");
      return custom_object_fields.map((one: Json) => one.key).join() === "state,bought";
    });
  });

  test("adds records and finds them", async () => {
    await admin.at("object-records").click();
    await admin.at("add-record").click();
    await admin.at("record-name").fill("Press 7");
    await admin.page.getByLabel("Bought").fill("2026-03-01");
    await admin.at("record-form").getByRole("button", { name: /State/ }).click();
    await admin.page.locator('[role="option"][data-value="in_repair"]').click();
    await saved("record-form");
    await admin.at("record-row").filter({ hasText: "Press 7" }).waitFor();
    expect((await records())[0]!.custom_object_fields).toMatchObject({
      state: "in_repair",
      bought: "2026-03-01T00:00:00Z",
    });
    await admin.at("add-record").click();
    await admin.at("record-name").fill("Saw");
    await saved("record-form");
    await admin.at("record-row").nth(1).waitFor();
    await admin.at("record-search").fill("pre");
    await admin.at("record-row").nth(1).waitFor({ state: "detached" });
    expect(await admin.at("record-row").first().innerText()).toContain("Press 7");
    await admin.at("record-search").fill("");
  });

  test("changes one and deletes one", async () => {
    await admin.at("record-row").filter({ hasText: "Saw" }).click();
    await admin.at("record-name").fill("Band saw");
    await saved("record-form");
    await admin.at("record-row").filter({ hasText: "Band saw" }).click();
    await admin.at("delete-item").click();
    await admin.at("delete-confirm").click();
    await admin.at("record-form").waitFor({ state: "detached" });
    await admin.at("record-row").filter({ hasText: "Band saw" }).waitFor({ state: "detached" });
    expect((await records()).map((one) => one.name)).toEqual(["Press 7"]);
  });

  test("lets tickets point at it", async () => {
    await admin.go("/admin/ticket_fields");
    await admin.at("add-item").click();
    await fill("title", "Device");
    await choose("type", "lookup");
    await choose("relationship_target_type", "zen:custom_object:device");
    await saved("resource-form");
    await admin.at("settings-row").filter({ hasText: "Device" }).waitFor();
  });
});

test("an administrator says in a role what is done with the records", async () => {
  await admin.go("/admin/custom_roles");
  await admin.at("add-item").click();
  await fill("name", "Workshop");
  const scopes = admin.at("scopes-device");
  await scopes.waitFor();
  expect(await scopes.inputValue()).toBe("default");
  await scopes.selectOption("edit");
  await scopes.scrollIntoViewIfNeeded();
  await take_picture(admin.page, "role-scopes-light");
  expect(await accessibility_problems(admin)).toEqual([]);
  await saved("resource-form");
  const configuration = async () => {
    const roles = (await desk.admin().ok("GET", "custom_roles")).custom_roles as Json[];
    return roles.find((one) => one.name === "Workshop")!.configuration as Json;
  };
  expect((await configuration()).custom_objects).toEqual({ device: { scopes: ["read", "create", "update"] } });
  await admin.at("settings-row").filter({ hasText: "Workshop" }).click();
  await until("what was chosen is shown", async () => (await scopes.inputValue()) === "edit");
  await scopes.selectOption("default");
  await saved("resource-form");
  await until("nothing is said of it", async () => Object.keys((await configuration()).custom_objects).length === 0);
});

describe("an agent", () => {
  let agent: Window;
  let ticket_id = 0;
  afterAll(() => agent?.close());

  test("links a ticket to a record and sees its name, also after a reload", async () => {
    const made = await make_agent(desk, [(await make_group(desk.admin())).id as number]);
    await desk.admin().ok("PUT", `users/${made.id}/password`, { json: { password } });
    ticket_id = (await make_ticket(desk.admin(), { subject: "It does not press" })).id as number;
    agent = await chromium.window(desk.url);
    await agent.sign_in(made.email as string, password);
    await agent.go(`/tickets/${ticket_id}`);
    const field = agent.page.getByRole("combobox", { name: "Device" });
    await field.pressSequentially("pres");
    await agent.page.getByRole("option", { name: "Press 7" }).click();
    const linked = async () => {
      const { ticket } = await desk.admin().ok("GET", `tickets/${ticket_id}`);
      return (ticket.custom_fields as Json[]).map((one) => one.value).includes((await records())[0]!.id);
    };
    await until("the ticket points at the record", linked);
    await agent.page.reload();
    await until("the name is shown", async () => (await field.inputValue()) === "Press 7");
    await agent.at("ticket").getByText("set Device to Press 7").waitFor();
    await agent.page.getByText("Details", { exact: true }).click();
    await agent.at("record-card").getByText("In repair").waitFor();
    await agent.at("record-ticket").filter({ hasText: "It does not press" }).waitFor();
    await take_picture(agent.page, "lookup-light");
    expect(await accessibility_problems(agent)).toEqual([]);
  });

  test("no longer sees it when it is deleted", async () => {
    await desk.admin().delete(`custom_objects/device/records/${(await records())[0]!.id}`);
    await until("the link is gone", async () => {
      const { ticket } = await desk.admin().ok("GET", `tickets/${ticket_id}`);
      return (ticket.custom_fields as Json[]).every((one) => one.value === null || one.value === false);
    });
    const field = agent.page.getByRole("combobox", { name: "Device" });
    await until("nothing is shown", async () => (await field.inputValue()) === "");
  });
});

describe.each([
  ["light", 1280],
  ["dark", 390],
] as const)("axe finds nothing serious in %s", (scheme, width) => {
  test(`at ${width} pixels`, async () => {
    const custom_object_record = { name: "Lathe", external_id: scheme, custom_object_fields: { bought: "2025-01-02" } };
    await desk.admin().ok("POST", "custom_objects/device/records", { json: { custom_object_record } });
    const window = await chromium.window(desk.url, { colorScheme: scheme, viewport: { width, height: 900 } });
    await window.sign_in(email, password);
    await window.go("/admin/objects");
    await window.at("object-row").first().waitFor();
    await take_picture(window.page, `objects-${scheme}`);
    expect(await accessibility_problems(window)).toEqual([]);
    await window.at("object-row").first().click();
    await window.at("record-row").first().waitFor();
    await take_picture(window.page, `records-${scheme}`);
    expect(await accessibility_problems(window)).toEqual([]);
    await window.at("record-row").first().click();
    await window.at("record-name").waitFor();
    await take_picture(window.page, `record-${scheme}`);
    expect(await accessibility_problems(window)).toEqual([]);
    await window.page.keyboard.press("Escape");
    await window.at("edit-object").click();
    await window.at("object-title").waitFor();
    await take_picture(window.page, `object-${scheme}`);
    expect(await accessibility_problems(window)).toEqual([]);
    await window.close();
  });
});
