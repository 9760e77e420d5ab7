// SPDX-License-Identifier: AGPL-3.0-or-later
// Views that people make: conditions, order, who may use them, and numbers that follow every change.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_group, make_ticket, make_user, sign_in, unique } from "./harness/people.js";
import type { Desk } from "./harness/server.js";
import { count_of, counted, desk_with_two_agents, ids_in, is, make_view } from "./harness/views.js";

let desk: Desk;
let admin: Client;
let group: Json;
let agent: Json;
let other: Json;
let mine: Client;
let theirs: Client;
beforeAll(async () => {
  ({ desk, admin, group, agent, other, mine, theirs } = await desk_with_two_agents());
});
afterAll(() => desk?.end());

describe("a view", () => {
  test("is made, shown, changed and deleted", async () => {
    const reply = await admin.post("views", {
      json: {
        view: {
          title: "Burning",
          description: "Urgent ones",
          all: [is("status", "solved", "less_than"), is("priority", "urgent")],
          any: [is("current_tags", "fire smoke", "includes"), is("group_id", group.id)],
          output: {
            columns: ["status", "updated", "nice_id"],
            sort_by: "created",
            sort_order: "asc",
            group_by: "status",
          },
        },
      },
    });
    expect(reply.status).toBe(201);
    const made = reply.body.view as Json;
    expect((await admin.ok("GET", reply.headers.get("location")!)).view).toEqual(made);
    expect(made).toMatchObject({
      title: "Burning",
      active: true,
      default: false,
      restriction: null,
      conditions: { any: [{}, { field: "group_id", operator: "is", value: String(group.id) }] },
      execution: { group_by: "status", group_order: "asc", sort_by: "created", sort_order: "asc" },
    });
    expect(made.execution.columns.map((column: Json) => column.id)).toEqual(["status", "updated", "nice_id"]);
    const changed = await admin.ok("PUT", made.url as string, {
      json: { view: { title: "Hot", any: [], active: false, output: { group_by: null } } },
    });
    expect(changed.view).toMatchObject({ title: "Hot", active: false, conditions: { any: [] } });
    expect(changed.view.conditions.all).toEqual(made.conditions.all);
    expect(changed.view.execution.group_by).toBeNull();
    expect((await admin.delete(`views/${made.id}`)).status).toBe(204);
    expect((await admin.get(`views/${made.id}`)).status).toBe(404);
  });

  test.each([
    ["no title", { title: "", all: [is("status", "open")] }],
    ["no conditions", {}],
    ["nothing that narrows", { all: [is("priority", "high")] }],
    ["an unknown field", { all: [is("colour", "red")] }],
    ["an unknown operator", { all: [is("status", "open", "resembles")] }],
    ["an unknown value", { all: [is("status", "happy")] }],
    ["a field that stored tickets do not have", { all: [is("update_type", "Create")] }],
    ["an unknown column", { all: [is("status", "open")], output: { columns: ["colour"] } }],
    ["a column that has no order", { all: [is("status", "open")], output: { sort_by: "score" } }],
    ["too many columns", { all: [is("status", "open")], output: { columns: Array(11).fill("status") } }],
    ["somebody else's restriction", { all: [is("status", "open")], restriction: { type: "User", id: 1_000_000 } }],
    ["a group that does not exist", { all: [is("status", "open")], restriction: { type: "Group", id: 1_000_000 } }],
    ["a custom field that does not exist", { all: [is("status", "open"), is("custom_fields_999", "x")] }],
  ])("%s is not acceptable", async (_, fields) => {
    const reply = await admin.post("views", { json: { view: { title: unique("view"), ...fields } } });
    expect(reply.status).toBe(422);
    expect(reply.body.error).toBe("RecordInvalid");
    expect((await admin.post("views/preview", { json: { view: fields } })).status).toBeLessThan(500);
  });

  test.each([
    [7],
    ["x"],
    [null],
    [[]],
    [[7]],
    [{ all: 7 }],
    [{ conditions: [] }],
    [{ output: [] }],
    [{ position: "x" }],
  ])("nonsense is the client's error: %j", async (view) => {
    for (const path of ["views", "views/preview", "views/preview/count"])
      expect([400, 422]).toContain((await admin.post(path, { json: { view } })).status);
  });
});

