// SPDX-License-Identifier: AGPL-3.0-or-later
// help_center: categories, sections, articles, their translations and labels.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, sign_in, unique } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let agent: Client;
let category: Json;
let section: Json;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  agent = await sign_in(desk, await make_agent(desk, []));
  category = await make("categories", { category: { name: "Orders", description: "What was ordered" } });
  section = await make(`categories/${category.id}/sections`, { section: { name: "Shipping" } });
});
afterAll(() => desk?.end());

const hc = (path: string) => `help_center/${path}`;
async function make(path: string, json: Json): Promise<Json> {
  return Object.values(await admin.ok("POST", hc(path), { json }))[0] as Json;
}
const make_article = (fields: Json = {}) =>
  make(`sections/${section.id}/articles`, {
    article: { title: unique("Article"), body: "<p>Parcels leave at noon.</p>", ...fields },
  });
const titles = (list: Json[]) => list.map((one) => one.title as string);

describe("categories, sections, articles", () => {
  test("are created, shown at their own address, changed and deleted", async () => {
    const reply = await admin.post(hc(`sections/${section.id}/articles`), {
      json: {
        article: {
          title: "Where is my parcel?",
          body: "<p>Look at the <b>tracking</b> page.</p><script>alert(1)</script>",
          locale: "en-us",
          label_names: ["Tracking", "post office"],
          promoted: true,
          user_segment_id: null,
          permission_group_id: 1,
        },
        notify_subscribers: false,
      },
    });
    expect(reply.status).toBe(201);
    const article = reply.body.article as Json;
    expect(article).toMatchObject({
      title: "Where is my parcel?",
      name: "Where is my parcel?",
      body: "<p>Look at the <b>tracking</b> page.</p>",
      section_id: section.id,
      draft: false,
      promoted: true,
      locale: "en-us",
      source_locale: "en-us",
      label_names: ["post office", "tracking"],
      user_segment_id: null,
      languages: [{ locale: "en-us", draft: false, outdated: false }],
    });
    expect(article.url).toMatch(/\/api\/v2\/help_center\/en-us\/articles\/\d+\.json$/);
    expect((await admin.ok("GET", reply.headers.get("location")!)).article).toEqual(article);
    const changed = await admin.ok("PUT", article.url as string, {
      json: { article: { promoted: false, user_segment_id: 2, label_names: [], title: "not here" } },
    });
    expect(changed.article).toMatchObject({
      promoted: false,
      user_segment_id: 2,
      user_segment_ids: [2],
      label_names: [],
      title: "Where is my parcel?",
    });
    expect((await admin.delete(hc(`articles/${article.id}`))).status).toBe(204);
    expect((await admin.get(hc(`articles/${article.id}`))).status).toBe(404);
    expect((await admin.ok("PUT", hc(`articles/${article.id}/restore`), { json: {} })).article.id).toBe(article.id);
    expect((await admin.put(hc(`articles/${article.id}/restore`), { json: {} })).status).toBe(404);
  });

  test("a deleted category takes its sections and articles along", async () => {
    const other = await make("categories", { category: { name: "Soon gone" } });
    const inner = await make(`categories/${other.id}/sections`, { section: { name: "Inner" } });
    const { article } = await admin.ok("POST", hc(`sections/${inner.id}/articles`), {
      json: { article: { title: "Inside" } },
    });
    expect((await admin.delete(hc(`categories/${other.id}`))).status).toBe(204);
    for (const path of [`categories/${other.id}`, `sections/${inner.id}`, `articles/${article.id}`]) {
      expect((await admin.get(hc(path))).status, path).toBe(404);
    }
    expect((await admin.put(hc(`articles/${article.id}/restore`), { json: {} })).status).toBe(404);
  });

  test("lists go by position, by number and by cursor, within their parents", async () => {
    const own = await make(`categories/${category.id}/sections`, { section: { name: "Pages", position: 3 } });
    for (const position of [2, 0, 1]) {
      await admin.ok("POST", hc(`sections/${own.id}/articles`), {
        json: { article: { title: `Number ${position}`, position } },
      });
    }
    const path = hc(`sections/${own.id}/articles`);
    const first = await admin.ok("GET", path, { query: { per_page: "2" } });
    expect(titles(first.articles as Json[])).toEqual(["Number 0", "Number 1"]);
    expect(first).toMatchObject({ count: 3, page: 1, per_page: 2, page_count: 2, sort_by: "position" });
    expect(titles((await admin.ok("GET", first.next_page as string)).articles as Json[])).toEqual(["Number 2"]);
    for (const [sort, wanted] of [
      ["title", ["Number 0", "Number 1", "Number 2"]],
      ["-title", ["Number 2", "Number 1", "Number 0"]],
      ["-position", ["Number 2", "Number 1", "Number 0"]],
      ["created_at", ["Number 2", "Number 0", "Number 1"]],
    ] as [string, string[]][]) {
      const seen: string[] = [];
      let at: string | null = path;
      for (let page = 0; at && page < 5; ++page) {
        const query: Record<string, string> = page ? {} : { "page[size]": "1", sort };
        const reply: Json = await admin.ok("GET", at, { query });
        seen.push(...titles(reply.articles as Json[]));
        at = reply.links.next as string | null;
      }
      expect(seen, sort).toEqual(wanted);
    }
    const of_category = await admin.ok("GET", hc(`categories/${category.id}/articles`));
    expect(titles(of_category.articles as Json[])).toEqual(expect.arrayContaining(["Number 0"]));
    const sections = (await admin.ok("GET", hc(`categories/${category.id}/sections`))).sections as Json[];
    expect(sections.map((one) => one.id as number)).toEqual(expect.arrayContaining([section.id, own.id]));
    expect((await admin.get(path, { query: { sort_by: "votes" } })).status).toBe(400);
    const me = (await admin.ok("GET", "users/me")).user as Json;
    expect((await admin.ok("GET", hc(`users/${me.id}/articles`))).count).toBeGreaterThan(2);
  });

  test("what cannot be is refused with its reason", async () => {
    const at = hc(`sections/${section.id}/articles`);
    const refused: [Json, number][] = [
      [{ article: { title: " " } }, 422],
      [{ article: { title: "x", locale: "not a language" } }, 422],
      [{ article: { title: "x", user_segment_id: 77 } }, 422],
      [{ article: { title: "x", author_id: 99999 } }, 422],
      [{ article: { title: "x", promoted: "perhaps" } }, 400],
      [{ article: { title: "x", translations: ["x"] } }, 400],
      [{}, 400],
    ];
    for (const [json, status] of refused) {
      expect((await admin.post(at, { json })).status, JSON.stringify(json)).toBe(status);
    }
    expect((await admin.post(hc("sections/999/articles"), { json: { article: { title: "x" } } })).status).toBe(404);
    expect((await admin.get(hc("zz9/articles"))).status).toBe(404);
    const article = await make_article();
    const moved = await admin.put(hc(`articles/${article.id}`), { json: { article: { section_id: 999_999 } } });
    expect(moved.status).toBe(422);
  });
});

