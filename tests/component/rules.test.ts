// SPDX-License-Identifier: AGPL-3.0-or-later
// Triggers, automations, SLA policies, schedules: kept, checked and shown. Nothing runs them yet.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, sign_in, unique } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let plain: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  plain = await sign_in(desk, await make_agent(desk, []));
});
afterAll(() => desk?.end());

const is = (field: string, value: unknown, operator = "is") => ({ field, operator, value });
const solve = [{ field: "status", value: "solved" }];

describe("triggers", () => {
  const make = async (fields: Json = {}) => {
    const trigger = {
      title: unique("trigger"),
      conditions: { all: [is("update_type", "Create")], any: [] },
      actions: solve,
      ...fields,
    };
    return (await admin.ok("POST", "triggers", { json: { trigger } })).trigger as Json;
  };

  test("some are there from the start", async () => {
    const triggers = (await admin.ok("GET", "triggers")).triggers as Json[];
    expect(triggers.filter((trigger) => trigger.default).length).toBe(8);
    expect(triggers.filter((trigger) => trigger.default && !trigger.active).length).toBe(2);
    expect(triggers[0].category_id).toMatch(/^\d+$/);
  });

  test("are made, shown, changed and deleted, and each state is kept", async () => {
    const reply = await admin.post("triggers", {
      json: {
        trigger: {
          title: "T",
          all: [is("status", "", "changed")],
          actions: [{ field: "notification_user", value: ["requester_id", "s", "b"] }],
        },
      },
    });
    expect(reply.status).toBe(201);
    const made = reply.body.trigger as Json;
    expect((await admin.ok("GET", reply.headers.get("location")!)).trigger).toEqual(made);
    await admin.ok("PUT", `triggers/${made.id}`, { json: { trigger: { title: "U", active: false } } });
    const { trigger_revisions } = await admin.ok("GET", `triggers/${made.id}/revisions`);
    expect(trigger_revisions.length).toBe(2);
    expect(trigger_revisions[0].diff.title).toEqual([
      { change: "-", content: "T" },
      { change: "+", content: "U" },
    ]);
    const one = await admin.ok("GET", `triggers/${made.id}/revisions/${trigger_revisions[1].id}`);
    expect(one.trigger_revision.snapshot.title).toBe("T");
    expect((await admin.delete(`triggers/${made.id}`)).status).toBe(204);
    expect((await admin.get(`triggers/${made.id}`)).status).toBe(404);
    expect((await admin.get(`triggers/${made.id}/revisions`)).status).toBe(404);
  });

  test.each([
    ["no conditions", { conditions: { all: [], any: [] } }],
    ["no actions", { actions: [] }],
    ["a condition of views only", { conditions: { all: [is("description_includes_word", "x", "includes")] } }],
    ["an operator that does not fit", { conditions: { all: [is("update_type", "Create", "changed")] } }],
    ["an action of macros only", { actions: [{ field: "comment_value", value: "x" }] }],
    ["a category that does not exist", { category_id: "999999" }],
  ])("%s is not acceptable", async (_, fields) => {
    const trigger = { title: "x", conditions: { all: [is("update_type", "Create")] }, actions: solve, ...fields };
    expect((await admin.post("triggers", { json: { trigger } })).status).toBe(422);
  });

  test("lists, order, many at once", async () => {
    const word = unique("needle");
    const [a, b] = [await make({ title: `${word} a` }), await make({ title: `${word} b` })];
    const found = async (query: Json) =>
      ((await admin.ok("GET", "triggers/search", { query: { query: word, ...query } })).triggers as Json[]).map(
        (one) => one.id,
      );
    expect(await found({})).toEqual([a.id, b.id]);
    await admin.ok("PUT", "triggers/reorder", { json: { trigger_ids: [b.id, a.id] } });
    expect(await found({})).toEqual([b.id, a.id]);
    expect(await found({ sort: "alphabetical" })).toEqual([a.id, b.id]);
    await admin.ok("PUT", "triggers/update_many", { json: { triggers: [{ id: a.id, active: false }] } });
    expect(await found({ active: "true" })).toEqual([b.id]);
    const active = (
      (await admin.ok("GET", "triggers/active", { query: { "page[size]": 100 } })).triggers as Json[]
    ).map((one) => one.id);
    expect(active).not.toContain(a.id);
    expect((await admin.delete("triggers/destroy_many", { query: { ids: `${a.id},${b.id}` } })).status).toBe(204);
    expect(await found({})).toEqual([]);
  });

  test("definitions list subjects with their operators", async () => {
    const { definitions } = await admin.ok("GET", "triggers/definitions");
    const subjects = (definitions.conditions_all as Json[]).map((one) => one.subject);
    expect(subjects).toEqual((definitions.conditions_any as Json[]).map((one) => one.subject));
    const status = (definitions.conditions_all as Json[]).find((one) => one.subject === "status");
    expect(status.operators).toContainEqual({ value: "changed", title: "Changed", terminal: true });
    const group = (definitions.conditions_all as Json[]).find((one) => one.subject === "group_id");
    expect(group.values[0].value).toBe("__NULL__");
  });

  test("categories", async () => {
    const reply = await admin.post("trigger_categories", { json: { trigger_category: { name: "Mail" } } });
    expect(reply.status).toBe(201);
    const category = reply.body.trigger_category as Json;
    const trigger = await make({ category_id: category.id });
    expect(trigger.category_id).toBe(category.id);
    const shown = await admin.ok("GET", `trigger_categories/${category.id}`, { query: { include: "rule_counts" } });
    expect(shown.trigger_category.rule_counts).toEqual({ active_count: 1, inactive_count: 0 });
    expect((await admin.delete(`trigger_categories/${category.id}`)).status).toBe(422);
    const changed = await admin.send("PATCH", `trigger_categories/${category.id}`, {
      json: { trigger_category: { name: "Post" } },
    });
    expect(changed.body.trigger_category.name).toBe("Post");
    const items = {
      triggers: [{ id: trigger.id, category_id: "1" }],
      trigger_categories: [{ id: category.id, position: 7 }],
    };
    const job = await admin.ok("POST", "trigger_categories/jobs", { json: { job: { action: "patch", items } } });
    expect(job.status).toBe("complete");
    expect((await admin.delete(`trigger_categories/${category.id}`)).status).toBe(204);
    expect((await admin.ok("GET", "trigger_categories")).meta).toBeDefined();
  });

  test("only those who look after them change them", async () => {
    const trigger = await make();
    expect((await plain.get(`triggers/${trigger.id}`)).status).toBe(200);
    expect((await plain.put(`triggers/${trigger.id}`, { json: { trigger: { title: "x" } } })).status).toBe(403);
    expect((await plain.delete(`triggers/${trigger.id}`)).status).toBe(403);
    expect((await plain.post("automations", { json: { automation: {} } })).status).toBe(403);
    expect((await plain.post("slas/policies", { json: { sla_policy: {} } })).status).toBe(403);
    expect((await plain.post("business_hours/schedules", { json: { schedule: {} } })).status).toBe(403);
  });
});

