// SPDX-License-Identifier: AGPL-3.0-or-later
// Macros: prepared answers and changes that are shown before anything is written.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_group, make_ticket, make_user, sign_in, unique, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let group: Json;
let agent: Json;
let mine: Client;
let theirs: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  group = await make_group(admin);
  agent = await make_agent(desk, [group.id], { name: "Anna Novák" });
  mine = await sign_in(desk, agent);
  theirs = await sign_in(desk, await make_agent(desk, []));
});
afterAll(() => desk?.end());

const action = (field: string, value: unknown) => ({ field, value });
async function make_macro(client: Client, fields: Json = {}): Promise<Json> {
  const macro = { title: unique("macro"), actions: [action("status", "solved")], ...fields };
  return (await client.ok("POST", "macros", { json: { macro } })).macro;
}

describe("a macro", () => {
  test("is made, shown, changed and deleted", async () => {
    const actions = [
      action("status", "pending"),
      action("comment_value", ["channel:all", "Hello"]),
      action("group_id", group.id),
    ];
    const reply = await admin.post("macros", { json: { macro: { title: "Ask", description: "More", actions } } });
    expect(reply.status).toBe(201);
    const made = reply.body.macro as Json;
    expect(made).toMatchObject({ title: "Ask", active: true, restriction: null, description: "More" });
    expect(made.actions[2]).toEqual({ field: "group_id", value: String(group.id) });
    expect((await admin.ok("GET", reply.headers.get("location")!)).macro).toEqual(made);
    const changed = await admin.ok("PUT", made.url as string, {
      json: { macro: { title: "Ask more", active: false } },
    });
    expect(changed.macro).toMatchObject({ title: "Ask more", active: false, actions: made.actions });
    expect((await admin.delete(`macros/${made.id}`)).status).toBe(204);
    expect((await admin.get(`macros/${made.id}`)).status).toBe(404);
  });

  test.each([
    ["no title", { title: " " }],
    ["no actions", { actions: [] }],
    ["an unknown action", { actions: [action("explode", "now")] }],
    ["an action of triggers", { actions: [action("notification_user", ["1", "s", "b"])] }],
    ["a status macros do not give", { actions: [action("status", "closed")] }],
    ["a priority that is none", { actions: [action("priority", "asap")] }],
    ["a list where one is wanted", { actions: [action("status", ["open", "solved"])] }],
    ["a group that does not exist", { restriction: { type: "Group", ids: [1_000_000] } }],
  ])("%s is not acceptable", async (_, fields) => {
    const macro = { title: unique("macro"), actions: [action("status", "open")], ...fields };
    const reply = await admin.post("macros", { json: { macro } });
    expect(reply.status).toBe(422);
  });

  test.each([[7], [null], [[]], [{ title: [] }], [{ title: "x", actions: {} }], [{ title: "x", actions: [7] }]])(
    "nonsense is the client's error: %j",
    async (macro) => expect([400, 422]).toContain((await admin.post("macros", { json: { macro } })).status),
  );
});

describe("who uses a macro", () => {
  const usable = async (client: Client, macro: Json) => (await client.get(`macros/${macro.id}`)).status === 200;

  test("personal, of a group, of everybody", async () => {
    const personal = await make_macro(mine, { restriction: { type: "User", id: agent.id } });
    const grouped = await make_macro(admin, { restriction: { type: "Group", ids: [group.id] } });
    const shared = await make_macro(admin);
    for (const [macro, expected] of [
      [personal, [true, false, false]],
      [grouped, [true, false, true]],
      [shared, [true, true, true]],
    ] as [Json, boolean[]][])
      expect([await usable(mine, macro), await usable(theirs, macro), await usable(admin, macro)]).toEqual(expected);
    const ticket = await make_ticket(admin);
    expect((await theirs.get(`tickets/${ticket.id}/macros/${personal.id}/apply`)).status).toBe(404);
    expect((await theirs.get(`macros/${personal.id}/apply`)).status).toBe(404);
    expect((await mine.put(`macros/${shared.id}`, { json: { macro: { title: "x" } } })).status).toBe(403);
    expect(
      (await mine.post("macros", { json: { macro: { title: "x", actions: [action("status", "open")] } } })).status,
    ).toBe(403);
    const own = (await mine.ok("GET", "macros", { query: { access: "personal" } })).macros as Json[];
    expect(own.map((macro) => macro.id)).toEqual([personal.id]);
    const customer = await sign_in(desk, await make_user(admin));
    expect((await customer.get("macros")).status).toBe(403);
  });

  test("lists: search, active, categories, order, many at once", async () => {
    const word = unique("Orders");
    const late = await make_macro(admin, { title: `${word}::Late` });
    const lost = await make_macro(admin, { title: `${word}::Lost` });
    const found = async (path: string, query: Json) =>
      ((await admin.ok("GET", path, { query })).macros as Json[]).map((macro) => macro.id);
    expect(await found("macros/search", { query: word })).toEqual([late.id, lost.id]);
    expect(await found("macros/search", { query: word, sort_by: "alphabetical", sort_order: "desc" })).toEqual([
      lost.id,
      late.id,
    ]);
    expect(await found("macros", { category: word })).toEqual([late.id, lost.id]);
    expect((await admin.ok("GET", "macros/categories")).categories).toContain(word);
    await admin.ok("PUT", "macros/update_many", {
      json: { macros: [{ id: late.id, active: false, position: 9_000 }] },
    });
    expect(await found("macros/active", { category: word })).toEqual([lost.id]);
    expect(await found("macros", { category: word })).toEqual([lost.id, late.id]);
    const page = await admin.ok("GET", "macros", { query: { category: word, "page[size]": 1 } });
    expect(page.meta.has_more).toBe(true);
    expect((await admin.ok("GET", page.links.next as string)).macros[0].id).toBe(late.id);
    expect((await admin.delete("macros/destroy_many", { query: { ids: `${late.id},${lost.id}` } })).status).toBe(204);
    expect(await found("macros", { category: word })).toEqual([]);
  });
});

