// SPDX-License-Identifier: AGPL-3.0-or-later
// Finding articles by words, and those that fit a ticket.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_ticket, make_user, sign_in, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let section: Json;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  const { category } = await admin.ok("POST", "help_center/categories", { json: { category: { name: "All" } } });
  section = (
    await admin.ok("POST", `help_center/categories/${category.id}/sections`, { json: { section: { name: "All" } } })
  ).section;
});
afterAll(() => desk?.end());

async function make(title: string, text: string, more: Json = {}): Promise<Json> {
  const article = { title, body: `<p>${text}</p>`, ...more };
  return (await admin.ok("POST", `help_center/sections/${section.id}/articles`, { json: { article } })).article;
}
const add_language = (article: Json, locale: string, title: string, text: string) =>
  admin.ok("POST", `help_center/articles/${article.id}/translations`, {
    json: { translation: { locale, title, body: `<p>${text}</p>` } },
  });
const search = async (query: string, more: Record<string, string> = {}) =>
  await admin.ok("GET", "help_center/articles/search", { query: { query, ...more } });
const found = async (query: string, more: Record<string, string> = {}) =>
  ((await search(query, more)).results as Json[]).map((one) => one.id as number);

describe("articles/search", () => {
  // [language, title, text, words that find it]: other forms, without accents, in capitals.
  const forms: [string, string, string, string[]][] = [
    ["en-us", "Delivered parcels", "They were signed by a neighbour", ["parcel delivers", "NEIGHBOURS"]],
    ["ru", "Посылки доставлены", "Курьер приехал вечером", ["посылка", "КУРЬЕР", "доставлена"]],
    ["cs", "Tiskárna nevytiskla účtenky", "Zkontrolujte papír", ["tiskarna", "ÚČTENKY", "účtenka"]],
    ["lt", "Sąskaita neatėjo į paštą", "Patikrinkite šlamštą", ["saskaita", "sąskaitos", "PAŠTĄ"]],
    ["ro", "Facturile pentru băuturi", "Lipsesc din plic", ["factura", "bauturi", "FACTURILE"]],
  ];
  test.each(forms)("%s words are found in their other forms", async (locale, title, text, words) => {
    const { id } = await make(title, text, { locale });
    for (const word of words) expect(await found(word), word).toContain(id);
    expect(await found(words[0]!, { locale })).toContain(id);
    expect(await found(words[0]!, { locale: locale === "cs" ? "ru" : "cs" })).not.toContain(id);
  });

  test("all words, beginnings, phrases and words that must not be there", async () => {
    const one = await make("Copper kettles", "Descale the copper kettle with vinegar twice a year");
    const two = await make("Steel kettles", "Rinse the steel kettle; never use copper polish");
    expect(await found("copper kettle")).toEqual([one.id, two.id]); // the title says more than the text
    expect(await found("kettle vinegar")).toEqual([one.id]);
    expect(await found("kettle vineg*")).toEqual([one.id]);
    expect(await found("kettle vineg")).toEqual([]);
    expect(await found("kettle vineg", { unfinished: "true" })).toEqual([one.id]);
    expect(await found('"copper polish"')).toEqual([two.id]);
    expect(await found('"polish copper"')).toEqual([]);
    expect(await found("copper kettle -vinegar")).toEqual([two.id]);
    const hit = ((await search("vinegar")).results as Json[])[0]!;
    expect(hit).toMatchObject({ result_type: "article", title: "Copper kettles" });
    expect(hit.snippet).toContain("<mark>vinegar</mark>");
    const page = await search("copper kettle", { per_page: "1" });
    expect(page).toMatchObject({ count: 2, page_count: 2 });
    expect(((await admin.ok("GET", page.next_page as string)).results as Json[])[0]!.id).toBe(two.id);
    const cursor = await search("copper kettle", { "page[size]": "1" });
    expect(((await admin.ok("GET", cursor.links.next as string)).results as Json[])[0]!.id).toBe(two.id);
  });

  test("new text is found at once, old text no more; drafts and deleted ones are not", async () => {
    const article = await make("Oldarticleword", "x", { label_names: ["labelledword"] });
    expect(await found("labelledword")).toEqual([article.id]);
    const at = `help_center/articles/${article.id}/translations/en-us`;
    await admin.ok("PUT", at, { json: { translation: { title: "Newarticleword" } } });
    expect(await found("newarticleword")).toEqual([article.id]);
    expect(await found("oldarticleword")).toEqual([]);
    await admin.ok("PUT", at, { json: { translation: { draft: true } } });
    expect(await found("newarticleword")).toEqual([]);
    expect(await found("newarticleword", { drafts: "true" })).toEqual([article.id]);
    const agent = await sign_in(desk, await make_agent(desk, []));
    const query = { query: "newarticleword", drafts: "true" };
    expect((await agent.ok("GET", "help_center/articles/search", { query })).results).toEqual([]);
    await admin.ok("PUT", at, { json: { translation: { draft: false } } });
    await admin.delete(`help_center/articles/${article.id}`);
    expect(await found("newarticleword")).toEqual([]);
  });

  test("an article is shown once, in the language that is preferred", async () => {
    const article = await make("Voucher", "Vouchers live for a year");
    await add_language(article, "cs", "Poukaz", "Poukazy platí rok");
    const shown = async (more: Record<string, string>) =>
      ((await search("voucher", more)).results as Json[]).map((one) => one.title as string);
    expect(await shown({})).toEqual(["Voucher"]);
    expect(await shown({ prefer_locale: "cs" })).toEqual(["Poukaz"]);
    expect(await shown({ prefer_locale: "lt" })).toEqual(["Voucher"]);
    expect(await shown({ locale: "cs" })).toEqual([]);
  });

  test("within a section, by labels, by time; something must be asked for", async () => {
    const article = await make("Withinword", "x", { label_names: ["only-here"] });
    expect(await found("withinword", { section: String(section.id) })).toEqual([article.id]);
    expect(await found("withinword", { section: "999999" })).toEqual([]);
    expect(await found("", { label_names: "only-here" })).toEqual([article.id]);
    expect(await found("withinword", { created_before: "2020-01-01" })).toEqual([]);
    expect(await found("withinword", { updated_after: "2020-01-01" })).toEqual([article.id]);
    for (const bad of [{ query: "" }, { query: "x", section: "y" }, { query: "x", created_at: "never" }]) {
      expect((await admin.get("help_center/articles/search", { query: bad })).status).toBe(400);
    }
  });
});

