// SPDX-License-Identifier: AGPL-3.0-or-later
// Every route of openapi/pult.yaml as every role, against objects that are not theirs: refused, and never a word of
// what is in them. The routes are read from the file, so that a new one is here by itself.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "./harness/client.js";
import type { Json, Reply } from "./harness/client.js";
import { openapi } from "./harness/contract.js";
import { ended } from "./harness/jobs.js";
import { LiveSocket } from "./harness/live.js";
import {
  comments_of,
  make_agent,
  make_group,
  make_organization,
  make_ticket,
  make_user,
  sign_in,
  unique,
  update_ticket,
} from "./harness/people.js";
import { plant_secrets } from "./harness/secrets.js";
import { Desk } from "./harness/server.js";

interface Operation {
  method: string;
  path: string;
  summary: string;
  is_public: boolean;
  body_key: string | undefined;
}
interface Documented {
  summary?: string;
  security?: object[];
  requestBody?: Json;
}

// One may always throw away what one wrote oneself.
const own = [
  "DELETE /api/v2/tickets/{ticket_id}/draft",
  "DELETE /api/v2/tickets/{ticket_id}/side_drafts/{number}",
];
// Ends the role's own session or waits for something else than an answer.
const elsewhere = ["/api/v2/session", "/api/v2/users/me/logout", "/api/v2/live", "/health", "/api/v2/openapi.yaml"];

function body_key_of(operation: Documented): string | undefined {
  let body = operation.requestBody as Json;
  if (body?.$ref) body = (openapi.components as Json).requestBodies[(body.$ref as string).split("/").at(-1)!];
  const schema = body?.content?.["application/json"]?.schema as Json;
  return (schema?.required?.[0] ?? Object.keys((schema?.properties ?? {}) as object)[0]) as string | undefined;
}

const operations: Operation[] = [];
for (const [path, item] of Object.entries(openapi.paths)) {
  if (elsewhere.includes(path) || !path.startsWith("/api/v2/")) continue;
  for (const method of ["get", "post", "put", "patch", "delete"]) {
    const found = item[method] as Documented | undefined;
    if (!found) continue;
    const is_public = found.security?.some((one) => Object.keys(one).length === 0) || found.security?.length === 0;
    operations.push({
      method: method.toUpperCase(),
      path,
      summary: found.summary ?? "",
      is_public: Boolean(is_public),
      body_key: body_key_of(found),
    });
  }
}

// Words that stand in objects, by who may not read them.
const mark = (name: string) => unique(name).replaceAll("-", "");
const marks = { ticket: mark("qticket"), person: mark("qperson"), staff: mark("qstaff"), admin: mark("qadmin") };

let desk: Desk;
let admin: Client;
let ids: Record<string, number | string> = {};
let ticket: Json;
let requester: Json;
let organization: Json;
let own_ticket: Json;

interface Role {
  client: () => Client;
  hidden: (keyof typeof marks)[]; // what must not be read
  foreign: string[]; // parameters whose objects are refused
  writes: boolean; // whether to try what changes something: where nothing is theirs
}
const of_ticket = ["ticket_id", "comment_id", "audit_id", "attachment_id", "request_id"];
const of_people = ["user_id", "identity_id", "organization_id", "organization_membership_id", "session_id"];
const clients: Record<string, Client> = {};
const all = Object.keys(marks) as (keyof typeof marks)[];
const role = (name: string, hidden: Role["hidden"], foreign: string[], writes: boolean): [string, Role] => [
  name,
  { client: () => clients[name]!, hidden, foreign, writes },
];
const roles: [string, Role][] = [
  role("anonymous", all, [...of_ticket, ...of_people], true),
  role("end-user", all, [...of_ticket, ...of_people], true),
  role("agent of other groups", ["ticket", "admin"], of_ticket, true),
  role("agent with nothing assigned", ["ticket", "admin"], of_ticket, true),
  role("agent of another organization", ["ticket", "person", "admin"], [...of_ticket, ...of_people], true),
  role("light agent", ["admin"], [], false),
  role("agent", ["admin"], [], false),
  role("admin", [], [], false),
];