describe("translations", () => {
  test("of one article in several languages, and any language", async () => {
    const article = await make_article({ title: "Returns", body: "<p>Thirty days.</p>" });
    const at = hc(`articles/${article.id}/translations`);
    expect((await admin.ok("GET", `${at}/missing`)).locales).toEqual(["ru", "cs", "lt", "ro"]);
    const czech = await admin.ok("POST", at, {
      json: { translation: { locale: "cs", title: "Vrácení", body: "<p>Třicet dní.</p>" } },
    });
    expect(czech.translation).toMatchObject({ source_type: "Article", source_id: article.id, draft: false });
    await admin.ok("POST", at, { json: { translation: { locale: "pt_BR", title: "Devoluções", draft: true } } });
    expect((await admin.post(at, { json: { translation: { locale: "CS", title: "x" } } })).status).toBe(422);
    const listed = (await admin.ok("GET", at)).translations as Json[];
    expect(listed.map((one) => one.locale as string)).toEqual(["en-us", "cs", "pt-br"]);
    expect((await admin.ok("GET", hc(`cs/articles/${article.id}`))).article).toMatchObject({
      title: "Vrácení",
      locale: "cs",
      source_locale: "en-us",
    });
    expect((await admin.get(hc(`lt/articles/${article.id}`))).status).toBe(404);
    const of_czech = (await admin.ok("GET", hc("cs/articles"))).articles as Json[];
    expect(titles(of_czech)).toContain("Vrácení");
    expect(of_czech.every((one) => one.locale === "cs")).toBe(true);
  });

  test("become outdated when the source changes, until they are written again", async () => {
    const article = await make_article();
    const at = hc(`articles/${article.id}/translations`);
    await admin.ok("POST", at, { json: { translation: { locale: "lt", title: "Grąžinimas", body: "<p>a</p>" } } });
    await admin.ok("PUT", `${at}/en-us`, { json: { translation: { body: "<p>Forty days.</p>" } } });
    expect((await admin.ok("GET", hc(`articles/${article.id}`))).article.outdated_locales).toEqual(["lt"]);
    const written = await admin.ok("PUT", `${at}/lt`, { json: { translation: { body: "<p>b</p>" } } });
    expect(written.translation.outdated).toBe(false);
    expect((await admin.ok("GET", hc(`articles/${article.id}`))).article.outdated_locales).toEqual([]);
  });

  test("the source stays until another language is it", async () => {
    const article = await make_article();
    const at = hc(`articles/${article.id}/translations`);
    await admin.ok("POST", at, { json: { translation: { locale: "ro", title: "Retur" } } });
    const [source] = (await admin.ok("GET", at)).translations as Json[];
    expect((await admin.delete(hc(`translations/${source!.id}`))).status).toBe(422);
    const put = (locale: string) =>
      admin.put(hc(`articles/${article.id}/source_locale`), { json: { article_locale: locale } });
    expect((await put("lt")).status).toBe(422);
    expect((await put("ro")).body.article.source_locale).toBe("ro");
    expect((await admin.delete(hc(`translations/${source!.id}`))).status).toBe(204);
    expect((await admin.ok("GET", hc(`articles/${article.id}`))).article.title).toBe("Retur");
  });

  test("of categories and sections are plain", async () => {
    for (const [path, type] of [
      [`categories/${category.id}`, "Category"],
      [`sections/${section.id}`, "Section"],
    ]) {
      const json = { translation: { locale: "ru", title: "Доставка", body: "<b>и оплата</b>" } };
      const { translation } = await admin.ok("POST", hc(`${path}/translations`), { json });
      expect(translation).toMatchObject({ source_type: type, body: "<b>и оплата</b>" });
      expect((await admin.ok("GET", hc(`${path}/translations/ru`))).translation).toEqual(translation);
      expect((await admin.ok("GET", hc(`${path}/translations/missing`))).locales).toEqual(["cs", "lt", "ro"]);
    }
    expect((await admin.ok("GET", hc("locales"))).default_locale).toBe("en-us");
  });
});

