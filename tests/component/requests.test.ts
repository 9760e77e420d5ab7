// SPDX-License-Identifier: AGPL-3.0-or-later
// The end-user's side: asking, answering, solving; and what strangers may do.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "./harness/client.js";
import type { Json } from "./harness/client.js";
import {
  make_agent,
  make_group,
  make_organization,
  make_ticket,
  make_user,
  sign_in,
  unique,
} from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let customer: Json;
let as_customer: Client;
let as_other: Client;
let agent: Json;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  agent = await make_agent(desk, [(await make_group(admin)).id as number]);
  customer = await make_user(admin, { name: "Cora Customer" });
  as_customer = await sign_in(desk, customer);
  as_other = await sign_in(desk, await make_user(admin, { name: "Otto Other" }));
});
afterAll(() => desk?.end());

const ask = async (client: Client, fields: Json = {}): Promise<Json> =>
  (
    await client.ok("POST", "requests", {
      json: { request: { subject: unique("request"), comment: { body: "My kettle is cold" }, ...fields } },
    })
  ).request;
const ids = (body: Json): number[] => (body.requests as Json[]).map((row) => row.id as number);
const find_ticket = async (subject: string): Promise<Json> => {
  const { tickets } = await admin.ok("GET", "tickets", { query: { sort_by: "id", sort_order: "desc" } });
  return (tickets as Json[]).find((ticket) => ticket.subject === subject);
};
const find_suspended = async (subject: string): Promise<Json> =>
  ((await admin.ok("GET", "suspended_tickets")).suspended_tickets as Json[]).find((row) => row.subject === subject);

describe("asking", () => {
  test("makes a ticket of the caller's", async () => {
    const reply = await as_customer.post("requests", {
      json: { request: { subject: "Cold kettle", comment: { body: "It stays cold." }, priority: "high" } },
    });
    expect(reply.status).toBe(201);
    expect(reply.headers.get("location")).toBe(reply.body.request.url);
    expect(reply.body.request).toMatchObject({
      subject: "Cold kettle",
      description: "It stays cold.",
      status: "new",
      priority: "high",
      requester_id: customer.id,
      can_be_solved_by_me: false,
    });
    const { ticket } = await admin.ok("GET", `tickets/${reply.body.request.id}`);
    expect(ticket).toMatchObject({ requester_id: customer.id, submitter_id: customer.id, is_public: true });
  });

  test("needs a subject and a comment", async () => {
    for (const request of [
      { comment: { body: "x" } },
      { subject: "  ", comment: { body: "x" } },
      { subject: "x" },
      { subject: "x", comment: { body: "" } },
    ]) {
      expect((await as_customer.post("requests", { json: { request } })).status, JSON.stringify(request)).toBe(422);
    }
  });

  test("what the portal asks for is filled in", async () => {
    const made = async (fields: Json) =>
      (await admin.ok("POST", "ticket_fields", { json: { ticket_field: fields } })).ticket_field as Json;
    const kind = await made({
      type: "tagger",
      title: unique("Kind"),
      visible_in_portal: true,
      editable_in_portal: true,
      required_in_portal: true,
      custom_field_options: [
        { name: "Broken", value: unique("broken") },
        { name: "Late", value: unique("late") },
      ],
    });
    const part = await made({ type: "text", title: unique("Part"), visible_in_portal: true, editable_in_portal: true });
    const [broken, late] = (kind.custom_field_options as Json[]).map((one) => one.value as string);
    const form = (
      await admin.ok("POST", "ticket_forms", {
        json: {
          ticket_form: {
            name: unique("Form"),
            end_user_visible: true,
            ticket_field_ids: [kind.id, part.id],
            end_user_conditions: [
              { parent_field_id: kind.id, value: broken, child_fields: [{ id: part.id, is_required: true }] },
            ],
          },
        },
      })
    ).ticket_form as Json;
    const client = await sign_in(desk, await make_user(admin));
    const ask = async (custom_fields: Json[], more: Json = {}, who: Client = client) => {
      const fields = { ticket_form_id: form.id, custom_fields, ...(more as object) };
      const request = { subject: "x", comment: { body: "y" }, ...fields };
      const reply = await who.post("requests", { json: { request } });
      return reply.status === 201 ? [] : Object.keys(reply.body.details as object);
    };
    expect(await ask([])).toEqual([`custom_fields_${kind.id}`]);
    expect(await ask([{ id: kind.id, value: late }])).toEqual([]);
    expect(await ask([{ id: kind.id, value: broken }])).toEqual([`custom_fields_${part.id}`]);
    expect(await ask([{ id: kind.id, value: broken }, { id: part.id, value: "The lid" }])).toEqual([]);
    const nobody = new Client(desk.url, {});
    const requester = { name: "A stranger" };
    expect(await ask([], { requester }, nobody)).toEqual([`custom_fields_${kind.id}`]);
    expect(await ask([{ id: kind.id, value: late }], { requester }, nobody)).toEqual([]);
    await admin.ok("PUT", `ticket_fields/${kind.id}`, { json: { ticket_field: { required_in_portal: false } } });
  });

  test("staff's members are left out", async () => {
    const request = await ask(as_customer, {
      requester_id: agent.id,
      assignee_id: agent.id,
      status: "solved",
      tags: ["vip"],
    });
    const { ticket } = await admin.ok("GET", `tickets/${request.id}`);
    expect(ticket).toMatchObject({ requester_id: customer.id, assignee_id: null, status: "new", tags: [] });
  });
});

