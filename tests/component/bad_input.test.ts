// SPDX-License-Identifier: AGPL-3.0-or-later
// The same mistakes at every operation of the API file that can be given them: each has one documented answer.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json, Reply } from "./harness/client.js";
import { openapi } from "./harness/contract.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

interface Operation {
  name: string;
  path: string;
  query: string[];
}
const resolve = (one: Json): Json =>
  one.$ref
    ? (one.$ref as string)
        .slice(2)
        .split("/")
        .reduce((at: Json, part) => at[part], openapi)
    : one;

const reads: Operation[] = Object.entries(openapi.paths)
  .filter(([path, item]) => path.startsWith("/api/v2/") && item.get && path !== "/api/v2/live")
  .map(([path, item]) => {
    const all = [...((item as Json).parameters ?? []), ...((item.get as Json).parameters ?? [])].map(resolve) as Json[];
    const query = all.filter((one) => one.in === "query").map((one) => one.name as string);
    return { name: item.get!.operationId, path, query };
  });
const has_id = (path: string) => /\{\w+_id\}/.test(path);
// What is looked for in words, not by a number, or belongs to the caller.
const lists = reads.filter((one) => !one.path.includes("{"));

// Only statuses are of interest here; that answers are as documented is the matter of other tests.
const ask = (path: string, query: Record<string, string>): Promise<Reply> =>
  admin.get(path, { query, undocumented: true });

describe("an id that nothing has is a 404", () => {
  test.each(reads.filter((one) => has_id(one.path)))("$name", async ({ path }) => {
    for (const id of ["9223372036854775807", "9223372036854775808", "99999999999999999999999"]) {
      const reply = await ask(path.replace(/\{\w+\}/g, id), {});
      expect([reply.status, reply.body?.error], id).toEqual([404, "RecordNotFound"]);
    }
  });
});

describe("pages that there cannot be are a 400", () => {
  const pages: Record<string, string>[] = [
    { "page[size]": "0" },
    { "page[size]": "101" },
    { "page[size]": "ten" },
    { "page[size]": "10", "page[after]": "forged" },
    { "page[size]": "10", "page[after]": Buffer.from("v1:1;2").toString("base64url") },
    { "page[size]": "10", "page[after]": Buffer.from("v1:99999999999999999999").toString("base64url") },
  ];
  const without_needs = lists.filter((one) => one.query.includes("page[size]") && !one.query.includes("query"));
  const numbered = without_needs.filter((one) => one.query.includes("per_page"));

  test.each(without_needs)("$name by cursor", async ({ path }) => {
    for (const query of pages) expect((await ask(path, query)).status, JSON.stringify(query)).toBe(400);
  });

  test.each(numbered)("$name by number", async ({ path }) => {
    for (const page of ["0", "-1", "x", "101", "9223372036854775807"])
      expect((await ask(path, { page, per_page: "100" })).status, page).toBe(400);
  });
});

describe("more than 100 ids are a 400", () => {
  const many = Array.from({ length: 101 }, (_, i) => i + 1).join(",");
  test.each(lists.filter((one) => one.query.includes("ids")))("$name", async ({ path }) => {
    const reply = await ask(path, { ids: many });
    expect([reply.status, reply.body.error]).toEqual([400, "TooManyValues"]);
  });
});
