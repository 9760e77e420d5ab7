// SPDX-License-Identifier: AGPL-3.0-or-later
// Agents whose role withholds personal data: customers have names, but no addresses and phone numbers, wherever one
// looks. Every GET route of openapi/pult.yaml is asked, so that a new one is here by itself.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, Json, SessionClient } from "./harness/client.js";
import { openapi } from "./harness/contract.js";
import { comments_of, make_agent, make_ticket, make_user, sign_in, unique, update_ticket } from "./harness/people.js";
import { Desk } from "./harness/server.js";

const local = `zora${process.pid.toString(36)}q`;
const address = `${local}.plum@customer-${process.pid.toString(36)}.example`;
const second = `${local}.second@elsewhere.example`;
const noted = `notes.of${process.pid.toString(36)}@elsewhere.example`;
const phone = "+420 601 555 009";
const phone_digits = "601 555 009";
const planted = [address, second, noted, phone_digits, phone_digits.replaceAll(" ", "")];

let desk: Desk;
let admin: Client;
let agent: SessionClient;
let customer: Json;
let ticket: Json;
let ids: Record<string, number | string>;

const mail = (from: string, subject: string) =>
  [
    `From: Zora Plum <${from}>`,
    "To: Help desk <help@desk.example>",
    `Subject: ${subject}`,
    "Date: Mon, 16 Nov 2026 09:30:00 +0100",
    `Message-ID: <${unique("mail")}@mail.example>`,
    "Content-Type: text/plain; charset=utf-8",
    "",
    "The kettle does not boil.",
  ].join("\r\n");
const ingest = async (text: string) =>
  JSON.parse(await desk.command(["mail", "ingest", "--mailbox", "help@desk.example"], text)) as Json;

const shows = (text: string) => planted.filter((one) => text.toLowerCase().includes(one.toLowerCase()));

beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  const mailbox = { address: "help@desk.example", name: "Help desk", active: true };
  await admin.ok("POST", "mailboxes", { json: { mailbox } });
  customer = await make_user(admin, {
    name: "Zora Plum",
    email: address,
    phone,
    notes: `Write to ${noted}`,
    identities: [{ type: "phone_number", value: "+420601555009" }],
  });
  await admin.ok("POST", `users/${customer.id}/identities`, { json: { identity: { type: "email", value: second } } });
  const arrived = await ingest(mail(address, "A kettle"));
  ticket = (await admin.ok("GET", `tickets/${arrived.ticket_id}`)).ticket;
  await update_ticket(admin, ticket.id, {
    comment: { body: "We are looking into it." },
    email_ccs: [{ user_email: second, action: "put" }],
    tags: ["kettle"],
  });
  const to = [{ email: `${local}.partner@partner.example`, name: "Partner" }];
  planted.push(`${local}.partner@partner.example`);
  await admin.ok("POST", `tickets/${ticket.id}/side_conversations`, {
    json: { message: { subject: "Ask", body: "Do you know it?", to } },
  });
  await admin.ok("POST", "context_links", {
    json: { context_link: { name: "Shop", url_template: "https://shop.example/?q={{ticket.requester.email}}" } },
  });
  const macro = {
    title: "With address",
    actions: [{ field: "comment_value", value: "We wrote to {{ticket.requester.email}} {{ticket.requester.phone}}." }],
  };
  const { id: macro_id } = (await admin.ok("POST", "macros", { json: { macro } })).macro as Json;
  const custom_role = {
    name: unique("veiled"),
    configuration: {
      ticket_access: "all",
      ticket_comment_access: "public",
      ticket_editing: true,
      manage_suspended_tickets: true,
      side_conversation_create: true,
      end_user_profile_access: "full",
      view_access: "full",
      macro_access: "full",
      personal_data: "none",
    },
  };
  const role = (await admin.ok("POST", "custom_roles", { json: { custom_role } })).custom_role as Json;
  expect(role.configuration.personal_data).toBe("none");
  agent = await sign_in(desk, await make_agent(desk, [], { custom_role_id: role.id }));
  const comments = await comments_of(admin, ticket.id);
  const audits = (await admin.ok("GET", `tickets/${ticket.id}/audits`)).audits as Json[];
  const identities = (await admin.ok("GET", `users/${customer.id}/identities`)).identities as Json[];
  const sides = (await admin.ok("GET", `tickets/${ticket.id}/side_conversations`)).side_conversations as Json[];
  ids = {
    ticket_id: ticket.id as number,
    request_id: ticket.id as number,
    comment_id: comments[0].id as number,
    audit_id: audits[0].id as number,
    user_id: customer.id as number,
    identity_id: identities[0].id as number,
    side_conversation_id: sides[0].id as string,
    macro_id: macro_id as number,
    view_id: 3,
  };
});
afterAll(() => desk?.end());