// Bodies that would change something if they were let in.
const bodies: Record<string, unknown> = {
  ticket: { subject: "mine now", status: "solved", comment: { body: "mine now" } },
  tickets: [],
  user: { name: "mine now" },
  users: [],
  organization: { name: "mine now" },
  tags: ["mine"],
  request: { comment: { body: "mine now" }, solved: true },
  comment: "mine now",
};
// With members that routes with bodies of their own want: nothing is refused for the want of them.
const as_body = (key: string | undefined) => {
  const others = { ids: [own_ticket.id as number], ticket_id: own_ticket.id as number, type: "related", text: "x" };
  if (!key || key in others) return others;
  const fill = (value: unknown) => (Array.isArray(value) && !value.length ? [{ id: ids.ticket_id }] : value);
  return { ...others, [key]: fill(bodies[key] ?? others) };
};

function query_of(path: string): Record<string, string> {
  const resource = path.split("/")[3]!;
  const id = resource.includes("user")
    ? ids.user_id
    : resource.includes("organization")
      ? ids.organization_id
      : ids.ticket_id;
  const word =
    resource.includes("ticket") || resource === "search" ? marks.ticket.slice(0, -1) : marks.person.slice(0, -1);
  return {
    ids: String(id),
    id: String(id),
    user_id: String(ids.user_id),
    ticket_id: String(ids.ticket_id),
    external_ids: marks.person,
    external_id: marks.person,
    query: `${word}*`,
    name: word,
    text: word,
    start_time: "0",
    "filter[type]": path.includes("count") ? "" : "ticket",
    include: "users,groups,organizations,identities,last_audits,comment_count,tickets",
  };
}

async function ask(client: Client, operation: Operation): Promise<Reply> {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => String(ids[name] ?? 1));
  const with_body = operation.method !== "GET";
  const raw = operation.path === "/api/v2/uploads" ? { raw: "bytes" } : { json: as_body(operation.body_key) };
  return await client.send(operation.method, path, {
    undocumented: true,
    query: query_of(operation.path),
    ...(with_body ? raw : {}),
  });
}

const denied = [401, 403, 404];

async function add_callers(other_group: Json, other_organization: Json): Promise<void> {
  const customer = await make_user(admin, { notes: `About them: ${marks.staff}` });
  clients["end-user"] = await sign_in(desk, customer);
  own_ticket = await make_ticket(clients["end-user"], {});
  await update_ticket(admin, own_ticket.id, { comment: { body: `Do not tell: ${marks.staff}`, public: false } });
  const restricted = async (fields: Json, groups: number[] = []) =>
    await sign_in(desk, await make_agent(desk, groups, fields));
  clients["anonymous"] = new Client(desk.url, {});
  clients["agent of other groups"] = await restricted({ ticket_restriction: "groups" }, [other_group.id]);
  clients["agent with nothing assigned"] = await restricted({ ticket_restriction: "assigned" });
  clients["agent of another organization"] = await restricted({
    ticket_restriction: "organization",
    organization_id: other_organization.id,
  });
  const custom_role = {
    name: unique("light"),
    configuration: { light_agent: true, ticket_access: "all", end_user_profile_access: "readonly" },
  };
  const light = (await admin.ok("POST", "custom_roles", { json: { custom_role } })).custom_role as Json;
  clients["light agent"] = await restricted({ custom_role_id: light.id });
  clients["agent"] = await restricted({});
  clients["admin"] = admin;
}

beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  const group = await make_group(admin);
  const other_group = await make_group(admin);
  const other_organization = await make_organization(admin);
  organization = await make_organization(admin, `Firm ${marks.person}`);
  const details = { notes: `n ${marks.person}`, details: `d ${marks.person}`, external_id: marks.person };
  await admin.ok("PUT", `organizations/${organization.id}`, {
    json: { organization: { ...details, tags: [marks.person] } },
  });
  requester = await make_user(admin, {
    name: `Rita ${marks.person}`,
    email: `rita-${marks.person}@example.com`,
    organization_id: organization.id,
    phone: "+420601555009",
    ...details,
  });
  const requester_session = await sign_in(desk, requester);
  const upload = await admin.post("uploads", { query: { filename: `${marks.ticket}.txt` }, raw: marks.ticket });
  ticket = await make_ticket(admin, {
    subject: `About ${marks.ticket}`,
    comment: { body: `The ${marks.ticket}.`, uploads: [upload.body.upload.token as string] },
    requester_id: requester.id,
    group_id: group.id,
  });
  const note = { body: `Note ${marks.ticket} ${marks.staff}`, public: false };
  await update_ticket(admin, ticket.id, { comment: note });
  const comments = await comments_of(admin, ticket.id);
  const audits = (await admin.ok("GET", `tickets/${ticket.id}/audits`)).audits as Json[];
  const identities = (await admin.ok("GET", `users/${requester.id}/identities`)).identities as Json[];
  const memberships = (await admin.ok("GET", `users/${requester.id}/organization_memberships`))
    .organization_memberships as Json[];
  await admin.ok("POST", "api_tokens", { json: { api_token: { description: marks.admin } } });
  ids = {
    ticket_id: ticket.id as number,
    request_id: ticket.id as number,
    comment_id: comments[0].id as number,
    audit_id: audits[0].id as number,
    attachment_id: comments[0].attachments[0].id as number,
    user_id: requester.id as number,
    identity_id: identities[0].id as number,
    organization_id: organization.id as number,
    organization_membership_id: memberships[0].id as number,
    group_id: group.id as number,
    session_id: (await requester_session.ok("GET", "users/me/session")).session.id as number,
    view_id: 3,
  };

  const planted = { ticket: ticket.id as number, person: requester.id as number, about: marks };
  ids = { ...ids, ...(await plant_secrets(desk, planted)) };
  await add_callers(other_group, other_organization);
});
afterAll(() => desk?.end());

