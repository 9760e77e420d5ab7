// SPDX-License-Identifier: AGPL-3.0-or-later
// What is in a view: conditions on everything a ticket has, any order, and numbers that follow every change.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_ticket, make_user, unique, update_ticket } from "./harness/people.js";
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

describe("what is inside", () => {
  test("follows every field that a ticket has", async () => {
    const tag = unique("t");
    const ticket = await make_ticket(admin, {
      subject: "Kávovar nevaří",
      type: "problem",
      priority: "high",
      tags: [tag, "coffee"],
      group_id: group.id,
      assignee_id: agent.id,
    });
    const requester = ticket.requester_id as number;
    const base = [is("status", "closed", "less_than"), is("current_tags", tag, "includes")];
    const inside = async (...conditions: Json[]) => {
      const body = await mine.ok("POST", "views/preview", { json: { view: { all: [...base, ...conditions] } } });
      const count = await mine.ok("POST", "views/preview/count", { json: { view: { all: [...base, ...conditions] } } });
      expect(count.view_count.value).toBe((body.rows as Json[]).length);
      return (body.rows as Json[]).map((row) => row.ticket.id).includes(ticket.id);
    };
    for (const condition of [
      is("status", "open"),
      is("status", "pending", "less_than"),
      is("type", "problem"),
      is("priority", "normal", "greater_than"),
      is("group_id", group.id),
      is("group_id", "current_groups"),
      is("assignee_id", "current_user"),
      is("assignee_id", "requester_id", "is_not"),
      is("assignee_id", "", "is_not"),
      is("requester_id", requester),
      is("organization_id", ""),
      is("brand_id", ticket.brand_id),
      is("ticket_form_id", ticket.ticket_form_id),
      is("custom_status_id", [ticket.custom_status_id], "includes"),
      is("current_tags", "coffee tea", "includes"),
      is("current_tags", "tea", "not_includes"),
      is("via_id", 5),
      is("subject_includes_word", "KÁVOVAR", "includes"),
      is("subject_includes_word", "Kávovar nevaří"),
      is("description_includes_word", "kettle", "includes"),
      is("ticket_is_public", "public"),
      is("requester_role", "2"),
      is("updated_at", "1", "less_than"),
      is("OPEN", "1", "less_than"),
      is("assigned_at", "0"),
      is("requester_updated_at", "2", "less_than"),
      is("recipient", "x@y.example", "is_not"),
    ])
      expect(await inside(condition), JSON.stringify(condition)).toBe(true);
    for (const condition of [
      is("status", "open", "is_not"),
      is("type", ""),
      is("priority", "high", "greater_than"),
      is("group_id", ""),
      is("assignee_id", "current_user", "is_not"),
      is("requester_id", requester, "is_not"),
      is("current_tags", "tea", "includes"),
      is("via_id", 4),
      is("subject_includes_word", "boiler", "includes"),
      is("description_includes_word", "kettle", "not_includes"),
      is("ticket_is_public", "private"),
      is("updated_at", "1", "greater_than"),
      is("PENDING", "1", "less_than"),
      is("assigned_at", "1", "greater_than"),
      is("assignee_updated_at", "1", "less_than"),
      is("due_date", "1", "less_than"),
    ])
      expect(await inside(condition), JSON.stringify(condition)).toBe(false);
  });

  test("custom fields are asked too", async () => {
    const field = (
      await admin.ok("POST", "ticket_fields", {
        json: { ticket_field: { type: "integer", title: unique("Weight") } },
      })
    ).ticket_field;
    const name = `custom_fields_${field.id}`;
    const heavy = await make_ticket(admin, { custom_fields: [{ id: field.id, value: "120" }] });
    const light = await make_ticket(admin, { custom_fields: [{ id: field.id, value: "9" }] });
    const none = await make_ticket(admin);
    const inside = async (condition: Json) => {
      const view = { all: [is("status", "closed", "less_than"), condition] };
      const rows = (await admin.ok("POST", "views/preview", { json: { view } })).rows as Json[];
      const ids = rows.map((row) => row.ticket.id);
      return [heavy, light, none].map((ticket) => ids.includes(ticket.id));
    };
    expect(await inside(is(name, "9"))).toEqual([false, true, false]);
    expect(await inside(is(name, "10", "greater_than"))).toEqual([true, false, false]);
    expect(await inside(is(name, "9", "less_than_equal"))).toEqual([false, true, false]);
    expect(await inside(is(name, "", "present"))).toEqual([true, true, false]);
    expect(await inside(is(name, "", "not_present"))).toEqual([false, false, true]);
    const view = await make_view(admin, { all: [is("status", "closed", "less_than"), is(name, "50", "greater_than")] });
    expect(await counted(admin, view)).toBe(1);
    await update_ticket(admin, light.id, { custom_fields: [{ id: field.id, value: "51" }] });
    expect((await count_of(admin, view)).value).toBe(2);
  });

  test("texts of custom fields are searched", async () => {
    const ticket_field = { type: "text", title: unique("Model") };
    const { id } = (await admin.ok("POST", "ticket_fields", { json: { ticket_field } })).ticket_field as Json;
    const ticket = await make_ticket(admin, { custom_fields: [{ id, value: "Kettle X-200 black" }] });
    const name = `custom_fields_${id}`;
    const all = [is("status", "closed", "less_than"), is(name, "x-200 y-300", "includes_words")];
    const view = await make_view(admin, { all });
    expect(await counted(admin, view)).toBe(1);
    expect(await ids_in(admin, view)).toEqual([ticket.id]);
    for (const [value, operator, number] of [
      ["X-200 BLACK", "includes_string", 1],
      ["black kettle", "includes_string", 0],
      ["white", "includes_words", 0],
    ] as [string, string, number][]) {
      const json = { view: { all: [all[0], is(name, value, operator)] } };
      expect((await admin.ok("POST", "views/preview/count", { json })).view_count.value).toBe(number);
    }
    await update_ticket(admin, ticket.id, { custom_fields: [{ id, value: "Pot" }] });
    expect((await count_of(admin, view)).value).toBe(0);
  });

  test("people and ratings are asked too", async () => {
    const key = unique("plan").replaceAll("-", "_");
    const user_field = { type: "text", title: "Plan", key };
    await admin.ok("POST", "user_fields", { json: { user_field } });
    const gold = await make_user(admin, { user_fields: { [key]: "Gold plus" } });
    const plain = await make_user(admin);
    const tickets = [
      await make_ticket(admin, { requester_id: gold.id }),
      await make_ticket(admin, { requester_id: plain.id }),
    ];
    const inside = async (condition: Json) => {
      const view = { all: [is("status", "closed", "less_than"), condition] };
      const rows = (await admin.ok("POST", "views/preview", { json: { view } })).rows as Json[];
      const ids = rows.map((row) => row.ticket.id);
      return tickets.map((ticket) => ids.includes(ticket.id));
    };
    const name = `requester.custom_fields.${key}`;
    expect(await inside(is(name, "", "present"))).toEqual([true, false]);
    expect(await inside(is(name, "", "not_present"))).toEqual([false, true]);
    expect(await inside(is(name, "gold PLUS"))).toEqual([true, false]);
    expect(await inside(is(name, "plus extra", "includes_words"))).toEqual([true, false]);
    expect(await inside(is(name, "d p", "not_includes_string"))).toEqual([false, true]);
    const size = { type: "text", title: "Size", key: `${key}_size` };
    await admin.ok("POST", "organization_fields", { json: { organization_field: size } });
    expect(await inside(is(`organization.custom_fields.${key}_size`, "", "present"))).toEqual([false, false]);
    const unknown = { view: { all: [is("status", "open"), is("requester.custom_fields.nothing", "", "present")] } };
    expect((await admin.post("views/preview", { json: unknown })).status).toBe(422);
    expect(await inside(is("requester_role", "0"))).toEqual([true, true]);
    expect(await inside(is("requester_role", "0", "is_not"))).toEqual([false, false]);
    expect(await inside(is("locale_id", "5"))).toEqual([false, false]);
    expect(await inside(is("satisfaction_score", "true"))).toEqual([true, true]);
    expect(await inside(is("satisfaction_score", "true", "greater_than"))).toEqual([false, false]);
    expect(await inside(is("satisfaction_reason_code", "5"))).toEqual([false, false]);
  });

  test("any order, in pages that cover each ticket once", async () => {
    const tag = unique("order");
    const priorities = ["low", "urgent", null, "high", "normal", "urgent", "low"];
    const made: Json[] = [];
    for (const [i, priority] of priorities.entries())
      made.push(await make_ticket(admin, { priority, tags: [tag], subject: `Subject ${(i * 3) % 7}` }));
    const view = await make_view(admin, {
      all: [is("status", "closed", "less_than"), is("current_tags", tag, "includes")],
      output: { columns: ["subject", "priority"], sort_by: "priority", sort_order: "desc" },
    });
    const ranks = ["low", "normal", "high", "urgent"];
    const order = await ids_in(admin, view);
    const rank = (id: number) => ranks.indexOf((made.find((ticket) => ticket.id === id)!.priority ?? "") as string);
    expect(order.map(rank)).toEqual([3, 3, 2, 1, 0, 0, -1]);
    for (const sort of [
      "priority",
      "-priority",
      "subject",
      "-subject",
      "created_at",
      "-id",
      "updated_at",
      "requester",
      "status",
      "-assignee",
      "group",
      "due_date",
      "type",
    ]) {
      const whole = await ids_in(admin, view, { sort });
      expect([...whole].sort()).toEqual(made.map((ticket) => ticket.id as number).sort());
      const seen: number[] = [];
      let page = await admin.ok("GET", `views/${view.id}/tickets`, { query: { sort, "page[size]": 2 } });
      for (;;) {
        seen.push(...(page.tickets as Json[]).map((ticket) => ticket.id as number));
        if (!page.meta.has_more) break;
        page = await admin.ok("GET", page.links.next as string);
      }
      expect(seen, sort).toEqual(whole);
      const second = await admin.ok("GET", `views/${view.id}/tickets`, { query: { sort, per_page: 3, page: 2 } });
      if (sort.startsWith("-") || sort === "created_at") expect((second.tickets as Json[]).length).toBe(3);
    }
    for (const cursor of ["x", "djE6", "djE6fFsxXQ", "djE6fFsiYSIsMV0"]) {
      const query = { "page[size]": 2, "page[after]": cursor };
      expect([200, 400]).toContain((await admin.get(`views/${view.id}/tickets`, { query })).status);
    }
  });

  test("rows have a member for each column, and groups come together", async () => {
    const tag = unique("rows");
    for (const priority of ["high", "low", "high"])
      await make_ticket(admin, { priority, tags: [tag], assignee_id: agent.id });
    const view = await make_view(admin, {
      all: [is("status", "closed", "less_than"), is("current_tags", tag, "includes")],
      output: { columns: ["nice_id", "assignee", "status", "updated"], group_by: "priority", group_order: "desc" },
    });
    const body = await admin.ok("GET", `views/${view.id}/execute`);
    expect((body.rows as Json[]).map((row) => row.group)).toEqual(["high", "high", "low"]);
    expect(body.columns.map((column: Json) => column.title)).toEqual(["ID", "Assignee", "Status", "Updated"]);
    expect(body.rows[0]).toMatchObject({ assignee_id: agent.id, status: "open", nice_id: body.rows[0].ticket.id });
    expect(body.view.id).toBe(view.id);
    expect((body.users as Json[]).map((user) => user.id)).toContain(agent.id);
    expect(body.count).toBe(3);
    expect((await admin.ok("GET", `views/${view.id}/export`)).export).toEqual({
      view_id: view.id,
      status: "completed",
    });
  });
});

