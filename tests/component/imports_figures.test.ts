// SPDX-License-Identifier: AGPL-3.0-or-later
// Tickets of a file are counted on the days that they tell of.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_group } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

async function take_in(rows: Json[]): Promise<Json> {
  const raw = rows.map((row) => JSON.stringify(row)).join("\n");
  const query = { filename: "tickets.jsonl" };
  const upload = (await admin.post("uploads", { query, raw, content_type: "application/json" })).body.upload as Json;
  const wanted = { kind: "tickets", upload_token: upload.token };
  const { id } = (await admin.ok("POST", "imports", { json: { import: wanted } })).import;
  const now = async () => (await admin.ok("GET", `imports/${id}`)).import as Json;
  await expect.poll(async () => (await now()).status as string, { timeout: 60_000 }).toBe("completed");
  return await now();
}

test("tickets of a file count when they were made, answered and solved", async () => {
  const group = (await make_group(admin)) as { id: number; name: string };
  const agent = await make_agent(desk, [group.id]);
  const said = (author: Json | null, body: string, created_at: string) => ({
    body,
    created_at,
    ...(author ? { author_email: author.email } : {}),
  });
  const about = { requester_email: "jana@shop.example", assignee: agent.email, group: group.name };
  await take_in([
    {
      ...about,
      subject: "Answered",
      status: "closed",
      created_at: "2021-05-03T08:00:00Z",
      updated_at: "2021-05-05T08:00:00Z",
      comments: [
        said(null, "Help", "2021-05-03T08:00:00Z"),
        said(agent, "Here", "2021-05-03T10:00:00Z"),
      ],
    },
    { ...about, subject: "Open", created_at: "2021-05-04T08:00:00Z", description: "Still waiting" },
    { ...about, subject: "Closed", status: "closed", created_at: "2021-05-06T08:00:00Z", description: "Done" },
  ]);
  const query = { from: "2021-05-01", to: "2021-05-31", time_zone: "UTC" };
  const report = (await admin.ok("GET", "reports/figures", { query })).report as Json;
  const of = (date: string) => (report.days as Json[]).find((day) => day.date === date)!;
  expect(of("2021-05-03")).toMatchObject({ created: 1, solved: 0 });
  expect(of("2021-05-04")).toMatchObject({ created: 1, solved: 0 });
  expect(of("2021-05-05")).toMatchObject({ created: 0, solved: 1, first_contact: 1 });
  expect(of("2021-05-06")).toMatchObject({ created: 1, solved: 1 });
  expect(report.total.first_reply.calendar).toEqual({ median: 120, p90: 120 });
  const here = (await admin.ok("GET", "reports/figures", { query: { ...query, group_id: group.id } })).report as Json;
  expect(here.total).toMatchObject({ created: 3, solved: 2 });
});