describe("automations", () => {
  const all = (hours: string) => [is("status", "pending"), is("PENDING", hours, "greater_than")];
  const open = [{ field: "status", value: "open" }];

  test("are made, shown, changed and deleted", async () => {
    const reply = await admin.post("automations", {
      json: { automation: { title: "Wake", all: all("24"), actions: open } },
    });
    expect(reply.status).toBe(201);
    const made = reply.body.automation as Json;
    expect((await admin.ok("GET", reply.headers.get("location")!)).automation).toEqual(made);
    const renamed = await admin.ok("PUT", `automations/${made.id}`, { json: { automation: { title: "Wake up" } } });
    expect(renamed.automation.title).toBe("Wake up");
    expect(
      (await admin.post("automations", { json: { automation: { title: "Again", all: all("24"), actions: open } } }))
        .status,
    ).toBe(422);
    await admin.ok("PUT", "automations/update_many", { json: { automations: [{ id: made.id, active: false }] } });
    const active = (await admin.ok("GET", "automations/active")).automations as Json[];
    expect(active.map((one) => one.id)).not.toContain(made.id);
    expect(active.filter((one) => one.default).length).toBe(1);
    const found = (await admin.ok("GET", "automations/search", { query: { query: "wake" } })).automations as Json[];
    expect(found.map((one) => one.id)).toEqual([made.id]);
    expect((await admin.delete("automations/destroy_many", { query: { ids: made.id as number } })).status).toBe(204);
    expect((await admin.get(`automations/${made.id}`)).status).toBe(404);
  });

  test.each([
    ["nothing on time", [is("status", "open")], solve],
    [
      "nothing that narrows",
      [is("updated_at", "1", "greater_than"), is("priority", "high")],
      [{ field: "priority", value: "low" }],
    ],
    ["no end", [is("status", "open"), is("updated_at", "1", "greater_than")], [{ field: "priority", value: "low" }]],
    ["hours that are text only in any", [], solve],
  ])("%s is not acceptable", async (_, conditions, actions) => {
    const reply = await admin.post("automations", { json: { automation: { title: "x", all: conditions, actions } } });
    expect(reply.status).toBe(422);
  });

  test.each([
    ["true only once", [is("status", "open"), is("updated_at", "24")], [{ field: "priority", value: "low" }]],
    [
      "marked by a tag",
      [is("status", "open"), is("updated_at", "24", "greater_than"), is("current_tags", "told", "not_includes")],
      [{ field: "current_tags", value: "told" }],
    ],
  ])("%s comes to an end", async (_, conditions, actions) => {
    const automation = { title: unique("automation"), all: conditions, actions };
    expect((await admin.post("automations", { json: { automation } })).status).toBe(201);
  });
});

