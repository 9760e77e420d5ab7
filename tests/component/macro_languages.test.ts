// SPDX-License-Identifier: AGPL-3.0-or-later
// A macro speaks the language of the customer, and what its text names is filled in.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_ticket, make_user, unique } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let macro: Json;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  const item = {
    name: unique("Thanks"),
    default_locale_id: 1,
    variants: [
      { locale_id: 1, content: "Thank you, {{ticket.requester.first_name}}. {{dc.other}}", default: true },
      { locale_id: 2, content: "Спасибо, {{ticket.requester.first_name}}.", default: false },
    ],
  };
  const made = (await admin.ok("POST", "dynamic_content/items", { json: { item } })).item as Json;
  const actions = [{ field: "comment_value", value: ["channel:all", made.placeholder] }];
  macro = (await admin.ok("POST", "macros", { json: { macro: { title: unique("macro"), actions } } })).macro as Json;
});
afterAll(() => desk?.end());

async function text_for(locale: string, name: string): Promise<string> {
  const requester = await make_user(admin, { name, locale });
  const { id } = await make_ticket(admin, { requester_id: requester.id });
  const { result } = await admin.ok("GET", `tickets/${id}/macros/${macro.id}/apply`);
  return ((result as Json).ticket as Json).comment.body as string;
}

test("the variant is that of the requester, with what it names", async () => {
  expect(await text_for("ru", "Мария Соколова")).toBe("Спасибо, Мария.");
  expect(await text_for("en-US", "Emma Clarke")).toBe("Thank you, Emma. ");
});

test("without a variant in the language the default one holds", async () => {
  expect(await text_for("cs", "Jana Svobodová")).toBe("Thank you, Jana. ");
});