describe("labels", () => {
  test("are added, listed, looked for and taken off", async () => {
    const article = await make_article();
    const at = hc(`articles/${article.id}/labels`);
    const name = unique("label");
    const { label } = await admin.ok("POST", at, { json: { label: { name } } });
    expect((await admin.ok("GET", at)).labels).toEqual([label]);
    expect((await admin.ok("GET", hc(`articles/labels/${label.id}`))).label.name).toBe(name);
    const all = (await admin.ok("GET", hc("articles/labels"), { query: { "page[size]": "100" } })).labels as Json[];
    expect(all.map((one) => one.name as string)).toContain(name);
    const labelled = await admin.ok("GET", hc("articles"), { query: { label_names: name } });
    expect((labelled.articles as Json[]).map((one) => one.id as number)).toEqual([article.id]);
    expect((await admin.delete(`${at}/${label.id}`)).status).toBe(204);
    expect((await admin.delete(`${at}/${label.id}`)).status).toBe(404);
    expect((await admin.post(at, { json: { label: { name: "" } } })).status).toBe(422);
  });
});

describe("access", () => {
  test("agents read what is published and write nothing; who looks after dynamic content writes", async () => {
    const article = await make_article({ title: "Drafted", draft: true });
    const at = hc(`articles/${article.id}`);
    for (const path of [at, `${at}/translations`, `${at}/translations/en-us`, `${at}/labels`]) {
      expect((await agent.get(path)).status, path).toBe(404);
      expect((await admin.get(path)).status, path).toBe(200);
    }
    const seen = (await agent.ok("GET", hc(`sections/${section.id}/articles`))).articles as Json[];
    expect(titles(seen)).not.toContain("Drafted");
    expect((await agent.post(hc("categories"), { json: { category: { name: "x" } } })).status).toBe(403);
    expect((await agent.delete(at)).status).toBe(403);
    expect((await desk.anonymous().get(hc("articles"))).status).toBe(401);
    await admin.ok("PUT", `${at}/translations/en-us`, { json: { translation: { draft: false } } });
    expect((await agent.ok("GET", at)).article.title).toBe("Drafted");
  });

  test("every change is in the log of admin changes", async () => {
    const article = await make_article({ title: "Logged article" });
    await admin.ok("PUT", hc(`articles/${article.id}`), { json: { article: { promoted: true } } });
    await admin.ok("PUT", hc(`articles/${article.id}/translations/en-us`), {
      json: { translation: { title: "Logged again" } },
    });
    await admin.delete(hc(`articles/${article.id}`));
    const query = { "filter[source_type]": "article", "filter[source_id]": String(article.id), "page[size]": "50" };
    const logs = (await admin.ok("GET", "audit_logs", { query })).audit_logs as Json[];
    expect(logs.map((one) => one.action as string).sort()).toEqual(["create", "destroy", "update"]);
    expect(logs.find((one) => one.action === "update")!.change_description).toContain("promoted: false -> true");
    const texts = await admin.ok("GET", "audit_logs", { query: { "filter[source_type]": "translation" } });
    expect((texts.audit_logs as Json[])[0]!.change_description).toContain("Logged again");
  });

  test("articles are there after a restart", async () => {
    const article = await make_article({ title: "Still here" });
    await desk.restart("kill");
    admin = desk.admin();
    expect((await admin.ok("GET", hc(`articles/${article.id}`))).article.title).toBe("Still here");
  });
});
