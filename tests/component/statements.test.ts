// SPDX-License-Identifier: AGPL-3.0-or-later
// What pages ask of the database, read from the log of statements: none counts a whole table.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client } from "./harness/client.js";
import { make_ticket, make_user } from "./harness/people.js";
import { Desk } from "./harness/server.js";

const folder = mkdtempSync(join(tmpdir(), "pult-statements-"));
const file = join(folder, "statements.log");
let desk: Desk;
let admin: Client;
beforeAll(async () => {
  process.env.PULT_STATEMENT_LOG = file;
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(async () => {
  await desk?.end();
  delete process.env.PULT_STATEMENT_LOG;
  rmSync(folder, { recursive: true, force: true });
});

const large = "tickets|comments|users|audits|organizations|identities|search_index|search_people|search_heads";
const counts_a_table = new RegExp(`COUNT\\([^)]*\\) FROM (${large})\\b`, "i");
// Counting what belongs to one thing, by an index.
const of_one = /WHERE (\w+\.)?(ticket_id|requester_id|user_id|organization_id|problem_id|group_id) = \?/i;

const statements = () => readFileSync(file, "utf8").split("\n").filter(Boolean);

test("lists, views, search and exports count no whole table", async () => {
  const user = await make_user(admin);
  const ticket = await make_ticket(admin, { requester_id: user.id });
  writeFileSync(file, "");
  const start_time = Math.floor(Date.now() / 1000) - 600;
  const pages = [
    "tickets",
    "tickets?page[size]=10",
    "tickets/count",
    "views",
    "views/1/tickets",
    "views/1/tickets?page[size]=10",
    "views/count_many?ids=1,2,3,4",
    `tickets/${ticket.id}`,
    `tickets/${ticket.id}/comments`,
    "users",
    "users?page[size]=10",
    "organizations",
    "search?query=kettle",
    "search?query=type:ticket+status<solved",
    "search/count?query=kettle",
    "search/export?query=kettle&filter[type]=ticket",
    `incremental/tickets/cursor?start_time=${start_time}`,
    `incremental/ticket_events?start_time=${start_time}`,
    "tags",
  ];
  for (const page of pages) expect((await admin.get(page)).status, page).toBe(200);
  const seen = statements();
  expect(seen.length).toBeGreaterThan(pages.length);
  expect(seen.some((one) => one.includes("FROM tickets"))).toBe(true);
  expect([...new Set(seen)].filter((one) => counts_a_table.test(one) && !of_one.test(one))).toEqual([]);
});
