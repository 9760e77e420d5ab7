// SPDX-License-Identifier: AGPL-3.0-or-later
// What the desk knows: an administrator writes it in several languages, an agent finds it and puts it into a reply.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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
let anna: Window;
beforeAll(async () => {
  [desk, chromium] = await Promise.all([Desk.start(), Chromium.start()]);
  await desk.command(["demo", "load"]);
  anna = await chromium.window(desk.url);
  await anna.sign_in(email, password);
}, 120_000);
afterAll(async () => {
  await chromium?.end();
  await desk?.end();
});

async function ticket_about(subject: string): Promise<number> {
  const query = { query: `type:ticket subject:"${subject}"` };
  const { results } = await desk.admin().ok("GET", "search", { query });
  return (results as Json[])[0]!.id as number;
}
async function articles_about(query: string): Promise<Json[]> {
  return (await desk.admin().ok("GET", "help_center/articles/search", { query: { query, drafts: "true" } }))
    .results as Json[];
}
async function open_ticket(window: Window, id: number) {
  await window.go(`/views/all_open/${id}`);
  await window.comments.first().waitFor();
  await window.at("start-reply").waitFor();
}
const saved = (window: Window) => window.at("save-form").waitFor({ state: "detached" });
const marks = (window: Window, title: string) =>
  window.at("article").filter({ hasText: title }).locator("[data-state]");

describe("an administrator", () => {
  test("writes an article, publishes it and adds a language that becomes outdated", async () => {
    await anna.go("/admin/knowledge");
    const section = anna.at("section").filter({ hasText: "Delivery" });
    await section.getByTestId("add-article").click();
    await anna.at("text-title").fill("Parcels that arrive wet");
    await anna.editor.click();
    await anna.page.keyboard.type("Photograph the box before you open it.");
    await anna.at("article-labels").fill("damage, rain");
    await anna.at("text-published").check();
    await anna.at("save-form").click();
    await saved(anna);
    await anna.at("article").filter({ hasText: "arrive wet" }).getByRole("button").first().click();
    await anna.at("language-cs").click();
    await anna.at("source-text").getByText("Photograph the box").waitFor();
    await anna.at("text-title").fill("Promočený balík");
    await anna.editor.click();
    await anna.page.keyboard.type("Krabici vyfoťte, než ji otevřete.");
    await take_picture(anna.page, "article-editor");
    expect(await accessibility_problems(anna)).toEqual([]);
    await anna.at("text-published").check();
    await anna.at("save-form").click();
    await saved(anna);
    await until("Czech is published", async () => (await marks(anna, "arrive wet").nth(1).textContent()) !== null);
    const [article] = await articles_about("wet");
    expect(article).toMatchObject({ label_names: ["damage", "rain"], draft: false });
    expect(article!.languages).toHaveLength(2);
    expect((await articles_about("promoceny")).map((one) => one.id as number)).toEqual([article!.id]);

    await anna.at("article").filter({ hasText: "arrive wet" }).getByRole("button").first().click();
    await anna.editor.getByText("Photograph").click();
    await anna.page.keyboard.press("Control+End");
    await anna.page.keyboard.type(" Keep the box.");
    await anna.page.keyboard.press("Enter");
    await anna.page.keyboard.type("## Later");
    await anna.at("save-form").click();
    await saved(anna);
    await anna.at("article").filter({ hasText: "arrive wet" }).locator('[data-state="outdated"]').waitFor();
    await anna.at("article").filter({ hasText: "arrive wet" }).getByRole("button").first().click();
    await anna.editor.locator("h2").getByText("Later").waitFor();
    await anna.page.keyboard.press("Escape");
    await anna.editor.waitFor({ state: "detached" });
  });

  test("finds, moves, deletes and takes back", async () => {
    const titles = () => anna.at("section").first().getByTestId("article").allInnerTexts();
    const before = (await titles())[0];
    await anna.at("section").first().getByTestId("article").nth(1).getByRole("button").nth(1).click();
    await until("the second is the first", async () => (await titles())[0] !== before);
    await anna.at("knowledge-search").fill("vouch");
    await anna.at("knowledge-found").getByText("voucher code").first().click();
    await anna.at("delete-item").click();
    await anna.at("confirm-delete").click();
    await saved(anna);
    expect(await articles_about("voucher code works")).toEqual([]);
    await anna.page.getByRole("button", { name: "Undo" }).click();
    await until("it is back", async () => (await articles_about("voucher code works")).length === 1);
    await anna.at("knowledge-search").fill("");
    await anna.at("category").first().waitFor();
  });

  test("adds a category and a section", async () => {
    await anna.at("add-category").click();
    await anna.at("text-title").fill("Devices");
    await anna.at("save-form").click();
    await saved(anna);
    const category = anna.at("category").filter({ hasText: "Devices" });
    await category.getByTestId("add-section").click();
    await anna.at("text-title").fill("Printers");
    await anna.at("save-form").click();
    await saved(anna);
    await category.getByTestId("section").getByText("Printers").waitFor();
    await take_picture(anna.page, "knowledge");
    expect(await accessibility_problems(anna)).toEqual([]);
  });
});

