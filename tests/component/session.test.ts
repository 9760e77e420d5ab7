// SPDX-License-Identifier: AGPL-3.0-or-later
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client, cookie_of } from "./harness/client.js";
import { make_agent, make_ticket, make_user, password, sign_in, update_ticket } from "./harness/people.js";
import { Desk, admin_email, admin_password } from "./harness/server.js";

let desk: Desk;
beforeAll(async () => {
  desk = await Desk.start();
});
afterAll(() => desk?.end());

describe("who am I", () => {
  test("without credentials: 200 and the anonymous user", async () => {
    const { user } = await desk.anonymous().ok("GET", "users/me");
    expect(user).toMatchObject({ id: null, name: "Anonymous user" });
  });

  test("with wrong credentials: still 200 here, 401 elsewhere", async () => {
    const wrong = Client.with_token(desk.url, admin_email, "not-a-token-at-all");
    expect((await wrong.ok("GET", "users/me")).user.id).toBeNull();
    const refused = await wrong.get("tickets");
    expect(refused.status).toBe(401);
    expect(refused.body.error).toBe("Couldn't authenticate you");
  });

  test("with a token", async () => {
    const { user } = await desk.admin().ok("GET", "users/me");
    expect(user).toMatchObject({ email: admin_email, role: "admin", active: true });
  });

  test("a broken Authorization header is a 401, never more", async () => {
    for (const authorization of [
      "Basic",
      "Basic !!!",
      "Basic Og==",
      "Bearer x",
      "Negotiate",
      "Basic " + "A".repeat(9000),
    ]) {
      const reply = await new Client(desk.url, { authorization }).get("tickets");
      expect([400, 401], authorization.slice(0, 20)).toContain(reply.status);
    }
  });
});

describe("sign-in", () => {
  test("answers session, user and CSRF token, and sets a guarded cookie", async () => {
    const reply = await desk.anonymous().post("session", { json: { email: admin_email, password: admin_password } });
    expect(reply.status).toBe(201);
    expect(reply.body.session.user_id).toBe(reply.body.user.id);
    const cookie = reply.headers.getSetCookie().find((one) => one.startsWith("pult_session="))!;
    expect(cookie).toMatch(/; *HttpOnly/i);
    expect(cookie).toMatch(/; *SameSite=Lax/i);
    expect(cookie).not.toMatch(/; *Secure/i); // plain HTTP here
    expect(cookie_of(reply).length).toBeGreaterThan(30);
  });

  test("the e-mail is taken in any case", async () => {
    const reply = await desk.anonymous().post("session", {
      json: { email: admin_email.toUpperCase(), password: admin_password },
    });
    expect(reply.status).toBe(201);
  });

  test("wrong password, unknown address and a missing one look the same", async () => {
    const tries = [
      { email: admin_email, password: "wrong" },
      { email: "nobody@example.com", password: admin_password },
      { email: "", password: "" },
    ];
    for (const json of tries) {
      const reply = await desk.anonymous().post("session", { json });
      expect(reply.status).toBe(401);
      expect(reply.headers.getSetCookie()).toEqual([]);
    }
  });

  test("nonsense is a 400, never a 500", async () => {
    for (const raw of ["", "{", "[]", "null", "7", '{"email":7,"password":{}}', '{"email":["a"],"password":"b"}']) {
      const reply = await desk.anonymous().post("session", { raw, content_type: "application/json" });
      expect([400, 401], raw).toContain(reply.status);
    }
  });

  test("a cookie reads freely but writes only with the CSRF token", async () => {
    const session = await Client.with_session(desk.url, admin_email, admin_password);
    const me = (await session.ok("GET", "users/me")).user;
    expect(me.authenticity_token).toBe(session.csrf_token);
    const ticket = await make_ticket(session);
    const without = session.without_csrf();
    expect((await without.get(`tickets/${ticket.id}`)).status).toBe(200);
    const refused = await without.put(`tickets/${ticket.id}`, { json: { ticket: { subject: "x" } } });
    expect(refused).toMatchObject({ status: 403, body: { error: "InvalidCsrfToken" } });
    expect((await without.delete(`tickets/${ticket.id}`)).status).toBe(403);
    const forged = await without.delete(`tickets/${ticket.id}`, { headers: { "x-csrf-token": "0".repeat(43) } });
    expect(forged.status).toBe(403);
    expect((await session.ok("GET", `tickets/${ticket.id}`)).ticket.subject).toBe(ticket.subject);
  });

  test("a CSRF token of another session does not count", async () => {
    const one = await Client.with_session(desk.url, admin_email, admin_password);
    const other = await Client.with_session(desk.url, admin_email, admin_password);
    const mixed = new Client(desk.url, { cookie: one.cookie, "x-csrf-token": other.csrf_token });
    expect((await mixed.post("tickets", { json: { ticket: { comment: { body: "x" } } } })).status).toBe(403);
  });

  test("after signing out the cookie is worth nothing", async () => {
    const session = await Client.with_session(desk.url, admin_email, admin_password);
    expect((await session.delete("session")).status).toBe(204);
    expect((await session.get("tickets")).status).toBe(401);
    expect((await session.ok("GET", "users/me")).user.id).toBeNull();
  });

  test("suspended people can not come in and are put out", async () => {
    const agent = await make_agent(desk, []);
    const session = await sign_in(desk, agent);
    expect((await session.get("tickets")).status).toBe(200);
    await desk.admin().ok("PUT", `users/${agent.id}`, { json: { user: { suspended: true } } });
    expect([401, 403]).toContain((await session.get("tickets")).status);
    const again = await desk.anonymous().post("session", { json: { email: agent.email, password } });
    expect(again.status).toBe(401);
  });
});