describe("files", () => {
  test("are kept with a macro, at most five, and only ever downloaded", async () => {
    const macro = await make_macro(admin);
    const put = async (path: string, client = admin) =>
      client.post(path, { raw: "<html>", content_type: "text/html", query: { filename: "../a.html" } });
    const first = await put(`macros/${macro.id}/attachments`);
    expect(first.status).toBe(201);
    const file = first.body.macro_attachment as Json;
    expect(file).toMatchObject({ filename: "a.html", size: 6 });
    expect((await admin.ok("GET", `macros/${macro.id}/attachments`)).macro_attachments).toEqual([file]);
    expect((await admin.ok("GET", `macros/attachments/${file.id}`)).macro_attachment).toEqual(file);
    const content = await mine.get(`macros/attachments/${file.id}/content`);
    expect(content.text).toBe("<html>");
    expect(content.headers.get("content-type")).toContain("application/octet-stream");
    expect((await put(`macros/${macro.id}/attachments`, mine)).status).toBe(403);
    for (let i = 0; i < 4; ++i) await put(`macros/${macro.id}/attachments`);
    expect((await put(`macros/${macro.id}/attachments`)).status).toBe(422);
    expect((await put("macros/attachments")).status).toBe(201);
    expect((await admin.post("macros/attachments", { raw: "x" })).status).toBe(400);
    const personal = await make_macro(mine, { restriction: { type: "User" } });
    const hidden = (await put(`macros/${personal.id}/attachments`, mine)).body.macro_attachment as Json;
    for (const path of [`macros/attachments/${hidden.id}`, `macros/attachments/${hidden.id}/content`])
      expect((await theirs.get(path)).status).toBe(404);
  });
});