describe("service levels", () => {
  test("policies", async () => {
    const sla_policy = {
      title: "Incidents",
      filter: { all: [is("ticket_type_id", "2"), is("current_tags", "vip", "includes")], any: [] },
      policy_metrics: [{ priority: "urgent", metric: "first_reply_time", target: 60, business_hours: false }],
    };
    const reply = await admin.post("slas/policies", { json: { sla_policy } });
    expect(reply.status).toBe(201);
    const made = reply.body.sla_policy as Json;
    expect(made.policy_metrics[0]).toMatchObject({ target: 60, target_in_seconds: 3600 });
    const second = (await admin.ok("POST", "slas/policies", { json: { sla_policy: { ...sla_policy, title: "All" } } }))
      .sla_policy as Json;
    await admin.ok("PUT", "slas/policies/reorder", { json: { sla_policy_ids: [second.id, made.id] } });
    const list = (await admin.ok("GET", "slas/policies")).sla_policies as Json[];
    expect(list.map((one) => one.title)).toEqual(["All", "Incidents"]);
    const changed = await admin.ok("PUT", `slas/policies/${made.id}`, {
      json: { sla_policy: { description: "Fast" } },
    });
    expect(changed.sla_policy).toMatchObject({ description: "Fast", filter: made.filter });
    expect((await admin.ok("GET", "slas/policies/definitions")).definitions.all.length).toBeGreaterThan(5);
    for (const wrong of [
      { title: "" },
      { filter: { all: [is("update_type", "Create")] } },
      { policy_metrics: [{ priority: "urgent", metric: "nap_time", target: 1, business_hours: false }] },
      { policy_metrics: [{ priority: "urgent", metric: "agent_work_time", target: -1, business_hours: false }] },
      { policy_metrics: {} },
    ])
      expect((await admin.post("slas/policies", { json: { sla_policy: { ...sla_policy, ...wrong } } })).status).toBe(
        422,
      );
    expect((await admin.delete(`slas/policies/${made.id}`)).status).toBe(204);
    expect((await admin.get(`slas/policies/${made.id}`)).status).toBe(404);
  });

  test("schedules and holidays", async () => {
    const reply = await admin.post("business_hours/schedules", {
      json: { schedule: { name: "Prague", time_zone: "Europe/Prague" } },
    });
    expect(reply.status).toBe(201);
    const { id } = reply.body.schedule as Json;
    expect(reply.body.schedule.intervals.length).toBe(5);
    const intervals = [
      { start_time: 1980, end_time: 2460 },
      { start_time: 540, end_time: 1020 },
    ];
    const week = await admin.ok("PUT", `business_hours/schedules/${id}/workweek`, {
      json: { workweek: { intervals } },
    });
    expect(week.workweek.intervals).toEqual([intervals[1], intervals[0]]);
    for (const wrong of [
      [{ start_time: -1, end_time: 10 }],
      [{ start_time: 10, end_time: 10 }],
      [{ start_time: 1400, end_time: 1500 }],
      [
        { start_time: 0, end_time: 60 },
        { start_time: 30, end_time: 90 },
      ],
      [{ start_time: 10_000, end_time: 10_081 }],
      [7],
    ]) {
      const put = await admin.put(`business_hours/schedules/${id}/workweek`, {
        json: { workweek: { intervals: wrong } },
      });
      expect([400, 422]).toContain(put.status);
    }
    const holidays = `business_hours/schedules/${id}/holidays`;
    const day = { name: "New Year", start_date: "2027-01-01", end_date: "2027-01-01" };
    const made = (await admin.ok("POST", holidays, { json: { holiday: day } })).holiday as Json;
    expect(made).toMatchObject(day);
    const longer = await admin.ok("PUT", `${holidays}/${made.id}`, { json: { holiday: { end_date: "2027-01-02" } } });
    expect(longer.holiday.end_date).toBe("2027-01-02");
    for (const wrong of [{ end_date: "2026-12-31" }, { end_date: "soon" }, { end_date: "2031-01-01" }, { name: "" }])
      expect((await admin.post(holidays, { json: { holiday: { ...day, ...wrong } } })).status).toBe(422);
    expect((await admin.ok("GET", holidays)).holidays).toEqual([longer.holiday]);
    expect((await admin.delete(`${holidays}/${made.id}`)).status).toBe(204);
    expect((await admin.get(`${holidays}/${made.id}`)).status).toBe(404);
    expect((await admin.ok("GET", "business_hours/schedules")).schedules.length).toBe(1);
    expect((await admin.delete(`business_hours/schedules/${id}`)).status).toBe(204);
    expect((await admin.get(holidays)).status).toBe(404);
  });
});