test("the words are there to be found", async () => {
  const found = { ticket: 0, person: 0, staff: 0, admin: 0 };
  for (const operation of operations.filter((one) => one.method === "GET")) {
    const reply = await ask(admin, operation);
    for (const name of all) if (reply.text.includes(marks[name])) ++found[name];
  }
  expect(found.ticket).toBeGreaterThan(10);
  expect(found.person).toBeGreaterThan(10);
  expect(found.staff).toBeGreaterThan(3);
  expect(found.admin).toBeGreaterThan(0);
});

describe.each(roles)("%s", (name, who) => {
  test.each(operations.map((one): [string, Operation] => [`${one.method} ${one.path}`, one]))(
    "%s",
    async (_, operation) => {
      const admins_only = /\badmins only\b/i.test(operation.summary);
      const changes = operation.method !== "GET";
      const parameters = [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
      const is_foreign = parameters.some((parameter) => who.foreign.includes(parameter));
      const is_theirs = !who.writes || (!is_foreign && parameters.some((parameter) => of_people.includes(parameter)));
      if (changes && is_theirs && !(admins_only && name !== "admin")) return;
      const reply = await ask(who.client(), operation);
      const shown = `${reply.status} ${reply.text.slice(0, 300)}`;
      for (const hidden of who.hidden) expect(reply.text.includes(marks[hidden]), `${hidden}: ${shown}`).toBe(false);
      if (name === "anonymous" && !operation.is_public) expect(reply.status, shown).toBe(401);
      else if (own.includes(`${operation.method} ${operation.path}`)) expect(reply.status).toBeLessThan(500);
      else if (is_foreign || (admins_only && name !== "admin")) expect(denied, shown).toContain(reply.status);
      else expect(reply.status, shown).toBeLessThan(500);
    },
  );
});

test("nothing of it has changed, also by jobs", async () => {
  const jobs = (await admin.ok("GET", "job_statuses")).job_statuses as Json[];
  for (const job of jobs) await ended(admin, job);
  const now = (await admin.ok("GET", `tickets/${ticket.id}`)).ticket;
  expect(now).toMatchObject({ subject: ticket.subject, status: ticket.status, comment_count: 2, tags: [] });
  expect((await admin.ok("GET", `users/${requester.id}`)).user).toMatchObject({
    name: requester.name,
    active: true,
    email: requester.email,
    organization_id: organization.id,
  });
  expect((await admin.ok("GET", `organizations/${organization.id}`)).organization.name).toContain(marks.person);
});

test("nobody hears of it live but who may see it", async () => {
  const open = async (client: Client) => await client.live().catch(() => null);
  const ears: [string, LiveSocket][] = [];
  for (const [name, who] of roles) {
    const socket = await open(who.client());
    if (socket) ears.push([name, socket]);
  }
  expect(ears.map(([name]) => name)).not.toContain("anonymous");
  await update_ticket(admin, ticket.id, { comment: { body: `More of ${marks.ticket}` }, priority: "high" });
  const witness = ears.find(([name]) => name === "admin")![1];
  await witness.ticket(ticket.id as number, (frame) => frame.ticket.priority === "high");
  for (const [name, socket] of ears) {
    socket.send({ type: "ping" });
    await socket.wait_for((frame) => frame.type === "pong");
    const hidden = Object.fromEntries(roles)[name]!.hidden.includes("ticket");
    if (hidden) expect(socket.mentions(ticket.id as number), name).toBe(false);
    socket.close();
  }
});
