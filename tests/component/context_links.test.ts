// SPDX-License-Identifier: AGPL-3.0-or-later
// Context links: signed addresses of other programs beside a ticket.
import { createHmac } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_group, make_ticket, make_user, sign_in, unique } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
});
afterAll(() => desk?.end());

const shop = "https://shop.example";
const make = async (fields: Json = {}) =>
  await admin.ok("POST", "context_links", {
    json: { context_link: { name: "Shop", url_template: `${shop}/?ticket={{ticket.id}}`, ...fields } },
  });
const of_ticket = async (client: Client, id: number): Promise<Json[]> =>
  (await client.ok("GET", `tickets/${id}/context_links`)).context_links as Json[];
const policy = async (): Promise<string> =>
  (await fetch(`${desk.url}/`)).headers.get("content-security-policy") ?? "";
const until_policy = (fits: (text: string) => boolean) =>
  expect.poll(policy).toSatisfy(fits as (text: unknown) => boolean);

describe("context links", () => {
  test("carry what the ticket says, encoded and signed for the agent", async () => {
    const named = { organization: { name: unique("organization"), external_id: "a&b" } };
    const { organization } = await admin.ok("POST", "organizations", { json: named });
    const customer = await make_user(admin, { organization_id: organization.id, external_id: "č 7" });
    const { id } = await make_ticket(admin, { requester_id: customer.id });
    const url_template = `${shop}/c/{{requester.external_id}}?of={{organization.external_id}}&t={{ticket.id}}#top`;
    const made = await make({ url_template });
    expect(made.secret.length).toBeGreaterThan(30);
    const shown = await admin.get(`context_links/${made.context_link.id}`);
    expect(shown.text).not.toContain(made.secret as string);
    expect((await admin.get("audit_logs")).text).not.toContain(made.secret as string);
    const link = (await of_ticket(admin, id as number)).find((one) => one.id === made.context_link.id)!;
    const address = new URL(link.href as string);
    expect(address.origin + address.pathname + address.hash).toBe(`${shop}/c/%C4%8D%207#top`);
    const [query, signature] = address.search.slice(1).split("&pult_signature=");
    expect(query).toMatch(new RegExp(`^of=a%26b&t=${id}&pult_agent=\\d+&pult_time=\\d+$`));
    expect(signature).toBe(createHmac("sha256", made.secret as string).update(query!).digest("hex"));

    const again = await admin.ok("POST", `context_links/${made.context_link.id}/secret`);
    const renewed = (await of_ticket(admin, id as number)).find((one) => one.id === made.context_link.id)!;
    const [other_query, other] = new URL(renewed.href as string).search.slice(1).split("&pult_signature=");
    expect(other).toBe(createHmac("sha256", again.secret as string).update(other_query!).digest("hex"));
    await admin.delete(`context_links/${made.context_link.id}`);
  });

  test("are for agents who see the ticket, and set up by admins", async () => {
    const group = await make_group(admin);
    const { id } = await make_ticket(admin, { group_id: group.id });
    const stranger = await sign_in(desk, await make_agent(desk, [], { ticket_restriction: "groups" }));
    expect((await stranger.get(`tickets/${id}/context_links`)).status).toBe(404);
    expect((await stranger.get("context_links")).status).toBe(403);
    expect((await stranger.post("context_links", { json: { context_link: { name: "x" } } })).status).toBe(403);
    const made = await make({ active: false });
    expect(await of_ticket(admin, id as number)).toEqual([]);
    await admin.delete(`context_links/${made.context_link.id}`);
  });

  test("refuse addresses whose host could be anybody", async () => {
    for (const fields of [
      { name: "" },
      { url_template: "" },
      { url_template: "javascript:alert(1)" },
      { url_template: "https://{{ticket.title}}/" },
      { url_template: "https://shop.example;script-src *" },
      { placement: "popup" },
      { active: "maybe" },
      { url_template: 7 },
    ]) {
      const reply = await admin.post("context_links", {
        json: { context_link: { name: "Shop", url_template: `${shop}/`, ...fields } },
      });
      expect([400, 422], JSON.stringify(fields)).toContain(reply.status);
    }
  });

  test("that are panels are the only pages that may stand in a frame", async () => {
    expect(await policy()).toContain("frame-src 'self'");
    const made = await make({ placement: "panel", url_template: "https://crm.example:8443/{{ticket.id}}" });
    await until_policy((text) => text.includes("frame-src 'self' https://crm.example:8443"));
    await desk.restart("stop");
    admin = desk.admin();
    await until_policy((text) => text.includes("https://crm.example:8443"));
    const change = { context_link: { placement: "link" } };
    await admin.ok("PUT", `context_links/${made.context_link.id}`, { json: change });
    await until_policy((text) => !text.includes("crm.example"));
  });

  test("are listed in pages, and stand at the ticket in their order", async () => {
    const last = await make({ name: "last", position: 90 });
    const first = await make({ name: "first", position: 80 });
    const page = await admin.ok("GET", "context_links", { query: { "page[size]": 1 } });
    const query = { "page[size]": 100, "page[after]": page.meta.after_cursor as string };
    const rest = await admin.ok("GET", "context_links", { query });
    const listed = [...(page.context_links as Json[]), ...(rest.context_links as Json[])];
    expect(listed.map((one) => one.name)).toEqual(expect.arrayContaining(["first", "last"]));
    const { id } = await make_ticket(admin);
    const names = (await of_ticket(admin, id as number)).map((one) => one.name as string);
    expect(names.indexOf("first")).toBeLessThan(names.indexOf("last"));
    for (const { context_link } of [first, last]) await admin.delete(`context_links/${context_link.id}`);
  });
});
