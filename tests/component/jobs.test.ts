// SPDX-License-Identifier: AGPL-3.0-or-later
// job_statuses: who sees which, and that a job survives the server that began it.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { ended, run_job } from "./harness/jobs.js";
import { make_agent, make_ticket, sign_in, unique } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

const nothing = { json: { tickets: [] } };

test("a job of nothing ends at once", async () => {
  const job = await run_job(admin, "POST", "tickets/create_many", nothing);
  expect(job).toMatchObject({ status: "completed", total: 0, results: [] });
});

test("lists are newest first, in both forms of pages", async () => {
  const first = await run_job(admin, "POST", "tickets/create_many", nothing);
  const second = await run_job(admin, "POST", "tickets/create_many", nothing);
  const numbered = await admin.ok("GET", "job_statuses", { query: { per_page: 2 } });
  expect(numbered.job_statuses.map((job: Json) => job.id)).toEqual([second.id, first.id]);
  const page = await admin.ok("GET", "job_statuses", { query: { "page[size]": 1 } });
  expect(page.job_statuses[0].id).toBe(second.id);
  expect((await admin.ok("GET", page.links.next as string)).job_statuses[0].id).toBe(first.id);
  const many = await admin.ok("GET", "job_statuses/show_many", {
    query: { ids: `${first.id},V3-nothing,${second.id}` },
  });
  expect(many.job_statuses.map((job: Json) => job.id)).toEqual([first.id, second.id]);
});

test("an agent sees their own jobs, an admin all", async () => {
  const agent = await sign_in(desk, await make_agent(desk, []));
  const other = await sign_in(desk, await make_agent(desk, []));
  const job = await run_job(agent, "POST", "tickets/create_many", nothing);
  expect((await admin.ok("GET", `job_statuses/${job.id}`)).job_status.id).toBe(job.id);
  expect((await other.get(`job_statuses/${job.id}`)).status).toBe(404);
  expect((await other.ok("GET", "job_statuses")).job_statuses).toEqual([]);
  expect((await other.delete(`job_statuses/${job.id}`)).status).toBe(404);
});

test("unknown jobs are not found", async () => {
  for (const id of ["V3-00000000000000000000000000000000", "7", "x"]) {
    expect((await admin.get(`job_statuses/${id}`)).status).toBe(404);
  }
});

test("a job goes on after the server was killed, and does nothing twice", async () => {
  const subjects = Array.from({ length: 100 }, () => unique("survivor"));
  const tickets = subjects.map((subject) => ({ subject, comment: { body: "x" } }));
  const before = (await admin.ok("GET", "tickets/count")).count.value as number;
  const { job_status } = await admin.ok("POST", "tickets/create_many", { json: { tickets } });
  await desk.restart("kill");
  admin = desk.admin();
  const job = await ended(admin, job_status as Json);
  expect(job.results.map((one: Json) => one.success)).toEqual(subjects.map(() => true));
  const ids = (job.results as Json[]).map((one) => one.id as number);
  expect(new Set(ids).size).toBe(100);
  expect((await admin.ok("GET", "tickets/count")).count.value).toBe(before + 100);
  const shown = (await admin.ok("GET", "tickets/show_many", { query: { ids: ids.join(",") } })).tickets as Json[];
  expect(shown.map((ticket) => ticket.subject as string).sort()).toEqual([...subjects].sort());
});

const on_postgres = process.env.PULT_TEST_DATABASE === "postgres";
test.runIf(on_postgres)(
  "servers share the jobs, and what one leaves behind when it dies another takes on",
  async () => {
    const url = await desk.add_node();
    const tickets = Array.from({ length: 100 }, () => ({ subject: unique("shared"), comment: { body: "x" } }));
    const before = (await admin.ok("GET", "tickets/count")).count.value as number;
    const ask = async () =>
      (await desk.admin(url).ok("POST", "tickets/create_many", { json: { tickets } })).job_status as Json;
    const asked = await Promise.all(Array.from({ length: 6 }, ask));
    await desk.kill_node(url);
    for (const job of asked) {
      const { results } = await ended(admin, job);
      expect(results.map((one: Json) => one.success)).toEqual(tickets.map(() => true));
    }
    expect((await admin.ok("GET", "tickets/count")).count.value).toBe(before + 600);
  },
  60_000,
);

test("more than 30 unfinished jobs are refused; killed ones make room", async () => {
  const tickets = await Promise.all(Array.from({ length: 20 }, () => make_ticket(admin)));
  const ask = () =>
    admin.put("tickets/update_many", {
      json: { tickets: Array.from({ length: 100 }, (_, i) => ({ id: tickets[i % 20]!.id, subject: unique(`s${i}`) })) },
    });
  const replies = await Promise.all(Array.from({ length: 60 }, ask));
  const refused = replies.filter((reply) => reply.status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]!.body).toMatchObject({ error: "TooManyJobs" });
  expect(Number(refused[0]!.headers.get("retry-after"))).toBeGreaterThan(0);
  const asked = replies.filter((reply) => reply.status === 200).map((reply) => reply.body.job_status as Json);
  for (const job of asked) expect((await admin.delete(`job_statuses/${job.id}`)).status).toBe(204);
  const states = [];
  for (const job of asked) states.push((await ended(admin, job)).status as string);
  expect(states).toContain("killed");
  expect((await ask()).status).toBe(200);
});