describe("an agent", () => {
  test("gets what fits the ticket in the customer's language, by keyboard", async () => {
    await open_ticket(anna, await ticket_about("Nepřijde mi odkaz pro nové heslo"));
    await anna.page.keyboard.press("b");
    await anna.at("article-dialog").waitFor();
    await anna.at("article-row").filter({ hasText: "Zapomenuté heslo" }).waitFor();
    await anna.at("article-preview").getByText("Zapomenuté heslo a odkaz nechodí").waitFor();
    await take_picture(anna.page, "article-dialog");
    expect(await accessibility_problems(anna)).toEqual([]);
    await anna.page.keyboard.press("Enter");
    await anna.editor.getByText("Po pěti pokusech").waitFor();
    expect(await anna.editor.locator("ul li").count()).toBe(3);
    expect(await anna.editor.locator("strong").first().textContent()).toBe("Zapomenuté heslo");
  });

  test("searches while typing, is told of another language, and chooses one", async () => {
    await desk.admin().ok("POST", `help_center/sections/${await any_section()}/articles`, {
      json: { article: { title: "Cleaning the burr grinder", body: "<h2>Weekly</h2><p>Brush the burrs.</p>" } },
    });
    const eva = { name: "Eva Zákaznice", locale: "cs" };
    const { user } = await desk.admin().ok("POST", "users", { json: { user: eva } });
    const { ticket } = await desk.admin().ok("POST", "tickets", {
      json: { ticket: { subject: "Mlýnek", requester_id: user.id, comment: { body: "Jak se čistí mlýnek na kávu?" } } },
    });
    await open_ticket(anna, ticket.id as number);
    await anna.start_reply();
    await anna.page.keyboard.type("Hello. ");
    await anna.at("article-button").click();
    await anna.at("article-search").fill("grinder clea");
    await anna.at("article-preview").getByText("Brush the burrs").waitFor();
    await anna.at("article-fallback").waitFor();
    await anna.at("article-insert").click();
    await anna.editor.getByText("Brush the burrs").waitFor();
    expect(await anna.editor.innerText()).toMatch(/Hello\.[\s\S]*Weekly[\s\S]*Brush/);
    await anna.at("article-button").click();
    await anna.at("article-search").fill("faktur");
    await anna.at("article-row").filter({ hasText: "fakturu" }).waitFor();
    await anna.pick("article-language", "lt");
    await anna.at("article-preview").getByText("Kaip gauti").waitFor();
    await anna.page.keyboard.press("Escape");
  });

  test("is asked before the customer reads what is for agents only", async () => {
    await open_ticket(anna, await ticket_about("Card declined but money reserved"));
    await anna.start_reply();
    await anna.at("article-button").click();
    await anna.at("article-search").fill("charged twice");
    await anna.at("article-row").filter({ hasText: "Card charged twice" }).waitFor();
    await anna.at("article-preview").getByText("For agents.").waitFor();
    await anna.at("article-insert").click();
    await anna.at("article-warning").waitFor();
    expect(await anna.editor.innerText()).not.toContain("reservation");
    await anna.at("article-insert").click();
    await anna.editor.getByText("reservation, not a payment").waitFor();
  });
});

test("all of it fits a phone, in the dark", async () => {
  const phone = await chromium.window(desk.url, { viewport: { width: 390, height: 844 }, colorScheme: "dark" });
  await phone.sign_in(email, password);
  await phone.go("/admin/knowledge");
  await phone.at("category").first().waitFor();
  const fits = () => phone.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);
  expect(await fits()).toBe(true);
  await take_picture(phone.page, "knowledge-phone-dark");
  expect(await accessibility_problems(phone)).toEqual([]);
  await phone.at("article").first().getByRole("button").first().click();
  await phone.at("text-title").waitFor();
  await take_picture(phone.page, "article-editor-phone-dark");
  await phone.go(`/tickets/${await ticket_about("Where is my parcel")}`);
  await phone.at("start-reply").click();
  await phone.editor_has_focus();
  await phone.at("article-button").click();
  await phone.at("article-preview").getByText("leaves our warehouse").waitFor();
  expect(await fits()).toBe(true);
  await take_picture(phone.page, "article-dialog-phone-dark");
  expect(await accessibility_problems(phone)).toEqual([]);
  await phone.close();
});

async function any_section(): Promise<number> {
  return ((await desk.admin().ok("GET", "help_center/sections")).sections as Json[])[0]!.id as number;
}
