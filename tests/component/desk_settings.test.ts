// SPDX-License-Identifier: AGPL-3.0-or-later
// Dynamic content, locales, recipient addresses, settings of the account.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_ticket, make_user, sign_in, unique, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

const details_of = (reply: { body: Json }): string[] => Object.keys(reply.body.details as object);

describe("dynamic content", () => {
  const make = async (name: string, variants: Json[]): Promise<Json> =>
    (await admin.ok("POST", "dynamic_content/items", {
      json: { item: { name, default_locale_id: 1, variants } },
    })).item as Json;

  test("a text has a placeholder, and titles show it in the reader's language", async () => {
    const item = await make("Order number", [
      { locale_id: 1, content: "Order number", default: true },
      { locale_id: 2, content: "Номер заказа" },
    ]);
    expect(item).toMatchObject({ placeholder: "{{dc.order_number}}", default_locale_id: 1, outdated: false });
    const made = await admin.ok("POST", "ticket_fields", {
      json: { ticket_field: { type: "text", title: "{{dc.order_number}} (8)" } },
    });
    const field = made.ticket_field as Json;
    expect([field.title, field.raw_title]).toEqual(["Order number (8)", "{{dc.order_number}} (8)"]);
    const reader = await sign_in(desk, await make_agent(desk, [], { locale: "ru" }));
    expect((await reader.ok("GET", `ticket_fields/${field.id}`)).ticket_field.title).toBe("Номер заказа (8)");
    const asked = await admin.ok("GET", `ticket_fields/${field.id}`, { query: { locale: "ru" } });
    expect(asked.ticket_field.title).toBe("Номер заказа (8)");
    const many = await admin.ok("GET", "dynamic_content/items/show_many", {
      query: { identifiers: "order_number,none" },
    });
    expect((many.items as Json[]).map((one) => one.id)).toEqual([item.id]);
    expect((await admin.delete(`dynamic_content/items/${item.id}`)).status).toBe(204);
    expect((await admin.ok("GET", `ticket_fields/${field.id}`)).ticket_field.title).toBe(" (8)");
  });

  test("variants are added, changed, fall out of date, and one is always the default", async () => {
    const item = await make(unique("Greeting"), [{ locale_id: 1, content: "Hello", default: true }]);
    const at = `dynamic_content/items/${item.id}`;
    const added = await admin.post(`${at}/variants`, { json: { variant: { locale_id: 3, content: "Dobrý den" } } });
    expect(added.status).toBe(201);
    const czech = added.body.variant as Json;
    expect(czech).toMatchObject({ active: true, default: false, outdated: false });
    const twice = await admin.post(`${at}/variants`, { json: { variant: { locale_id: 3, content: "Ahoj" } } });
    expect(details_of(twice)).toEqual(["locale_id"]);
    const many = await admin.post(`${at}/variants/create_many`, {
      json: { variants: [{ locale_id: 4, content: "Sveiki" }, { locale_id: 5, content: "Bună ziua" }] },
    });
    expect([many.status, many.body.variants.length]).toEqual([201, 2]);
    const updated = await admin.ok("PUT", `${at}/variants/update_many`, {
      json: { variants: [{ id: many.body.variants[0].id, content: "Laba diena" }] },
    });
    expect((updated.variants as Json[]).find((one) => one.locale_id === 4)!.content).toBe("Laba diena");
    await admin.ok("PUT", `${at}/variants/${czech.id}`, { json: { variant: { default: true } } });
    const now = (await admin.ok("GET", at)).item as Json;
    expect(now.default_locale_id).toBe(3);
    expect(now.variants.filter((one: Json) => one.default)).toHaveLength(1);
    expect((await admin.delete(`${at}/variants/${czech.id}`)).status).toBe(422);
    const english = now.variants.find((one: Json) => one.locale_id === 1);
    expect((await admin.delete(`${at}/variants/${english.id}`)).status).toBe(204);
    expect((await admin.get(`${at}/variants/${english.id}`)).status).toBe(404);
    expect((await admin.ok("GET", `${at}/variants`)).variants).toHaveLength(3);
  });

  test("names and languages that cannot be are refused", async () => {
    const name = unique("Taken");
    await make(name, [{ locale_id: 1, content: "x" }]);
    const wrong: [Json, string][] = [
      [{ name, default_locale_id: 1, variants: [{ locale_id: 1, content: "x" }] }, "name"],
      [{ name: "", default_locale_id: 1, variants: [{ locale_id: 1, content: "x" }] }, "name"],
      [{ name: unique("n"), default_locale_id: 1, variants: [] }, "variants"],
      [{ name: unique("n"), default_locale_id: 1, variants: [{ locale_id: 1, content: "" }] }, "content"],
      [{ name: unique("n"), default_locale_id: 1, variants: [{ locale_id: 77, content: "x" }] }, "locale_id"],
      [{ name: unique("n"), default_locale_id: 2, variants: [{ locale_id: 1, content: "x" }] }, "default"],
    ];
    for (const [item, detail] of wrong) {
      expect(details_of(await admin.post("dynamic_content/items", { json: { item } }))).toEqual([detail]);
    }
  });
});