describe("who uses a view", () => {
  const all = [is("status", "closed", "less_than")];
  const seen_by = async (client: Client, view: Json) => (await client.get(`views/${view.id}`)).status === 200;

  test("personal ones belong to one person", async () => {
    const view = await make_view(mine, { all, restriction: { type: "User", id: agent.id } });
    expect(view.restriction).toEqual({ type: "User", id: agent.id });
    expect(await seen_by(mine, view)).toBe(true);
    for (const client of [theirs, admin]) {
      expect(await seen_by(client, view)).toBe(false);
      for (const path of [`views/${view.id}/tickets`, `views/${view.id}/execute`, `views/${view.id}/count`])
        expect((await client.get(path)).status).toBe(404);
      expect((await client.put(`views/${view.id}`, { json: { view: { title: "x" } } })).status).toBe(404);
      const listed = (await client.ok("GET", "views")).views as Json[];
      expect(listed.map((one) => one.id)).not.toContain(view.id);
    }
    const personal = (await mine.ok("GET", "views", { query: { access: "personal" } })).views as Json[];
    expect(personal.map((one) => one.id)).toEqual([view.id]);
  });

  test("those of a group belong to its members, and to admins", async () => {
    const view = await make_view(admin, { all, restriction: { type: "Group", ids: [group.id] } });
    expect(view.restriction).toEqual({ type: "Group", id: group.id, ids: [group.id] });
    expect(await seen_by(mine, view)).toBe(true);
    expect(await seen_by(admin, view)).toBe(true);
    expect(await seen_by(theirs, view)).toBe(false);
  });

  test("plain agents make none for others, and change none of others", async () => {
    const shared = await make_view(admin, { all });
    expect((await mine.post("views", { json: { view: { title: "x", all } } })).status).toBe(403);
    expect((await mine.put(`views/${shared.id}`, { json: { view: { title: "x" } } })).status).toBe(403);
    expect((await mine.delete(`views/${shared.id}`)).status).toBe(403);
    const own = await make_view(mine, { all, restriction: { type: "User" } });
    expect((await mine.put(`views/${own.id}`, { json: { view: { restriction: null } } })).status).toBe(403);
    const customer = await sign_in(desk, await make_user(admin));
    expect((await customer.get("views")).status).toBe(403);
  });

  test("whoever sees few tickets sees few in a view, and their number", async () => {
    const limited = await make_agent(desk, [group.id], { ticket_restriction: "groups" });
    const client = await sign_in(desk, limited);
    const view = await make_view(admin, { all: [...all, is("priority", "low")] });
    await counted(admin, view);
    const visible = await make_ticket(admin, { priority: "low", group_id: group.id });
    await make_ticket(admin, { priority: "low", group_id: (await make_group(admin)).id });
    expect(await ids_in(client, view)).toEqual([visible.id]);
    expect((await count_of(client, view)).value).toBe(1);
    expect((await count_of(admin, view)).value).toBe(2);
  });
});

describe("lists of views", () => {
  test("search, show_many, active, order, update_many, destroy_many", async () => {
    const word = unique("needle");
    const all = [is("status", "open")];
    const made = [];
    for (const title of [`${word} B`, `${word} A`, `${word} C`]) made.push(await make_view(admin, { title, all }));
    const ids = made.map((view) => view.id as number);
    const titles = async (path: string, query: Json) =>
      ((await admin.ok("GET", path, { query })).views as Json[]).map((view) => (view.title as string).at(-1));
    expect(await titles("views/search", { query: word.toUpperCase() })).toEqual(["B", "A", "C"]);
    expect(await titles("views/search", { query: word, sort_by: "alphabetical" })).toEqual(["A", "B", "C"]);
    expect(await titles("views/search", { query: word, sort_by: "alphabetical", sort_order: "desc" })).toEqual([
      "C",
      "B",
      "A",
    ]);
    expect(await titles("views/show_many", { ids: `${ids[2]},${ids[0]}` })).toEqual(["B", "C"]);
    const views = [
      { id: ids[0], active: false },
      { id: ids[1], position: 9_999 },
    ];
    await admin.ok("PUT", "views/update_many", { json: { views } });
    expect(await titles("views/search", { query: word })).toEqual(["B", "C", "A"]);
    const active = ((await admin.ok("GET", "views/active")).views as Json[]).map((view) => view.id);
    expect(active).not.toContain(ids[0]);
    expect(active).toContain(ids[1]);
    expect(((await admin.ok("GET", "views/count")).count.value as number) >= 10).toBe(true);
    expect((await admin.delete("views/destroy_many", { query: { ids: ids.join(",") } })).status).toBe(204);
    expect(await titles("views/search", { query: word })).toEqual([]);
  });

  test("are paged in both ways", async () => {
    const whole = ((await admin.ok("GET", "views")).views as Json[]).map((view) => view.id);
    const seen: number[] = [];
    let page = await admin.ok("GET", "views", { query: { "page[size]": 2 } });
    for (;;) {
      seen.push(...(page.views as Json[]).map((view) => view.id as number));
      if (!page.meta.has_more) break;
      page = await admin.ok("GET", page.links.next as string);
    }
    expect(seen).toEqual(whole);
    const second = await admin.ok("GET", "views", { query: { per_page: 3, page: 2 } });
    expect((second.views as Json[]).map((view) => view.id)).toEqual(whole.slice(3, 6));
  });
});