describe("suggested_articles", () => {
  test("fit the subject and the last words of the customer, in their language", async () => {
    const invoice = await make("Getting an invoice again", "Open your order and choose Invoice to download it.");
    await add_language(invoice, "cs", "Faktura znovu", "Otevřete objednávku a stáhněte fakturu.");
    await make("Cleaning the mill", "Brush the burrs every week.");
    const requester = await make_user(admin, { locale: "cs" });
    const ticket = await make_ticket(admin, {
      requester_id: requester.id,
      subject: "Faktura",
      comment: { body: "Dobrý den, potřeboval bych znovu poslat fakturu k objednávce.", author_id: requester.id },
    });
    const suggested = await admin.ok("GET", `tickets/${ticket.id}/suggested_articles`);
    expect(suggested.locale).toBe("cs");
    expect(titles_of(suggested)).toEqual(["Faktura znovu"]);
    // A new question: what the agent wrote does not count.
    await update_ticket(admin, ticket.id as number, { comment: { body: "Brush the mill and its burrs." } });
    expect(titles_of(await admin.ok("GET", `tickets/${ticket.id}/suggested_articles`))).toEqual(["Faktura znovu"]);
  });

  test("are none for a ticket that nobody may see", async () => {
    const ticket = await make_ticket(admin);
    const agent = await sign_in(desk, await make_agent(desk, [], { ticket_restriction: "assigned" }));
    expect((await agent.get(`tickets/${ticket.id}/suggested_articles`)).status).toBe(404);
  });
});

const titles_of = (suggested: Json) => (suggested.articles as Json[]).map((one) => one.title as string);
