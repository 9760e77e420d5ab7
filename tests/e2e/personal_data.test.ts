// SPDX-License-Identifier: AGPL-3.0-or-later
// Personal data on the screen: an archive for the customer, erasing them, rules about what is kept, and an agent who
// does not see addresses.
import { afterAll, beforeAll, expect, test } from "vitest";
import { make_agent, make_ticket, make_user, password, sign_in } from "../component/harness/people.js";
import { admin_email, admin_password } from "../component/harness/server.js";
import { accessibility_problems } from "./harness/axe.js";
import { Chromium, take_picture } from "./harness/browser.js";
import type { Window } from "./harness/browser.js";
import { MailDesk } from "./harness/mail_desk.js";
import type { Json } from "./harness/mail_desk.js";
import { until } from "./harness/until.js";

let desk: MailDesk;
let chromium: Chromium;
let boss: Window;
let customer: Json;
let ticket_id = 0;

beforeAll(async () => {
  [desk, chromium] = await Promise.all([MailDesk.start(), Chromium.start()]);
  const person = { name: "Maria Client", email: "maria@client.example", phone: "+420601555009" };
  customer = await make_user(desk.admin, person);
  const fields = { subject: "Money back", requester_id: customer.id, group_id: desk.group.id };
  ticket_id = (await make_ticket(desk.admin, fields)).id as number;
  boss = await chromium.window(desk.url);
  await boss.sign_in(admin_email, admin_password);
});
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

test("an agent whose role hides personal data sees who writes, but not from where", async () => {
  const configuration = { ticket_access: "all", ticket_comment_access: "public", ticket_editing: true };
  const custom_role = { name: "Temps", configuration: { ...configuration, personal_data: "none" } };
  const role = (await desk.admin.ok("POST", "custom_roles", { json: { custom_role } })).custom_role as Json;
  const temp = await make_agent(desk.desk, [], { name: "Tom Temp", custom_role_id: role.id });
  await sign_in(desk.desk, temp);
  const tom = await chromium.window(desk.url);
  await tom.sign_in(temp.email as string, password);
  await tom.go(`/tickets/${ticket_id}`);
  await tom.at("identity").filter({ hasText: "m•••@c•••.example" }).waitFor();
  expect(await tom.page.content()).not.toContain("maria@client.example");
  expect(await tom.at("open-personal-data").count()).toBe(0);
});

test("an admin makes an archive and erases the customer", async () => {
  await boss.go(`/tickets/${ticket_id}`);
  await boss.at("open-personal-data").click();
  await boss.at("export-person").click();
  await boss.at("person-export").getByRole("link").waitFor();
  await boss.at("erasure-preview").waitFor();
  expect(await boss.at("erase-person").isDisabled()).toBe(true);
  await boss.at("content-redact").check();
  await boss.at("erase-name").fill("Maria Client");
  await boss.at("erase-person").click();
  expect(await accessibility_problems(boss)).toEqual([]);
  await take_picture(boss.page, "personal_data");
  expect((await desk.admin.ok("GET", `users/${customer.id}`)).user.name).toBe("Maria Client");
  await boss.at("erase-person").click();
  await boss.at("personal-data").waitFor({ state: "detached" });
  await boss.at("customer-name").filter({ hasText: "Permanently deleted user" }).waitFor();
  await until("it is done", async () => {
    const [one] = (await desk.admin.ok("GET", `users/${customer.id}/erasures`)).erasures as Json[];
    return one!.status === "complete";
  });
  expect(await boss.page.content()).not.toContain("maria@client.example");
});

test("an admin sees what a rule would take before it does", async () => {
  const ticket = {
    subject: "From long ago",
    status: "closed",
    created_at: "2019-03-01T08:00:00Z",
    updated_at: "2019-03-04T10:00:00Z",
    comments: [{ value: "An old secret", created_at: "2019-03-01T08:00:00Z" }],
  };
  await desk.admin.ok("POST", "imports/tickets", { json: { ticket }, query: { archive_immediately: "true" } });
  await boss.go("/admin/retention_rules");
  await boss.at("add-item").click();
  await boss.at("field-name").fill("After two years");
  await boss.at("save-form").click();
  await boss.at("settings-row").filter({ hasText: "After two years" }).click();
  await boss.at("retention-preview").click();
  await boss.page.getByText("From long ago").waitFor();
  expect(await accessibility_problems(boss)).toEqual([]);
  await take_picture(boss.page, "retention");
  await boss.at("retention-run").click();
  await boss.at("retention-run").click();
  await boss.at("retention-status").filter({ hasText: "1 thing has gone" }).waitFor();
  const [rule] = (await desk.admin.ok("GET", "retention_rules")).retention_rules as Json[];
  expect(rule).toMatchObject({ last_count: 1, active: false });
});
