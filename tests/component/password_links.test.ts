// SPDX-License-Identifier: AGPL-3.0-or-later
// People of the team choose their passwords themselves, by a link in a mail.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client, cookie_of } from "./harness/client.js";
import type { Json, Reply } from "./harness/client.js";
import { make_agent, make_user, sign_in } from "./harness/people.js";
import { start_relayed_desk, unfolded } from "./harness/relayed.js";
import type { RelayedDesk } from "./harness/relayed.js";
import { Desk, admin_email, admin_password } from "./harness/server.js";

let relayed: RelayedDesk;
let desk: Desk;
let admin: Client;
beforeAll(async () => {
  relayed = await start_relayed_desk();
  desk = relayed.desk;
  admin = desk.admin();
});
afterAll(() => relayed?.end());

const chosen = "my very own words";
const secret_of = (text: string): string => /\/new-password#([\w-]+)/.exec(text)![1]!;
const mails_to = (email: string): string[] =>
  relayed.relay.mails.map(unfolded).filter((mail) => new RegExp(`^To: .*${email}`, "m").test(mail));
async function mail_to(email: string, number = 1): Promise<string> {
  await expect.poll(() => mails_to(email).length).toBe(number);
  return mails_to(email)[number - 1]!;
}
const invite = async (user: Json, json: Json = {}): Promise<Json> =>
  (await admin.ok("POST", `users/${user.id}/invitation`, { json })).invitation;
const ask = async (email: string, headers: Record<string, string> = {}): Promise<Reply> =>
  await desk.anonymous().post("password_links", { json: { email }, headers });
const look = async (token: string): Promise<Reply> =>
  await desk.anonymous().post("password_links/look", { json: { token } });
const use = async (token: string, password = chosen): Promise<Reply> =>
  await desk.anonymous().post("password_links/use", { json: { token, password } });
const waiting = async (): Promise<number[]> =>
  ((await admin.ok("GET", "users/invitations")).invitations as Json[]).map((one) => one.user_id as number);

describe("an invitation", () => {
  test("goes by mail in the language of the agent, and its link leads in, once", async () => {
    const agent = await make_agent(desk, [], { name: "Iva Invited", locale: "cs" });
    expect(await waiting()).toContain(agent.id);
    const made = await invite(agent);
    expect(made).toMatchObject({ user_id: agent.id, sent: true, link: null, mail_trouble: null });
    const left_ms = Date.parse(made.expires_at as string) - Date.parse(agent.created_at as string);
    expect(left_ms).toBeGreaterThan(6 * 86_400_000);
    const mail = await mail_to(agent.email as string);
    expect(mail).toMatch(/^Auto-Submitted: auto-generated/m);
    const token = secret_of(mail);
    const link = { name: "Iva Invited", email: agent.email, is_new: true };
    for (let time = 0; time < 2; ++time) expect((await look(token)).body.password_link).toEqual(link);
    const short = await use(token, "short");
    expect(short).toMatchObject({ status: 422 });
    expect(Object.keys(short.body.details)).toEqual(["password"]);
    const reply = await use(token);
    expect(reply.status).toBe(201);
    const session = new Client(desk.url, { cookie: cookie_of(reply), "x-csrf-token": reply.body.csrf_token });
    expect((await session.ok("GET", "users/me")).user.id).toBe(agent.id);
    expect(await waiting()).not.toContain(agent.id);
    expect((await use(token)).status).toBe(404);
    expect((await look(token)).status).toBe(404);
    await Client.with_session(desk.url, agent.email as string, chosen);
  });

  test("of two who bring the same link at once, one gets in", async () => {
    const agent = await make_agent(desk, []);
    const link = (await invite(agent, { send: false })).link as string;
    const replies = await Promise.all([use(secret_of(link)), use(secret_of(link), "other words of mine")]);
    expect(replies.map((one) => one.status).sort()).toEqual([201, 404]);
  });

  test("ends the one before, and ends with the address, the account, or a password set by hand", async () => {
    const agent = await make_agent(desk, []);
    const fresh = async () => secret_of((await invite(agent, { send: false })).link as string);
    const first = await fresh();
    const second = await fresh();
    expect((await look(first)).status).toBe(404);
    expect((await look(second)).status).toBe(200);
    await admin.ok("PUT", `users/${agent.id}`, { json: { user: { suspended: true } } });
    expect((await look(second)).status).toBe(404);
    expect((await use(second)).status).toBe(404);
    expect((await admin.post(`users/${agent.id}/invitation`)).status).toBe(422);
    await admin.ok("PUT", `users/${agent.id}`, { json: { user: { suspended: false } } });
    const third = await fresh();
    await admin.ok("PUT", `users/${agent.id}/password`, { json: { password: chosen } });
    expect((await look(third)).status).toBe(404);
    const fourth = await fresh();
    const identity = { type: "email", value: `moved-${agent.id}@example.com`, verified: true };
    const moved = (await admin.ok("POST", `users/${agent.id}/identities`, { json: { identity } })).identity;
    await admin.ok("PUT", `users/${agent.id}/identities/${moved.id}/make_primary`);
    expect((await look(fourth)).status).toBe(404);
  });

  test("is for admins to make, for the team to get", async () => {
    const agent = await make_agent(desk, []);
    const session = await sign_in(desk, agent);
    expect((await session.post(`users/${agent.id}/invitation`)).status).toBe(403);
    expect((await session.get("users/invitations")).status).toBe(403);
    const customer = await make_user(admin);
    expect((await admin.post(`users/${customer.id}/invitation`)).status).toBe(422);
    expect((await admin.post("users/999999999/invitation")).status).toBe(404);
    expect(await waiting()).not.toContain(customer.id);
  });

  test("leaves no secret behind in the database", async () => {
    const agent = await make_agent(desk, []);
    await invite(agent);
    const token = secret_of(await mail_to(agent.email as string));
    await expect.poll(() => desk.dump().includes(token)).toBe(false);
    expect((await admin.get("audit_logs")).text).not.toContain(token);
    expect((await look(token)).status).toBe(200);
  });
});

