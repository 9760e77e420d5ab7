// SPDX-License-Identifier: AGPL-3.0-or-later
// Many tickets at once: create_many, update_many, destroy_many, and the jobs they are.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { ended, run_job } from "./harness/jobs.js";
import { comments_of, make_agent, make_group, make_ticket, make_user, sign_in, unique } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

const show = async (id: number) => (await admin.ok("GET", `tickets/${id}`)).ticket as Json;
const made = (count: number) => Promise.all(Array.from({ length: count }, () => make_ticket(admin)));
const ids_of = (tickets: Json[]) => tickets.map((ticket) => ticket.id as number);

describe("create_many", () => {
  test("creates each and says which number it got, in order", async () => {
    const subjects = Array.from({ length: 100 }, (_, i) => unique(`many-${i}`));
    const tickets = subjects.map((subject) => ({ subject, comment: { body: "Many" }, tags: ["many"] }));
    const reply = await admin.post("tickets/create_many", { json: { tickets } });
    expect(reply.body.job_status).toMatchObject({ status: "queued", progress: null, results: null, total: 100 });
    const job = await ended(admin, reply.body.job_status as Json);
    expect(job).toMatchObject({ status: "completed", total: 100, progress: 100 });
    expect(job.message).toMatch(/^Completed at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000$/);
    const results = job.results as Json[];
    expect(results.map((one) => one.index)).toEqual(subjects.map((_, i) => i));
    const ids = results.map((one) => one.id as number);
    const shown = await admin.ok("GET", "tickets/show_many", { query: { ids: ids.join(",") } });
    const by_id = new Map((shown.tickets as Json[]).map((ticket) => [ticket.id, ticket.subject as string]));
    expect(ids.map((id) => by_id.get(id))).toEqual(subjects);
  });

  test("a ticket that cannot be is an entry of its own; the others are created", async () => {
    const tickets = [{ comment: { body: "Good" } }, { subject: "No comment" }, { comment: { body: "Good too" } }];
    const { results } = await run_job(admin, "POST", "tickets/create_many", { json: { tickets } });
    expect(results.map((one: Json) => one.success)).toEqual([true, false, true]);
    expect(results[1]).toMatchObject({ index: 1, error: "RecordInvalid" });
    expect(results[1].details).toContain("Comment: cannot be blank");
  });
});

describe("update_many", () => {
  test("one change for all of ?ids=, with added and removed tags and a comment", async () => {
    const ids = ids_of(await made(5));
    await admin.ok("PUT", `tickets/${ids[0]}`, { json: { ticket: { tags: ["old", "kept"] } } });
    const ticket = {
      status: "pending",
      additional_tags: ["fresh"],
      remove_tags: ["old"],
      comment: { body: "A note for all", public: false },
    };
    const job = await run_job(admin, "PUT", "tickets/update_many", { query: { ids: ids.join(",") }, json: { ticket } });
    expect(job).toMatchObject({ status: "completed", total: 5, job_type: "Bulk Update Ticket" });
    expect(job.results).toEqual(
      ids.map((id, index) =>
        expect.objectContaining({ index, id, action: "update", status: "Updated", success: true }),
      ),
    );
    expect((await show(ids[0]!)).tags).toEqual(["fresh", "kept"]);
    for (const id of ids) {
      expect(await show(id)).toMatchObject({ status: "pending", comment_count: 2 });
      expect((await comments_of(admin, id)).at(-1)).toMatchObject({ body: "A note for all", public: false });
    }
  });

  test("a list of tickets with a change each; unknown and closed ones say so", async () => {
    const [a, b, c] = ids_of(await made(3));
    await admin.ok("PUT", `tickets/${c}`, { json: { ticket: { status: "closed" } } });
    const tickets = [
      { id: a, priority: "high" },
      { id: 999_999_999, priority: "high" },
      { id: b, subject: "Changed" },
      { id: c, subject: "Too late" },
    ];
    const { results } = await run_job(admin, "PUT", "tickets/update_many", { json: { tickets } });
    expect(results.map((one: Json) => one.success)).toEqual([true, false, true, false]);
    expect(results[1]).toMatchObject({ id: 999_999_999, error: "RecordNotFound" });
    expect(results[3]).toMatchObject({ id: c, error: "RecordInvalid" });
    expect((await show(a!)).priority).toBe("high");
    expect((await show(b!)).subject).toBe("Changed");
  });

  test("an agent changes only what they may see", async () => {
    const [mine, theirs] = [await make_group(admin), await make_group(admin)];
    const restricted = await make_agent(desk, [mine.id], { ticket_restriction: "groups" });
    const seen = await make_ticket(admin, { group_id: mine.id });
    const unseen = await make_ticket(admin, { group_id: theirs.id });
    const agent = await sign_in(desk, restricted);
    const query = { ids: `${seen.id},${unseen.id}` };
    const { results } = await run_job(agent, "PUT", "tickets/update_many", {
      query,
      json: { ticket: { priority: "low" } },
    });
    expect(results.map((one: Json) => one.success)).toEqual([true, false]);
    expect(await show(unseen.id)).toMatchObject({ priority: null });
  });
});

