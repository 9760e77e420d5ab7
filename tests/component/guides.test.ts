// SPDX-License-Identifier: AGPL-3.0-or-later
// Guides: articles that say how tickets are handled, beside the tickets that their conditions fit.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_group, make_ticket, sign_in, unique } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let section: number;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  const named = (kind: string) => ({ json: { [kind]: { name: unique(kind), title: unique(kind), locale: "en-us" } } });
  const { category } = await admin.ok("POST", "help_center/categories", named("category"));
  section = (await admin.ok("POST", `help_center/categories/${category.id}/sections`, named("section"))).section
    .id as number;
});
afterAll(() => desk?.end());

const write = async (title: string, fields: Json = {}): Promise<number> => {
  const article = { title, body: "<ol><li>Look</li><li>Answer</li></ol>", locale: "en-us", user_segment_id: 2 };
  const json = { article: { ...article, ...fields } };
  return (await admin.ok("POST", `help_center/sections/${section}/articles`, { json })).article.id as number;
};
const tie = (article: number, all: Json[], more: Json = {}) =>
  admin.put(`help_center/articles/${article}/guide`, { json: { guide: { conditions: { all, any: [] }, ...more } } });
const is = (field: string, value: unknown, operator = "is"): Json => ({ field, operator, value: String(value) });
const titles = async (client: Client, ticket: unknown): Promise<string[]> =>
  ((await client.ok("GET", `tickets/${ticket}/guides`)).guides as Json[]).map((one) => one.title as string);

describe("guides", () => {
  test("stand beside the tickets that fit: by group, tag, status, form and words", async () => {
    const group = await make_group(admin);
    const tag = unique("tag");
    const { id } = await make_ticket(admin, { group_id: group.id, tags: [tag], subject: "Parcel arrived soaked" });
    const other = await make_ticket(admin, { subject: "Something else" });
    const guides: [string, Json[]][] = [
      ["by group", [is("group_id", group.id)]],
      ["by tag", [is("current_tags", tag, "includes")]],
      ["by words", [is("subject_includes_word", "soaked", "includes")]],
      ["by form", [is("ticket_form_id", 1), is("group_id", group.id)]],
      ["by status", [is("status", "solved"), is("group_id", group.id)]],
    ];
    for (const [title, all] of guides) expect((await tie(await write(title), all)).status).toBe(200);
    const found = await titles(admin, id);
    expect(found[0]).toBe("by form"); // asks for most
    expect(found.toSorted()).toEqual(["by form", "by group", "by tag", "by words"]);
    expect(await titles(admin, other.id)).toEqual([]);
    await admin.ok("PUT", `tickets/${id}`, { json: { ticket: { status: "solved", tags: [] } } });
    expect((await titles(admin, id)).toSorted()).toEqual(["by form", "by group", "by status", "by words"]);
  });

  test("are published, in the reader's language, with steps that are still there", async () => {
    const tag = unique("tag");
    const { id } = await make_ticket(admin, { tags: [tag] });
    const article = await write("Refunds", { draft: true });
    const template = { name: "Refund", items: ["Check the order"] };
    const { checklist_template } = await admin.ok("POST", "checklist_templates", {
      json: { checklist_template: template },
    });
    await tie(article, [is("current_tags", tag, "includes")], { checklist_template_id: checklist_template.id });
    const locale = (draft: boolean) => ({ json: { translation: { draft } } });
    await admin.put(`help_center/articles/${article}/translations/en-us`, locale(true));
    expect(await titles(admin, id)).toEqual([]);
    await admin.put(`help_center/articles/${article}/translations/en-us`, locale(false));
    const translation = { locale: "cs", title: "Vrácení peněz", body: "<p>Ano</p>" };
    await admin.ok("POST", `help_center/articles/${article}/translations`, { json: { translation } });
    const { guides } = await admin.ok("GET", `tickets/${id}/guides`);
    expect(guides).toMatchObject([
      { article_id: article, title: "Refunds", internal: true, checklist_template_id: checklist_template.id },
    ]);
    const agent = await make_agent(desk, []);
    const czech = await sign_in(desk, agent);
    await admin.ok("PUT", `users/${agent.id}`, { json: { user: { locale: "cs" } } });
    expect(await titles(czech, id)).toEqual(["Vrácení peněz"]);
    await admin.delete(`checklist_templates/${checklist_template.id}`);
    expect((await admin.ok("GET", `tickets/${id}/guides`)).guides).toMatchObject([{ checklist_template_id: null }]);
    await admin.delete(`help_center/articles/${article}`);
    expect(await titles(admin, id)).toEqual([]);
  });

  test("are tied by admins and shown to who sees the ticket", async () => {
    const group = await make_group(admin);
    const { id } = await make_ticket(admin, { group_id: group.id });
    const article = await write("Closed circle");
    expect((await tie(article, [is("group_id", group.id)])).status).toBe(200);
    const stranger = await sign_in(desk, await make_agent(desk, [], { ticket_restriction: "groups" }));
    expect((await stranger.get(`tickets/${id}/guides`)).status).toBe(404);
    const json = { guide: { conditions: { all: [is("group_id", group.id)], any: [] } } };
    expect((await stranger.put(`help_center/articles/${article}/guide`, { json })).status).toBe(403);
    expect((await stranger.get(`help_center/articles/${article}/guide`)).status).toBe(200);
    expect((await admin.delete(`help_center/articles/${article}/guide`)).status).toBe(204);
    expect((await admin.get(`help_center/articles/${article}/guide`)).status).toBe(404);
    expect(await titles(admin, id)).toEqual([]);
  });

  test("say what cannot be, and fit nothing when what they name is gone", async () => {
    const article = await write("Odd");
    expect((await tie(article, [])).status).toBe(422);
    expect((await tie(article, [is("nonsense", 1)])).status).toBe(422);
    expect((await tie(article, [is("status", "open")], { checklist_template_id: 987_654 })).status).toBe(422);
    expect((await tie(987_654, [is("status", "open")])).status).toBe(404);
    const field = { type: "text", title: unique("field") };
    const { ticket_field } = await admin.ok("POST", "ticket_fields", { json: { ticket_field: field } });
    expect((await tie(article, [is(`custom_fields_${ticket_field.id}`, "x")])).status).toBe(200);
    const { id } = await make_ticket(admin, { custom_fields: [{ id: ticket_field.id, value: "x" }] });
    expect(await titles(admin, id)).toEqual(["Odd"]);
    await admin.delete(`ticket_fields/${ticket_field.id}`);
    expect(await titles(admin, id)).toEqual([]);
    const listed = (await admin.ok("GET", "help_center/guides")).guides as Json[];
    expect(listed.find((one) => one.article_id === article)).toMatchObject({ broken: true });
  });
});