describe("a forgotten password", () => {
  test("is replaced by a link, which ends the sessions of before and is in the log", async () => {
    const agent = await make_agent(desk, []);
    const before = await sign_in(desk, agent);
    const forged = { host: "evil.example" };
    expect((await ask((agent.email as string).toUpperCase(), forged)).status).toBe(202);
    const mail = await mail_to(agent.email as string);
    expect(mail).not.toContain("evil.example");
    const token = secret_of(mail);
    expect((await look(token)).body.password_link.is_new).toBe(false);
    expect((await before.get("tickets")).status).toBe(200);
    expect((await use(token)).status).toBe(201);
    expect((await before.get("tickets")).status).toBe(401);
    await Client.with_session(desk.url, agent.email as string, chosen);
    const filter = { "filter[source_type]": "user", "filter[source_id]": String(agent.id) };
    const entries = (await admin.ok("GET", "audit_logs", { query: filter })).audit_logs as Json[];
    const change = entries.find((one) => one.change_description.startsWith("password: "));
    expect(change).toMatchObject({ actor_id: agent.id, source_id: agent.id });
  });

  test("the answer is the same for nobody, customers and the suspended, who get no mail", async () => {
    const customer = await make_user(admin);
    const suspended = await make_agent(desk, [], { email: `gone-${customer.id}@example.com` });
    await admin.ok("PUT", `users/${suspended.id}`, { json: { user: { suspended: true } } });
    const agent = await make_agent(desk, []);
    const addresses = [`nobody-${customer.id}@example.com`, customer.email, suspended.email, agent.email] as string[];
    const replies: Reply[] = [];
    for (const address of addresses) replies.push(await ask(address));
    expect(new Set(replies.map((one) => `${one.status} ${one.text}`)).size).toBe(1);
    // The last one's mail is there, so those before it would be.
    await mail_to(agent.email as string);
    for (const address of addresses.slice(0, 3)) expect(mails_to(address)).toEqual([]);
    expect((await ask("no address")).status).toBe(422);
  });

  test("while somebody else is signed in, a browser needs its CSRF token", async () => {
    const agent = await make_agent(desk, []);
    const token = secret_of((await invite(agent, { send: false })).link as string);
    const other = await Client.with_session(desk.url, admin_email, admin_password);
    const json = { token, password: chosen };
    expect((await other.without_csrf().post("password_links/use", { json })).status).toBe(403);
    expect((await other.post("password_links/use", { json })).body.user.id).toBe(agent.id);
  });

  // Last: it uses up the tries of this machine's address.
  test("can be asked for five times, then 429 says when again, whoever it is", async () => {
    const agent = await make_agent(desk, []);
    for (const address of [agent.email as string, "nobody-at-all@example.com"]) {
      for (let time = 0; time < 5; ++time) expect((await ask(address)).status).toBe(202);
      const refused = await ask(address);
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    }
    await expect.poll(() => mails_to(agent.email as string).length).toBe(5);
    const replies = [];
    for (let time = 0; time < 20; ++time) replies.push((await ask(`nobody-${time}@example.com`)).status);
    expect(replies).toContain(429);
  });
});

describe("a desk that cannot send mail", () => {
  let quiet: Desk;
  beforeAll(async () => {
    quiet = await Desk.start();
  });
  afterAll(() => quiet?.end());

  test("says so on the sign-in page, and gives the admin the link", async () => {
    const state = async (one: Desk) => (await one.anonymous().ok("GET", "account/first_run")).first_run;
    expect(await state(quiet)).toEqual({ needs_admin: false, sends_mail: false });
    expect(await state(desk)).toEqual({ needs_admin: false, sends_mail: true });
    const agent = await make_agent(quiet, []);
    expect((await quiet.anonymous().post("password_links", { json: { email: agent.email } })).status).toBe(202);
    const made = (await quiet.admin().ok("POST", `users/${agent.id}/invitation`)).invitation;
    expect(made).toMatchObject({ sent: false, mail_trouble: "not_set_up" });
    expect(made.link).toMatch(new RegExp(`^${quiet.url}/new-password#[\\w-]{40,}$`));
    const json = { token: secret_of(made.link as string), password: chosen };
    expect((await quiet.anonymous().post("password_links/use", { json })).status).toBe(201);
    // A link outlives the server.
    const other = await make_agent(quiet, []);
    const later = (await quiet.admin().ok("POST", `users/${other.id}/invitation`)).invitation.link as string;
    await quiet.restart("kill");
    const again = await quiet.anonymous().post("password_links/use", {
      json: { token: secret_of(later), password: chosen },
    });
    expect(again.status).toBe(201);
  });
});