describe("applying", () => {
  test("computes a change with placeholders and writes nothing", async () => {
    const requester = await make_user(admin, { name: "Rita <b>Requester</b>" });
    const ticket = await make_ticket(admin, {
      subject: "Kettle & pot",
      requester_id: requester.id,
      tags: ["one", "two"],
      comment: { body: "It does not boil." },
    });
    const macro = await make_macro(admin, {
      actions: [
        action("status", "solved"),
        action("assignee_id", "current_user"),
        action("group_id", "current_groups"),
        action("priority", "high"),
        action("current_tags", "three {{ticket.id}}"),
        action("remove_tags", "one"),
        action("subject", "Re: {{ticket.title}}"),
        action(
          "comment_value",
          "Dear {{ticket.requester.first_name}},\n{% if ticket.priority == empty %}calm{% else %}soon{% endif %} " +
            "{{current_user.name | upcase}} {{ticket.nonsense}}",
        ),
        action("comment_mode_is_public", "false"),
      ],
    });
    const { result } = await mine.ok("GET", `tickets/${ticket.id}/macros/${macro.id}/apply`);
    expect(result.ticket).toMatchObject({
      id: ticket.id,
      status: "solved",
      assignee_id: agent.id,
      group_id: group.id,
      priority: "high",
      subject: "Re: Kettle & pot",
    });
    expect([...result.ticket.tags].sort()).toEqual([String(ticket.id), "three", "two"].sort());
    expect(result.comment.body).toBe("Dear Rita,\ncalm ANNA NOVÁK ");
    expect(result.comment.public).toBe(false);
    expect(result.ticket.comment).toEqual(result.comment);
    const after = (await admin.ok("GET", `tickets/${ticket.id}`)).ticket as Json;
    expect(after).toEqual(ticket);
  });

  test("HTML is sanitised and what people wrote is escaped in it", async () => {
    const requester = await make_user(admin, { name: "<script>alert(1)</script>" });
    const ticket = await make_ticket(admin, { requester_id: requester.id });
    const macro = await make_macro(admin, {
      actions: [action("comment_value_html", '<p onclick="x()">Hi {{ticket.requester.name}}</p><script>y()</script>')],
    });
    const { comment } = (await mine.ok("GET", `tickets/${ticket.id}/macros/${macro.id}/apply`)).result;
    expect(comment.html_body).toContain("&lt;script&gt;");
    expect(comment.html_body).not.toMatch(/<script|onclick/);
    expect(comment.body).toContain("Hi <script>alert(1)</script>");
  });

  test("without a ticket, with custom fields, of a ticket", async () => {
    const field = (
      await admin.ok("POST", "ticket_fields", { json: { ticket_field: { type: "text", title: unique("Model") } } })
    ).ticket_field;
    const macro = await make_macro(admin, {
      actions: [action(`custom_fields_${field.id}`, "X-1"), action("comment_value", "Model {{ticket.title}}.")],
    });
    const { result } = await mine.ok("GET", `macros/${macro.id}/apply`);
    expect(result.ticket.custom_fields).toEqual([{ id: field.id, value: "X-1" }]);
    expect(result.comment.body).toBe("Model .");
    const ticket = await make_ticket(admin, { priority: "urgent", tags: ["fire"] });
    const drafted = (await mine.ok("GET", "macros/new", { query: { ticket_id: ticket.id } })).macro;
    expect(drafted.actions).toContainEqual({ field: "priority", value: "urgent" });
    expect((await mine.ok("GET", "macros/new", { query: { macro_id: macro.id } })).macro.title).toBe(macro.title);
    expect((await mine.get("macros/new")).status).toBe(400);
    for (const path of [
      `tickets/999999/macros/${macro.id}/apply`,
      `tickets/${ticket.id}/macros/999999/apply`,
      "macros/999999/apply",
    ])
      expect((await mine.get(path)).status).toBe(404);
  });

  test("definitions say what can be chosen", async () => {
    const { actions } = (await mine.ok("GET", "macros/definitions")).definitions;
    const status = (actions as Json[]).find((one) => one.subject === "status");
    expect(status.values.map((one: Json) => one.value)).toEqual(["open", "pending", "hold", "solved"]);
    const groups = (actions as Json[]).find((one) => one.subject === "group_id");
    expect(groups.values.map((one: Json) => one.value)).toContain(String(group.id));
    expect((await mine.ok("GET", "macros/actions")).actions.length).toBe(actions.length);
  });

  test("a change says which macros were used", async () => {
    const macro = await make_macro(admin, { title: unique("Used macro") });
    const ticket = await make_ticket(admin);
    const { audit } = await update_ticket(mine, ticket.id, { status: "pending", macro_ids: [macro.id, 999_999] });
    const used = (audit.events as Json[]).filter((event) => event.type === "AgentMacroReference");
    expect(used).toMatchObject([{ macro_id: String(macro.id), macro_title: macro.title }]);
    const again = await update_ticket(mine, ticket.id, { status: "open", macro_id: macro.id });
    expect((again.audit.events as Json[]).map((event) => event.type)).toContain("AgentMacroReference");
    expect(again.ticket.status).toBe("open");
  });
});

test("how often macros were used of late comes with them, and orders them", async () => {
  const title = unique("used");
  const seldom = await make_macro(admin, { title: `${title} a` });
  const often = await make_macro(admin, { title: `${title} b` });
  const { id } = await make_ticket(admin);
  for (const macro_ids of [[often.id], [often.id, seldom.id]])
    await update_ticket(mine, id as number, { macro_ids, comment: { body: "Done" } });
  const find = async (client: Client, query: Json): Promise<Json[]> =>
    (await client.ok("GET", "macros/search", { query: { query: title, ...query } })).macros;
  const shown = await find(mine, { include: "usage_7d,permissions", sort_by: "usage_1h", sort_order: "desc" });
  expect(shown.map(({ id, usage_7d, usage_1h }) => ({ id, usage_7d, usage_1h }))).toEqual([
    { id: often.id, usage_7d: 2, usage_1h: 2 },
    { id: seldom.id, usage_7d: 1, usage_1h: 1 },
  ]);
  expect(shown.map((macro) => macro.permissions)).toEqual([{ can_edit: false }, { can_edit: false }]);
  expect((await find(admin, { include: "permissions" }))[0].permissions).toEqual({ can_edit: true });
  expect((await find(mine, { sort: "usage_30d" })).map((macro) => macro.id)).toEqual([seldom.id, often.id]);
  expect((await find(mine, {}))[0]).not.toHaveProperty("usage_7d");
});