describe("locales", () => {
  test("five languages, by id and by code", async () => {
    const { locales } = await admin.ok("GET", "locales");
    expect((locales as Json[]).map((one) => [one.id, one.locale])).toEqual([
      [1, "en-US"],
      [2, "ru"],
      [3, "cs"],
      [4, "lt"],
      [5, "ro"],
    ]);
    expect((await admin.ok("GET", "locales/agent")).locales).toHaveLength(5);
    expect((await desk.anonymous().ok("GET", "locales/public")).locales).toHaveLength(5);
    expect((await admin.ok("GET", "locales/3")).locale.locale).toBe("cs");
    expect((await admin.ok("GET", "locales/en-US")).locale.id).toBe(1);
    expect((await admin.get("locales/77")).status).toBe(404);
    expect((await admin.get("locales/xx")).status).toBe(404);
  });

  test("the caller's own, and the best of some", async () => {
    const reader = await sign_in(desk, await make_user(admin, { locale_id: 4 }));
    expect((await reader.ok("GET", "locales/current")).locale.locale).toBe("lt");
    const best = await reader.ok("PUT", "locales/detect_best_locale", {
      json: { available_locales: ["de", "cs", "lt"] },
    });
    expect(best.locale.locale).toBe("lt");
    const second = await reader.ok("PUT", "locales/detect_best_locale", { json: { available_locales: ["de", "cs"] } });
    expect(second.locale.locale).toBe("cs");
    const guest = await desk.anonymous().ok("GET", "locales/current", {
      headers: { "accept-language": "fr, ro;q=0.8, en;q=0.5" },
    });
    expect(guest.locale.locale).toBe("ro");
    const wrong = await admin.post("users", { json: { user: { name: "x", locale_id: 99 } } });
    expect(details_of(wrong)).toEqual(["locale_id"]);
  });
});