const elsewhere = ["/api/v2/session", "/api/v2/live", "/health", "/api/v2/openapi.yaml"];
const paths = Object.entries(openapi.paths)
  .filter(([path, item]) => item.get && path.startsWith("/api/v2/") && !elsewhere.includes(path))
  .map(([path]) => path);
const query_of = (path: string): Record<string, string> => ({
  ids: String(path.includes("user") ? ids.user_id : ids.ticket_id),
  id: String(path.includes("user") ? ids.user_id : ids.ticket_id),
  user_id: String(ids.user_id),
  ticket_id: String(ids.ticket_id),
  query: "plum",
  name: "Zora",
  text: "plum",
  start_time: "0",
  "filter[type]": path.includes("count") ? "" : "ticket",
  include: "users,groups,organizations,identities,last_audits,comment_count,tickets,events,side_conversations",
});

test("the addresses are there to be found", async () => {
  let found = 0;
  for (const path of paths) {
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => String(ids[name] ?? 1));
    const reply = await admin.send("GET", filled, { undocumented: true, query: query_of(path) });
    if (shows(reply.text).length > 0) ++found;
  }
  expect(found).toBeGreaterThan(20);
});

test.each(paths)("GET %s does not show them", async (path) => {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => String(ids[name] ?? 1));
  const reply = await agent.send("GET", filled, { undocumented: true, query: query_of(path) });
  expect(reply.status).toBeLessThan(500);
  expect(shows(reply.text), reply.text.slice(0, 2000)).toEqual([]);
});

describe("such an agent", () => {
  test("knows people by name", async () => {
    const shown = (await agent.ok("GET", `users/${customer.id}`)).user;
    expect(shown).toMatchObject({ name: "Zora Plum", email: "z•••@c•••.example", phone: "•••09" });
    const me = (await agent.ok("GET", "users/me")).user;
    expect(me.email).not.toContain("•");
  });

  test("finds nobody by address", async () => {
    const searches = [address, local, `"${address}"`, `email:${address}`, `requester:${address}`, "601555009"];
    for (const query of searches) {
      const found = (await agent.ok("GET", "search", { query: { query: `type:user ${query}` } })).results as Json[];
      expect(found, query).toEqual([]);
      expect((await agent.ok("GET", "users/search", { query: { query } })).users, query).toEqual([]);
    }
    expect((await agent.ok("GET", "search", { query: { query: `requester:${address}` } })).results).toEqual([]);
    expect((await agent.ok("GET", "users/autocomplete", { query: { name: local } })).users).toEqual([]);
    expect((await agent.ok("GET", "users/autocomplete", { query: { name: "Zora" } })).users).toHaveLength(1);
  });

  test("gets no mail as it came", async () => {
    for (const path of ["email", "email/raw"]) {
      const reply = await agent.get(`tickets/${ticket.id}/comments/${ids.comment_id}/${path}`);
      expect(reply.status).toBe(403);
    }
    expect((await agent.get("suspended_tickets/export", { undocumented: true })).status).toBe(403);
  });

  test("answers, and writes nothing back that is hidden", async () => {
    const answer = { comment: { body: "It is mended." }, status: "solved" };
    expect((await agent.put(`tickets/${ticket.id}`, { json: { ticket: answer } })).status).toBe(200);
    const sent = (await admin.ok("GET", "outgoing_messages")).outgoing_messages as Json[];
    expect(JSON.stringify(sent[0])).toContain(address);
    const masked = { user: { email: "z•••@c•••.example" } };
    const refused = await agent.put(`users/${customer.id}`, { json: masked });
    expect(refused.status).toBe(422);
    expect(refused.body.error).toBe("HiddenPersonalData");
    expect((await agent.put(`users/${customer.id}`, { json: { user: { notes: "Friendly" } } })).status).toBe(200);
    expect((await admin.ok("GET", `users/${customer.id}`)).user).toMatchObject({ email: address, notes: "Friendly" });
    const to = [{ user_id: customer.id, name: "Zora Plum", email: "z•••@c•••.example" }];
    const side = await agent.post(`tickets/${ticket.id}/side_conversations`, {
      json: { message: { subject: "Hello", body: "Hello", to } },
    });
    expect(side.status).toBe(201);
    expect(shows(side.text)).toEqual([]);
  });

  test("hears nothing of it live", async () => {
    const socket = await agent.live();
    const other = await make_ticket(admin, { requester_id: customer.id });
    await update_ticket(admin, other.id, { comment: { body: "Again?" }, priority: "high" });
    await socket.ticket(other.id as number, (frame) => frame.ticket.priority === "high");
    await ingest(mail(address, "Another kettle"));
    socket.send({ type: "ping" });
    await socket.wait_for((frame) => frame.type === "pong");
    expect(socket.has((frame) => frame.type === "ticket")).toBe(true);
    expect(socket.has((frame) => shows(JSON.stringify(frame)).length > 0)).toBe(false);
    socket.close();
  });
});
