// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_ticket, make_user, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

const search = async (query: string) => (await admin.ok("GET", "search", { query: { query } })) as Json;
const ids = async (query: string) => ((await search(query)).results as Json[]).map((one) => one.id as number);

describe("tickets", () => {
  test("all words, in subject or any comment, also as prefixes", async () => {
    const one = await make_ticket(admin, {
      subject: "Gramophone needle",
      comment: { body: "It scratches my records." },
    });
    const two = await make_ticket(admin, { subject: "Gramophone horn", comment: { body: "The horn is bent." } });
    await update_ticket(admin, two.id, { comment: { body: "We will hammer it flat.", public: false } });
    expect(await ids("type:ticket gramophone")).toEqual(expect.arrayContaining([one.id, two.id]));
    expect(await ids("type:ticket gramophone scratches")).toEqual([one.id]);
    expect(await ids("type:ticket gramopho*")).toEqual(expect.arrayContaining([one.id, two.id]));
    expect(await ids("type:ticket gramopho* bent")).toEqual([two.id]);
    expect(await ids("type:ticket hammer*")).toEqual([two.id]);
    expect(await ids("type:ticket gramophone giraffe")).toEqual([]);
    const found = (await search("type:ticket scratches")).results as Json[];
    expect(found[0]).toMatchObject({ id: one.id, result_type: "ticket", subject: "Gramophone needle" });
  });

  // [language, text, words that find it]: other forms of the word, without accents, in capitals.
  const forms: [string, string, string[]][] = [
    ["English", "The parcels were delivered yesterday", ["parcel delivers", "PARCELS"]],
    ["Russian", "Посылки доставлены вчера вечером", ["посылка", "ПОСЫЛКИ", "доставлена"]],
    ["Czech", "Tiskárna nevytiskla účtenky", ["tiskarna", "ÚČTENKY", "účtenka"]],
    ["Lithuanian", "Sąskaita neatėjo į paštą", ["saskaita", "sąskaitos", "PAŠTĄ"]],
    ["Romanian", "Facturile pentru băuturi lipsesc", ["factura", "bauturi", "FACTURILE"]],
  ];
  test.each(forms)("%s words are found in their other forms", async (_, text, words) => {
    const { id } = await make_ticket(admin, { subject: "x", comment: { body: text } });
    for (const word of words) expect(await ids(`type:ticket ${word}`)).toContain(id);
  });

  test("changes count at once", async () => {
    const { id } = await make_ticket(admin, { subject: "Oldsubjectword" });
    await update_ticket(admin, id, { subject: "Newsubjectword" });
    expect(await ids("newsubjectword")).toContain(id);
    expect(await ids("oldsubjectword")).not.toContain(id);
  });

  test("an address and an order number are found while they are typed", async () => {
    const requester = await make_user(admin, { name: "Orla Whitfield", email: "orla.whitfield@quarry.example" });
    const { id } = await make_ticket(admin, { subject: "Order QX-1234-Z", requester_id: requester.id });
    for (const typed of ["whitfield@", "whitfield@qua", "whitfield@quarry.e", "@quarry.ex", "qx-12", "1234-z"]) {
      expect(await ids(`type:ticket ${typed}`), typed).toContain(id);
    }
    expect(await ids("type:user whitfield@qua")).toEqual([requester.id]);
  });

  test("the requester's new name finds them, the old one no longer does", async () => {
    const requester = await make_user(admin, { name: "Pavla Maidenname" });
    const made: number[] = [];
    for (const subject of ["One", "Two"])
      made.push((await make_ticket(admin, { subject, requester_id: requester.id })).id as number);
    await admin.ok("PUT", `users/${requester.id}`, { json: { user: { name: "Pavla Marriedname" } } });
    await expect.poll(() => ids("type:ticket maidenname")).toEqual([]);
    expect((await ids("type:ticket marriedname")).sort()).toEqual(made.sort());
    const organization = (await admin.ok("POST", "organizations", { json: { organization: { name: "Oldcompany" } } }))
      .organization as Json;
    await admin.ok("PUT", `organizations/${organization.id}`, { json: { organization: { name: "Newcompany" } } });
    expect(await ids("type:organization newcompany")).toEqual([organization.id]);
    expect(await ids("type:organization oldcompany")).toEqual([]);
  });

  test("a number finds the ticket of that number", async () => {
    const { id } = await make_ticket(admin);
    expect(await ids(`type:ticket ${id}`)).toContain(id);
  });
});

describe("people", () => {
  test("by name, e-mail and type", async () => {
    const user = await make_user(admin, { name: "Wilhelmina Quartermaine" });
    expect(await ids("type:user quartermaine")).toEqual([user.id]);
    const { results } = await search("type:user quartermaine");
    expect(results).toMatchObject([{ id: user.id, result_type: "user" }]);
    expect(await ids(`type:user ${user.email}`)).toContain(user.id);
    expect(await ids("type:ticket quartermaine")).not.toContain(user.id);
  });
});

describe("queries", () => {
  const odd = [
    "",
    " ",
    "*",
    "**",
    '"',
    '"unclosed',
    "(",
    "a OR",
    "NOT",
    "NEAR(a b)",
    "a:b:c",
    "-",
    "-a",
    "type:",
    "type:nonsense",
    "'; drop table tickets; --",
    "%",
    "_",
    "\\",
    "a & b | c",
    "!",
    ":*",
    "&",
    "<->",
    "\u0000",
    "\u202E",
    "🐎",
    "x".repeat(3000),
    "a ".repeat(500),
    "subject:x",
    "status<solved",
  ];
  test.each(odd)("%j is answered", async (query) => {
    expect((await admin.get("search", { query: { query } })).status).toBeLessThan(500);
  });

  test("without one: 200 or 4xx", async () => {
    expect((await admin.get("search")).status).toBeLessThan(500);
  });

  test("pages", async () => {
    for (let i = 0; i < 7; ++i) await make_ticket(admin, { subject: `Harpsichord ${i}` });
    expect(await ids("type:ticket harpsichord")).toHaveLength(7);
    const first = await admin.ok("GET", "search", { query: { query: "type:ticket harpsichord", per_page: 3 } });
    expect(first.count).toBe(7);
    expect(first.results).toHaveLength(3);
    const second = await admin.ok("GET", first.next_page as string);
    const third = await admin.ok("GET", second.next_page as string);
    expect(third.next_page).toBeNull();
    const all = [first, second, third].flatMap((page) => (page.results as Json[]).map((one) => one.id as number));
    expect(new Set(all).size).toBe(7);
  });
});
