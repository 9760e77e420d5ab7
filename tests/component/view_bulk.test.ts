// SPDX-License-Identifier: AGPL-3.0-or-later
// All tickets of a view at once, taking bulk changes back, and how far jobs are as the live socket tells it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { ended, run_job } from "./harness/jobs.js";
import { make_agent, make_group, make_ticket, make_user, sign_in, unique, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

const show = async (id: unknown) => (await admin.ok("GET", `tickets/${id}`)).ticket as Json;
const selection_of = async (client: Client, view: unknown) =>
  (await client.ok("GET", `views/${view}/selection`)).selection as Json;

// A view of tickets with one tag, and such tickets.
async function tagged(count: number, more: Json = {}) {
  const tag = unique("whole");
  const conditions = {
    all: [
      { field: "status", operator: "less_than", value: "closed" },
      { field: "current_tags", operator: "includes", value: tag },
    ],
    any: [],
  };
  const { view } = await admin.ok("POST", "views", { json: { view: { title: tag, ...conditions } } });
  const make = () => make_ticket(admin, { tags: [tag, "kept"], ...more });
  const tickets = await Promise.all(Array.from({ length: count }, make));
  return { tag, view: view.id as number, ids: tickets.map((ticket) => ticket.id as number), make };
}

describe("a whole view", () => {
  test("changes what was in it at that moment, and nothing that came or was changed since", async () => {
    const { view, ids, make } = await tagged(5);
    const selection = await selection_of(admin, view);
    expect(selection).toMatchObject({ view_id: view, count: 5 });
    const late = await make();
    await update_ticket(admin, ids[4]!, { subject: "Touched by somebody" });
    const job = await run_job(admin, "PUT", `views/${view}/tickets/update_many`, {
      query: { as_of: selection.as_of },
      json: { ticket: { priority: "urgent", additional_tags: ["all-of-them"] } },
    });
    expect(job).toMatchObject({ status: "completed", total: 4, job_type: "Bulk Update Ticket" });
    expect(new Set((job.results as Json[]).map((one) => one.id))).toEqual(new Set(ids.slice(0, 4)));
    expect(await show(ids[0])).toMatchObject({ priority: "urgent", tags: expect.arrayContaining(["all-of-them"]) });
    for (const id of [late.id, ids[4]]) expect((await show(id)).priority).toBeNull();
  });

  test("is what the caller may see of it", async () => {
    const { view, ids } = await tagged(3);
    const group = await make_group(admin);
    const agent = await make_agent(desk, [group.id], { ticket_restriction: "groups" });
    const client = await sign_in(desk, agent);
    await update_ticket(admin, ids[1]!, { group_id: group.id });
    const selection = await selection_of(client, view);
    expect(selection.count).toBe(1);
    const query = { as_of: selection.as_of };
    const json = { ticket: { status: "pending" } };
    const job = await run_job(client, "PUT", `views/${view}/tickets/update_many`, { query, json });
    expect((job.results as Json[]).map((one) => one.id)).toEqual([ids[1]]);
  });

  test("is deleted and brought back", async () => {
    const { view, ids } = await tagged(3);
    const { as_of } = await selection_of(admin, view);
    const job = await run_job(admin, "DELETE", `views/${view}/tickets/destroy_many`, { query: { as_of } });
    expect(job).toMatchObject({ status: "completed", total: 3 });
    for (const id of ids) expect((await admin.get(`tickets/${id}`)).status).toBe(404);
    const back = await run_job(admin, "POST", `job_statuses/${job.id}/undo`);
    expect((back.results as Json[]).map((one) => one.success)).toEqual([true, true, true]);
    expect((await selection_of(admin, view)).count).toBe(3);
  });

  test("bad moments and views", async () => {
    const { view } = await tagged(1);
    const json = { ticket: { status: "pending" } };
    for (const as_of of ["", "soon", "-5", "12x", "99999999999999999999999999"])
      expect((await admin.put(`views/${view}/tickets/update_many`, { query: { as_of }, json })).status).toBe(400);
    const before = await admin.put(`views/${view}/tickets/update_many`, { query: { as_of: "1" }, json });
    expect(before.status).toBe(400);
    expect((await admin.get("views/999999/selection")).status).toBe(404);
    const customer = await sign_in(desk, await make_user(admin));
    expect((await customer.get(`views/${view}/selection`)).status).toBe(403);
  });
});

describe("taking a bulk change back", () => {
  test("gives each ticket what it had", async () => {
    const { ids } = await tagged(3);
    await update_ticket(admin, ids[0]!, { priority: "low", status: "pending" });
    await update_ticket(admin, ids[1]!, { priority: "high", status: "open" });
    const before = await Promise.all(ids.map(show));
    const ticket = { priority: "urgent", status: "hold", additional_tags: ["new"], remove_tags: ["kept"] };
    const job = await run_job(admin, "PUT", "tickets/update_many", { query: { ids: ids.join(",") }, json: { ticket } });
    expect((await show(ids[0])).status).toBe("hold");
    const back = await run_job(admin, "POST", `job_statuses/${job.id}/undo`);
    expect((back.results as Json[]).filter((one) => !one.success)).toEqual([]);
    for (const [i, id] of ids.entries()) {
      const { priority, status, tags, custom_status_id } = before[i]!;
      // Nobody makes an old ticket new again.
      const stands = status === "new" ? { status: "open" } : { status, custom_status_id };
      expect(await show(id)).toMatchObject({ priority, tags, ...stands });
    }
  });

  test("leaves what somebody has set since", async () => {
    const { ids } = await tagged(2);
    const job = await run_job(admin, "PUT", "tickets/update_many", {
      query: { ids: ids.join(",") },
      json: { ticket: { priority: "urgent", type: "incident" } },
    });
    await update_ticket(admin, ids[0]!, { priority: "normal" });
    await run_job(admin, "POST", `job_statuses/${job.id}/undo`);
    expect(await show(ids[0])).toMatchObject({ priority: "normal", type: null });
    expect(await show(ids[1])).toMatchObject({ priority: null, type: null });
  });

  test("is for who asked, once the job has ended, and only for changes of tickets", async () => {
    const { ids } = await tagged(1);
    const json = { ticket: { priority: "low" } };
    const job = await run_job(admin, "PUT", "tickets/update_many", { query: { ids: ids.join(",") }, json });
    const agent = await sign_in(desk, await make_agent(desk, [(await make_group(admin)).id]));
    expect((await agent.post(`job_statuses/${job.id}/undo`)).status).toBe(404);
    const undone = await run_job(admin, "POST", `job_statuses/${job.id}/undo`);
    expect((await admin.post(`job_statuses/${undone.id}/undo`)).status).toBe(422);
  });
});

test("the live socket tells who asked how far a job is, and nobody else", async () => {
  const { ids } = await tagged(2);
  const agent = await sign_in(desk, await make_agent(desk, [(await make_group(admin)).id]));
  const [mine, other] = [await admin.live(), await agent.live()];
  const json = { ticket: { priority: "high" } };
  const { job_status } = await admin.ok("PUT", "tickets/update_many", { query: { ids: ids.join(",") }, json });
  const frame = await mine.wait_for(
    (one) => one.type === "job_status" && one.job_status.id === job_status.id && one.job_status.status === "completed",
  );
  expect(frame.job_status).toMatchObject({ total: 2, progress: 2, results: null });
  await ended(admin, job_status as Json);
  // What the other socket gets after its own change came after everything of before.
  const made = await make_ticket(admin);
  await other.ticket(made.id as number);
  expect(other.has((one) => one.type === "job_status")).toBe(false);
  mine.close();
  other.close();
});