describe("destroy_many", () => {
  test("deletes each", async () => {
    const ids = ids_of(await made(3));
    const job = await run_job(admin, "DELETE", "tickets/destroy_many", { query: { ids: ids.join(",") } });
    expect(job.results.map((one: Json) => one.status)).toEqual(["Deleted", "Deleted", "Deleted"]);
    for (const id of ids) expect((await admin.get(`tickets/${id}`)).status).toBe(404);
  });

  test("not by an agent who may not delete", async () => {
    const agent = await sign_in(desk, await make_agent(desk, []));
    const { id } = await make_ticket(admin);
    const { results } = await run_job(agent, "DELETE", "tickets/destroy_many", { query: { ids: id } });
    expect(results[0]).toMatchObject({ success: false, error: "Forbidden" });
    expect((await show(id)).id).toBe(id);
  });
});

describe("bad input", () => {
  const many = Array.from({ length: 101 }, (_, i) => i + 1);
  test.each([
    ["PUT", "tickets/update_many", { query: { ids: many.join(",") }, json: { ticket: {} } }],
    ["PUT", "tickets/update_many", { json: { tickets: many.map((id) => ({ id })) } }],
    ["POST", "tickets/create_many", { json: { tickets: many.map(() => ({ comment: { body: "x" } })) } }],
    ["DELETE", "tickets/destroy_many", { query: { ids: many.join(",") } }],
  ])("%s %s of more than 100", async (method, path, options) => {
    const reply = await admin.send(method, path, options);
    expect(reply).toMatchObject({ status: 400, body: { error: "TooManyValues", max_count: 100 } });
  });

  test.each([{}, { tickets: null }, { tickets: {} }, { tickets: [1] }, { tickets: [[]] }, { ticket: [] }])(
    "%j is no list of tickets",
    async (json) => {
      expect((await admin.post("tickets/create_many", { json })).status).toBe(400);
      expect((await admin.put("tickets/update_many", { json })).status).toBe(400);
    },
  );

  test("ids that are no numbers fail one by one", async () => {
    const { results } = await run_job(admin, "DELETE", "tickets/destroy_many", { query: { ids: "x,-1,1.5" } });
    expect(results.map((one: Json) => one.error)).toEqual(["RecordNotFound", "RecordNotFound", "RecordNotFound"]);
    expect((await admin.delete("tickets/destroy_many")).status).toBe(400);
  });

  test("values nested as deep as requests may be are the client's problem, not ours", async () => {
    let deep: Json = [];
    for (let i = 0; i < 26; ++i) deep = [deep];
    const tickets = [{ comment: { body: "x" }, custom: deep }];
    const { results } = await run_job(admin, "POST", "tickets/create_many", { json: { tickets } });
    expect(results[0].success).toBe(true);
  });

  test("end-users have no bulk changes", async () => {
    const customer = await sign_in(desk, await make_user(admin));
    expect((await customer.post("tickets/create_many", { json: { tickets: [] } })).status).toBe(403);
    expect((await customer.get("job_statuses")).status).toBe(403);
  });
});
