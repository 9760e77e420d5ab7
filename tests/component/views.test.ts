// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_group, make_ticket, sign_in, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let agent: Json;
let mine: Client;
const view_id: Record<string, number> = {};
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  agent = await make_agent(desk, [(await make_group(admin)).id]);
  mine = await sign_in(desk, agent);
  for (const view of (await mine.ok("GET", "views")).views as Json[]) view_id[view.key as string] = view.id as number;
});
afterAll(() => desk?.end());

const ids_in = async (client: Client, key: string) =>
  ((await client.ok("GET", `views/${view_id[key]}/tickets`, { query: { "page[size]": 100 } })).tickets as Json[]).map(
    (ticket) => ticket.id as number,
  );
const count_of = async (client: Client, key: string) =>
  (await client.ok("GET", `views/${view_id[key]}/count`)).view_count.value as number;
const keys = ["mine", "unassigned", "all_open", "solved"];

describe("system views", () => {
  test("are there from the start, in order, for every agent", async () => {
    const views = (await mine.ok("GET", "views")).views as Json[];
    expect(views.map((view) => [view.id, view.key])).toEqual([
      [1, "mine"],
      [2, "unassigned"],
      [3, "all_open"],
      [4, "solved"],
      [5, "pending"],
      [6, "updated"],
      [7, "new_in_groups"],
      [8, "snoozed"],
    ]);
    expect(views.map((view) => view.position)).toEqual(
      [...views.map((view) => view.position as number)].sort((a, b) => a - b),
    );
    for (const view of views) expect((await mine.ok("GET", `views/${view.id}`)).view).toEqual(view);
  });

  test("a ticket moves through them", async () => {
    const { id } = await make_ticket(admin);
    const places = async () => {
      const found: string[] = [];
      for (const key of keys) if ((await ids_in(mine, key)).includes(id as number)) found.push(key);
      return found;
    };
    expect(await places()).toEqual(["unassigned", "all_open"]);
    await update_ticket(admin, id, { assignee_id: agent.id });
    expect(await places()).toEqual(["mine", "all_open"]);
    expect(await ids_in(admin, "mine")).not.toContain(id);
    await update_ticket(admin, id, { status: "hold" });
    expect(await places()).toEqual(["mine", "all_open"]);
    await update_ticket(admin, id, { status: "solved" });
    expect(await places()).toEqual(["solved"]);
    await update_ticket(admin, id, { status: "open" });
    expect(await places()).toEqual(["mine", "all_open"]);
    await update_ticket(admin, id, { status: "closed" });
    expect(await places()).toEqual([]);
  });

  test("newest update first, in cursor form", async () => {
    const one = await make_ticket(admin);
    const two = await make_ticket(admin);
    await update_ticket(admin, one.id, { priority: "high" });
    await update_ticket(admin, two.id, { priority: "high" });
    const query = { include: "users,groups", "page[size]": 100 };
    const body = await mine.ok("GET", `views/${view_id.unassigned}/tickets`, { query });
    expect(body.meta).toBeDefined();
    expect(body.users.length).toBeGreaterThan(0);
    const times = (body.tickets as Json[]).map((ticket) => ticket.updated_at as string);
    expect(times).toEqual([...times].sort().reverse());
    const order = (body.tickets as Json[]).map((ticket) => ticket.id as number);
    expect(order.indexOf(two.id as number)).toBeLessThan(order.indexOf(one.id as number));
  });

  test("pages cover each ticket once", async () => {
    for (let i = 0; i < 7; ++i) await make_ticket(admin);
    const whole = await ids_in(mine, "all_open");
    const collected: number[] = [];
    let page = await mine.ok("GET", `views/${view_id.all_open}/tickets`, { query: { "page[size]": 3 } });
    for (;;) {
      collected.push(...(page.tickets as Json[]).map((ticket) => ticket.id as number));
      if (!page.meta.has_more) break;
      page = await mine.ok("GET", page.links.next as string);
    }
    expect(collected).toEqual(whole);
  });

  test("unknown ones are 404", async () => {
    for (const id of ["999999", "9223372036854775807"]) {
      for (const path of [`views/${id}`, `views/${id}/tickets`, `views/${id}/count`]) {
        expect((await mine.get(path)).status, path).toBe(404);
      }
    }
  });
});

describe("counts", () => {
  test("always equal the lists, whatever happened to the tickets", async () => {
    const statuses = ["open", "pending", "hold", "solved", "closed", "open"];
    for (const [i, status] of statuses.entries()) {
      const { id } = await make_ticket(admin, i % 2 ? { assignee_id: agent.id } : {});
      await update_ticket(admin, id, { status, ...(i % 3 === 0 ? { assignee_id: agent.id } : {}) });
      if (i % 4 === 0 && status !== "closed") await update_ticket(admin, id, { assignee_id: null });
      if (i === 5) await admin.delete(`tickets/${id}`);
    }
    for (const client of [mine, admin]) {
      for (const key of keys) expect(await count_of(client, key), key).toBe((await ids_in(client, key)).length);
    }
  });

  test("of several views at once", async () => {
    const { view_counts } = await mine.ok("GET", "views/count_many", { query: { ids: "1,2,3,4" } });
    expect((view_counts as Json[]).map((one) => one.view_id)).toEqual([1, 2, 3, 4]);
    for (const one of view_counts as Json[]) {
      const single = (await mine.ok("GET", `views/${one.view_id}/count`)).view_count;
      expect(one.value).toBe(single.value);
      expect(one.pretty).toBe(String(one.value));
      expect(one.fresh).toBe(true);
    }
    const some = await mine.ok("GET", "views/count_many", { query: { ids: "3,999999" } });
    expect((some.view_counts as Json[]).map((one) => one.view_id)).toContain(3);
    for (const ids of ["", "x", "1,,2", "9223372036854775807"]) {
      expect([200, 400]).toContain((await mine.get("views/count_many", { query: { ids } })).status);
    }
  });
});