describe("what one sees", () => {
  test("one's own requests, by state", async () => {
    const [open, solved] = [await ask(as_customer), await ask(as_customer)];
    await admin.ok("PUT", `tickets/${solved.id}`, { json: { ticket: { status: "solved" } } });
    expect(ids(await as_customer.ok("GET", "requests"))).toEqual(expect.arrayContaining([open.id, solved.id]));
    const still_open = ids(await as_customer.ok("GET", "requests/open"));
    expect(still_open).toContain(open.id);
    expect(still_open).not.toContain(solved.id);
    expect(ids(await as_customer.ok("GET", "requests/solved"))).toEqual([solved.id]);
    expect(ids(await as_customer.ok("GET", "requests", { query: { status: "solved" } }))).toEqual([solved.id]);
    expect((await as_customer.get("requests", { query: { status: "deleted" } })).status).toBe(400);
    expect(ids(await as_other.ok("GET", "requests"))).toEqual([]);
    expect((await as_other.get(`requests/${open.id}`)).status).toBe(404);
    expect((await as_other.get(`requests/${open.id}/comments`)).status).toBe(404);
  });

  test("pages by number and by cursor to the end", async () => {
    const person = await make_user(admin);
    const client = await sign_in(desk, person);
    const made = [await ask(client), await ask(client), await ask(client)].map((one) => one.id as number).reverse();
    const first = await client.ok("GET", "requests", { query: { per_page: 2 } });
    expect([ids(first), first.count]).toEqual([made.slice(0, 2), 3]);
    expect(ids(await client.ok("GET", first.next_page as string))).toEqual(made.slice(2));
    const page = await client.ok("GET", "requests", { query: { "page[size]": 2 } });
    expect(ids(await client.ok("GET", page.links.next as string))).toEqual(made.slice(2));
  });

  test("requests of others where one is in copy, and no private tickets", async () => {
    const ccd = await make_ticket(admin, { email_ccs: [{ user_id: customer.id }] });
    const hidden = await make_ticket(admin, { requester_id: customer.id, comment: { body: "x", public: false } });
    expect(ids(await as_customer.ok("GET", "requests/ccd"))).toEqual([ccd.id]);
    expect(ids(await as_customer.ok("GET", "requests"))).not.toContain(hidden.id);
    expect((await as_customer.get(`requests/${hidden.id}`)).status).toBe(404);
  });

  test("search finds what one asked for and nothing else", async () => {
    const word = unique("zeppelin").replaceAll("-", "");
    const mine = await ask(as_customer, { subject: `The ${word}` });
    await ask(as_other, { subject: `My ${word}` });
    expect(ids(await as_customer.ok("GET", "requests/search", { query: { query: word } }))).toEqual([mine.id]);
    expect((await as_customer.get("requests/search")).status).toBe(422);
  });

  test("agents list requests of a user or an organization; others do not", async () => {
    const organization = await make_organization(admin);
    const member = await make_user(admin, { organization_id: organization.id });
    const request = await ask(await sign_in(desk, member));
    expect(ids(await admin.ok("GET", `users/${member.id}/requests`))).toEqual([request.id]);
    expect(ids(await admin.ok("GET", `organizations/${organization.id}/requests`))).toEqual([request.id]);
    expect((await as_customer.get(`users/${member.id}/requests`)).status).toBe(404);
    expect((await as_customer.get(`organizations/${organization.id}/requests`)).status).toBe(404);
  });
});