describe("numbers", () => {
  test("are null, then right, and stay right whatever happens", async () => {
    const tag = unique("n");
    for (let i = 0; i < 3; ++i) await make_ticket(admin, { tags: [tag], priority: i ? "high" : "low" });
    const shared = { all: [is("status", "solved", "less_than"), is("current_tags", tag, "includes")] };
    const view = await make_view(admin, shared);
    const own = await make_view(admin, { all: [...shared.all, is("assignee_id", "current_user")] });
    expect(await counted(admin, view)).toBe(3);
    expect(await counted(mine, own)).toBe(0);
    const check = async () => {
      for (const client of [admin, mine, theirs])
        for (const one of [view, own]) {
          const count = await count_of(client, one);
          expect(count.value).toBe((await ids_in(client, one)).length);
          expect(count.fresh).toBe(true);
        }
    };
    const ticket = await make_ticket(admin, { tags: [tag] });
    await check();
    for (const change of [
      { assignee_id: agent.id },
      { priority: "urgent" },
      { assignee_id: other.id, group_id: null },
      { status: "solved" },
      { status: "open", tags: [tag, "more"] },
      { tags: [] },
      { tags: [tag] },
      { group_id: group.id },
    ]) {
      await update_ticket(admin, ticket.id, change);
      await check();
    }
    await admin.delete(`tickets/${ticket.id}`);
    await check();
    await admin.ok("PUT", `views/${view.id}`, { json: { view: { all: [...shared.all, is("priority", "high")] } } });
    expect(await counted(admin, view)).toBe(2);
    await check();
  });

  test("tell the live wire about stored views", async () => {
    const view = await make_view(admin, { all: [is("status", "solved", "less_than"), is("type", "task")] });
    const before = await counted(mine, view);
    const socket = await mine.live();
    await make_ticket(admin, { type: "task" });
    const is_new = (one: Json) => one.view_id === view.id && one.value === before + 1;
    await socket.wait_for((frame) => frame.type === "view_counts" && (frame.view_counts as Json[]).some(is_new));
    socket.close();
  });

  test("that only counting tells are marked", async () => {
    const recent = ((await mine.ok("GET", "views")).views as Json[]).find((view) => view.key === "updated");
    const count = await count_of(mine, recent);
    expect(count.fresh).toBe(false);
    expect(count.value).toBe((await ids_in(mine, recent)).length);
  });
});
