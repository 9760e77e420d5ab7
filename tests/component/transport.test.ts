// SPDX-License-Identifier: AGPL-3.0-or-later
// What clients of the v2 conventions take for granted about addresses, bodies and errors.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { openapi } from "./harness/contract.js";
import {
  make_agent,
  make_group,
  make_organization,
  make_ticket,
  make_user,
  unique,
  update_ticket,
} from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let ticket: Json;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  const group = await make_group(admin);
  const agent = await make_agent(desk, [group.id as number]);
  const organization = await make_organization(admin);
  const customer = await make_user(admin, { organization_id: organization.id });
  ticket = await make_ticket(admin, { requester_id: customer.id, assignee_id: agent.id, group_id: group.id });
});
afterAll(() => desk?.end());

describe("addresses", () => {
  test("with .json, with doubled slashes and with parameters nobody knows: the same answer", async () => {
    const plain = await admin.ok("GET", `tickets/${ticket.id}`);
    for (const path of [
      `/api/v2/tickets/${ticket.id}.json`,
      `/api/v2//tickets/${ticket.id}.json`,
      `/api/v2/tickets/${ticket.id}.json?include=None&binary=undefined`,
    ])
      expect(await admin.ok("GET", path), path).toEqual(plain);
  });

  test("lists in queries: commas, spaces, brackets, encoded or not", async () => {
    const other = await make_ticket(admin);
    const ids = [ticket.id, other.id];
    for (const separator of [",", ", ", "%2C"]) {
      const page = await admin.ok(
        "GET",
        `/api/v2/tickets/show_many.json?ids=${ids.join(separator).replace(" ", "%20")}`,
      );
      expect((page.tickets as Json[]).map((one) => one.id)).toEqual(ids);
    }
    const sizes = await Promise.all(
      ["page[size]=1", "page%5Bsize%5D=1"].map((query) => admin.ok("GET", `/api/v2/tickets.json?${query}`)),
    );
    for (const page of sizes) expect([page.tickets.length, page.meta.has_more]).toEqual([1, true]);
    const roles = await admin.ok("GET", "/api/v2/users.json?role[]=admin&role%5B%5D=agent");
    expect(new Set((roles.users as Json[]).map((user) => user.role))).toEqual(new Set(["admin", "agent"]));
  });

  const lists = Object.entries(openapi.paths)
    .filter(([path, item]) => item.get && !path.includes("{") && path.startsWith("/api/v2/"))
    .map(([path]) => path.replace("/api/v2/", ""))
    .filter((path) => Object.keys(openapi.paths).some((other) => other.startsWith(`/api/v2/${path}/{`)));

  test.each(lists)("every object of %s is found at its url", async (path) => {
    const reply = await admin.get(path, { undocumented: true, query: { start_time: 1_000_000 } });
    const rows = Object.values((reply.body ?? {}) as Record<string, Json>).find((value) =>
      Array.isArray(value),
    ) as Json[];
    for (const row of (rows ?? []).slice(0, 3)) {
      if (!row?.url) continue;
      expect(row.url).toMatch(/\.json$/);
      const shown = await admin.get(row.url as string);
      expect(shown.status, row.url).toBe(200);
      const [object] = Object.values(shown.body as Record<string, Json>);
      expect(object.id, row.url).toBe(row.id);
    }
  });
});

describe("bodies", () => {
  test("an empty one where nothing is to be said, and one on DELETE", async () => {
    const user = await make_user(admin);
    const json = { identity: { type: "email", value: `${unique("second")}@example.com` } };
    const { identity } = await admin.ok("POST", `users/${user.id}/identities`, { json });
    expect((await admin.put(`users/${user.id}/identities/${identity.id}/make_primary`, { raw: "" })).status).toBe(200);
    await update_ticket(admin, ticket.id as number, { tags: ["one", "two"] });
    const removed = await admin.delete(`tickets/${ticket.id}/tags`, { json: { tags: ["one"] } });
    expect(removed.status).toBe(204);
    expect((await admin.ok("GET", `tickets/${ticket.id}/tags`)).tags).toEqual(["two"]);
  });

  test("unknown members are ignored; those of a wrong type are not", async () => {
    const { ticket: updated } = await update_ticket(admin, ticket.id as number, { colour: "green", priority: "low" });
    expect(updated.priority).toBe("low");
    const wrong = await admin.put(`tickets/${ticket.id}`, { json: { ticket: { subject: { a: 1 } } } });
    expect([wrong.status, wrong.body.error.title]).toEqual([400, "Invalid attribute"]);
    const broken = await admin.put(`tickets/${ticket.id}`, { raw: "{", content_type: "application/json" });
    expect(broken.status).toBe(400);
  });
});

describe("errors", () => {
  test("say what is wrong in the documented words, and never ask to come again without need", async () => {
    const wanted: [number, unknown, () => Promise<Json>][] = [
      [404, "RecordNotFound", () => admin.get("tickets/9223372036854775807")],
      [404, "InvalidEndpoint", () => admin.get("no/such/thing", { undocumented: true })],
      [401, "Couldn't authenticate you", () => desk.anonymous().get("tickets")],
      [422, "RecordInvalid", () => admin.post("groups", { json: { group: { name: "" } } })],
      [400, "TooManyValues", () => admin.get("tickets/show_many", { query: { ids: "1,".repeat(101) } })],
    ];
    for (const [status, error, send] of wanted) {
      const reply = await send();
      expect([reply.status, reply.body.error]).toEqual([status, error]);
      expect(reply.headers.get("retry-after"), error as string).toBeNull();
    }
  });

  test("wrong credentials are told apart from none only at users/me, which is always 200", async () => {
    const { Client } = await import("./harness/client.js");
    const wrong = Client.with_token(desk.url, "admin@pult.example", "nonsense");
    expect((await wrong.get("tickets")).status).toBe(401);
    const me = await wrong.get("users/me");
    expect([me.status, me.body.user.id, me.body.user.name]).toEqual([200, null, "Anonymous user"]);
  });

  test("details name the field", async () => {
    const name = unique("twin");
    await make_organization(admin, name);
    const twin = await admin.post("organizations", { json: { organization: { name: name.toUpperCase() } } });
    expect(twin.body.details.name[0]).toEqual({
      description: expect.stringContaining("Name:") as string,
      error: "DuplicateValue",
    });
  });
});