describe("the conversation", () => {
  test("shows public comments and who spoke, never notes", async () => {
    const request = await ask(as_customer);
    await admin.ok("PUT", `tickets/${request.id}`, { json: { ticket: { comment: { body: "Try again" } } } });
    const note = { body: "He is annoying", public: false };
    await admin.ok("PUT", `tickets/${request.id}`, { json: { ticket: { comment: note } } });
    const page = await as_customer.ok("GET", `requests/${request.id}/comments`);
    expect((page.comments as Json[]).map((one) => one.body)).toEqual(["My kettle is cold", "Try again"]);
    expect(page.count).toBe(2);
    expect((page.users as Json[]).map((user) => user.agent).sort()).toEqual([false, true]);
    const all = (await admin.ok("GET", `tickets/${request.id}/comments`)).comments as Json[];
    const hidden = all.find((one) => one.public === false);
    expect((await as_customer.get(`requests/${request.id}/comments/${hidden.id}`)).status).toBe(404);
    const shown = await as_customer.ok("GET", `requests/${request.id}/comments/${page.comments[0].id}`);
    expect(shown.comment.body).toBe("My kettle is cold");
  });

  test("an answer reopens; solving needs somebody who works on it", async () => {
    const request = await ask(as_customer);
    const early = await as_customer.put(`requests/${request.id}`, { json: { request: { solved: true } } });
    expect(early.status).toBe(422);
    await admin.ok("PUT", `tickets/${request.id}`, { json: { ticket: { assignee_id: agent.id, status: "pending" } } });
    const answered = await as_customer.ok("PUT", `requests/${request.id}`, {
      json: { request: { comment: { body: "Still cold" } } },
    });
    expect(answered.request).toMatchObject({ status: "open", can_be_solved_by_me: true });
    const solved = await as_customer.ok("PUT", `requests/${request.id}`, {
      json: { request: { solved: true, comment: { body: "Warm now" } } },
    });
    expect(solved.request).toMatchObject({ status: "solved", can_be_solved_by_me: false });
    expect((await as_other.put(`requests/${request.id}`, { json: { request: { solved: true } } })).status).toBe(404);
  });
});

describe("strangers", () => {
  const as_stranger = () => desk.anonymous();

  test("may ask when they say who they are; the answer has no id", async () => {
    const subject = unique("anonymous");
    const email = `${unique("new")}@client.example`;
    const request = await ask(as_stranger(), { subject, requester: { name: "Nina New", email } });
    expect(request).toMatchObject({ id: null, url: null, subject, requester_id: null });
    const ticket = await find_ticket(subject);
    const { user } = await admin.ok("GET", `users/${ticket.requester_id}`);
    expect(user).toMatchObject({ name: "Nina New", email, role: "end-user", verified: false });
    expect(ticket.via.channel).toBe("web");
    const nameless = { subject: "x", comment: { body: "x" } };
    for (const requester of [undefined, {}, { email: "a@b.example" }, { name: "A", email: "nonsense" }]) {
      const json = { request: { ...nameless, requester } };
      expect((await as_stranger().post("requests", { json })).status).toBe(422);
    }
  });

  test("may see nothing", async () => {
    const request = await ask(as_customer);
    for (const path of ["requests", `requests/${request.id}`, `requests/${request.id}/comments`]) {
      expect((await as_stranger().get(path)).status).toBe(401);
    }
  });

  test("never speak for somebody who has an account, and do not learn that there is one", async () => {
    for (const victim of [agent, await make_user(admin, { verified: true })]) {
      const subject = unique("forged");
      const fields = { subject, requester: { name: "Not me", email: victim.email as string } };
      const request = await ask(as_stranger(), fields);
      const honest = { subject, requester: { name: "Not me", email: `${unique("x")}@client.example` } };
      const same = await ask(as_stranger(), honest);
      expect({ ...request, created_at: "", updated_at: "" }).toEqual({ ...same, created_at: "", updated_at: "" });
      expect((await find_ticket(subject)).requester_id).not.toBe(victim.id);
      const suspended = await find_suspended(subject);
      expect(suspended).toMatchObject({ author: { email: victim.email }, subject });
      const { ticket } = await admin.ok("PUT", `suspended_tickets/${suspended.id}/recover`);
      expect(ticket).toMatchObject({ subject, requester_id: victim.id });
    }
  });

  test("are not let in without end", async () => {
    const desk_of_strangers = await Desk.start();
    try {
      const fields = { subject: "Again", comment: { body: "x" }, requester: { name: "Flo Flood" } };
      const send = () => desk_of_strangers.anonymous().post("requests", { json: { request: fields } });
      for (let i = 0; i < 60; ++i) expect((await send()).status).toBe(201);
      const refused = await send();
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
      const signed_in = await desk_of_strangers.admin().post("requests", { json: { request: fields } });
      expect(signed_in.status).toBe(201);
    } finally {
      await desk_of_strangers.end();
    }
  });

  test("bring nobody along", async () => {
    const subject = unique("spam");
    await ask(as_stranger(), {
      subject,
      requester: { name: "Sam Spam" },
      email_ccs: [{ user_email: `${unique("victim")}@client.example` }],
    });
    expect((await find_ticket(subject)).email_cc_ids).toEqual([]);
  });
});