describe("recipient addresses", () => {
  test("an address is a mailbox with a brand; the first is the default", async () => {
    const email = `${unique("help")}@desk.example`;
    const made = await admin.post("recipient_addresses", { json: { recipient_address: { email, name: "Help" } } });
    expect(made.status).toBe(201);
    const first = made.body.recipient_address as Json;
    expect(first).toMatchObject({ email, name: "Help", default: true, forwarding_status: "unknown" });
    const second = (
      await admin.ok("POST", "recipient_addresses", {
        json: { recipient_address: { email: `x${email}`, name: "Other" } },
      })
    ).recipient_address as Json;
    expect(second.default).toBe(false);
    const boxes = (await admin.ok("GET", "mailboxes")).mailboxes as Json[];
    expect(boxes.map((one) => one.address)).toEqual(expect.arrayContaining([email, `x${email}`]));
    expect((await admin.delete(`recipient_addresses/${first.id}`)).status).toBe(422);
    await admin.ok("PUT", `recipient_addresses/${second.id}`, { json: { recipient_address: { default: true } } });
    expect((await admin.ok("GET", `recipient_addresses/${first.id}`)).recipient_address.default).toBe(false);
    const verify = await admin.ok("PUT", `recipient_addresses/${first.id}/verify`, { json: { type: "forwarding" } });
    expect(verify.recipient_address.forwarding_status).toBe("waiting");
    expect((await admin.delete(`recipient_addresses/${first.id}`)).status).toBe(204);
    expect((await admin.get(`recipient_addresses/${first.id}`)).status).toBe(404);
  });

  test("what is no address, or taken, is refused", async () => {
    const email = `${unique("taken")}@desk.example`;
    await admin.ok("POST", "recipient_addresses", { json: { recipient_address: { email } } });
    for (const wrong of [email, "nobody", ""]) {
      const reply = await admin.post("recipient_addresses", { json: { recipient_address: { email: wrong } } });
      expect(details_of(reply)).toEqual(["email"]);
    }
  });
});

describe("account settings", () => {
  test("known members are kept, others passed over, wrong types refused", async () => {
    const before = (await admin.ok("GET", "account/settings")).settings as Json;
    expect(before.tickets.comments_public_by_default).toBe(true);
    expect(before.limits.attachment_size).toBeGreaterThan(1_000_000);
    const after = (
      await admin.ok("PUT", "account/settings", {
        json: {
          settings: {
            tickets: { comments_public_by_default: false, not_a_setting: 1 },
            branding: { header_color: "112233" },
            limits: { attachment_size: 1 },
            nonsense: { a: 1 },
          },
        },
      })
    ).settings as Json;
    expect(after.tickets.comments_public_by_default).toBe(false);
    expect(after.branding.header_color).toBe("112233");
    expect(after.limits).toEqual(before.limits);
    expect((await admin.ok("GET", "account/settings")).settings).toEqual(after);
    await desk.restart("stop");
    admin = desk.admin();
    expect((await admin.ok("GET", "account/settings")).settings).toEqual(after);
    const wrong = await admin.put("account/settings", { json: { settings: { tickets: { tagging: "yes" } } } });
    expect(details_of(wrong)).toEqual(["tickets.tagging"]);
  });

  test("what is set holds", async () => {
    const ticket = await make_ticket(admin);
    await admin.ok("PUT", "account/settings", {
      json: { settings: { tickets: { assign_tickets_upon_solve: false }, localization: { locale_ids: [1, 3] } } },
    });
    const { ticket: solved } = await update_ticket(admin, ticket.id as number, { status: "solved" });
    expect(solved.assignee_id).toBeNull();
    const { locales } = await desk.anonymous().ok("GET", "locales/public");
    expect((locales as Json[]).map((one) => one.locale)).toEqual(["en-US", "cs"]);
    const wrong = await admin.put("account/settings", {
      json: { settings: { localization: { locale_ids: [1, 77] } } },
    });
    expect(details_of(wrong)).toEqual(["localization.locale_ids"]);
  });

  test("the default brand is one of the settings", async () => {
    const brand = (await admin.ok("POST", "brands", {
      json: { brand: { name: "Second", subdomain: unique("second") } },
    }))
      .brand as Json;
    const { settings } = await admin.ok("PUT", "account/settings", {
      json: { settings: { brands: { default_brand_id: brand.id } } },
    });
    expect(settings.brands.default_brand_id).toBe(brand.id);
    expect((await make_ticket(admin)).brand_id).toBe(brand.id);
  });

  test("agents look, admins change", async () => {
    const agent = await sign_in(desk, await make_agent(desk, []));
    expect((await agent.get("account/settings")).status).toBe(200);
    expect((await agent.put("account/settings", { json: { settings: {} } })).status).toBe(403);
    const customer = await sign_in(desk, await make_user(admin));
    expect((await customer.get("account/settings")).status).toBe(403);
  });
});