describe("passwords", () => {
  test("users change their own with the old one; nobody else's", async () => {
    const user = await make_user(desk.admin());
    const other = await make_user(desk.admin());
    const session = await sign_in(desk, user);
    const path = `users/${user.id}/password`;
    expect((await session.ok("GET", path)).password.set).toBe(true);
    const blind = await session.put(path, { json: { password: "another long one", previous_password: "wrong" } });
    expect(blind.status).toBeGreaterThanOrEqual(400);
    const json = { password: "another long one", previous_password: password };
    expect((await session.put(path, { json })).status).toBe(200);
    await Client.with_session(desk.url, user.email as string, "another long one");
    const foreign = await session.put(`users/${other.id}/password`, { json });
    expect([403, 404]).toContain(foreign.status);
  });

  test("short ones are refused", async () => {
    const user = await make_user(desk.admin());
    const reply = await desk.admin().put(`users/${user.id}/password`, { json: { password: "short" } });
    expect(reply.status).toBe(422);
    expect(Object.keys(reply.body.details)).toContain("password");
  });

  test("never leave the server", async () => {
    const text = (await desk.admin().get("users")).text + (await desk.admin().get("users/me")).text;
    expect(text).not.toMatch(/argon2|password_hash/i);
  });
});

describe("settings", () => {
  test("are kept per user", async () => {
    const agent = await make_agent(desk, []);
    const session = await sign_in(desk, agent);
    const start = (await session.ok("GET", "users/me/settings")).settings;
    expect(start).toMatchObject({ theme: "system" });
    const settings = { locale: "cs", theme: "dark", single_key_shortcuts: false };
    expect((await session.ok("PUT", "users/me/settings", { json: { settings } })).settings).toEqual(settings);
    expect((await session.ok("GET", "users/me/settings")).settings).toEqual(settings);
    expect((await desk.admin().ok("GET", "users/me/settings")).settings.theme).toBe("system");
    const partial = await session.ok("PUT", "users/me/settings", { json: { settings: { theme: "light" } } });
    expect(partial.settings).toEqual({ ...settings, theme: "light" });
    const odd = await session.put("users/me/settings", { json: { settings: { theme: "plaid" } } });
    expect([400, 422]).toContain(odd.status);
  });
});

describe("API tokens", () => {
  test("work until they are revoked, and their secret is shown once", async () => {
    const admin = desk.admin();
    const made = (await admin.ok("POST", "api_tokens", { json: { api_token: { description: "nightly job" } } }))
      .api_token;
    const client = Client.with_token(desk.url, admin_email, made.token as string);
    expect((await client.get("tickets")).status).toBe(200);
    const list = await admin.get("api_tokens");
    expect(list.text).not.toContain(made.token as string);
    expect(list.body.api_tokens.map((one: { id: number }) => one.id)).toContain(made.id);
    expect((await admin.delete(`api_tokens/${made.id}`)).status).toBe(204);
    expect((await client.get("tickets")).status).toBe(401);
  });

  test("are for admins", async () => {
    const session = await sign_in(desk, await make_agent(desk, []));
    expect((await session.get("api_tokens")).status).toBe(403);
    expect((await session.post("api_tokens", { json: { api_token: {} } })).status).toBe(403);
  });
});

// Last: it uses up the tries of this machine's address.
describe("guessing", () => {
  test("is stopped with 429 and Retry-After, also for a right password; tokens go on working", async () => {
    const victim = await make_user(desk.admin());
    await desk.admin().ok("PUT", `users/${victim.id}/password`, { json: { password } });
    const guess = (word: string) =>
      desk.anonymous().post("session", { json: { email: victim.email, password: word } });
    let reply = await guess("guess 0");
    for (let i = 1; i < 60 && reply.status === 401; ++i) reply = await guess(`guess ${i}`);
    expect(reply.status).toBe(429);
    expect(Number(reply.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await guess(password)).status).toBe(429);
    const { id } = await make_ticket(desk.admin());
    await update_ticket(desk.admin(), id as number, { status: "open" });
  });
});
