// SPDX-License-Identifier: AGPL-3.0-or-later
// OAuth: clients, the consent page, codes with PKCE, refresh tokens, scopes; and acting on behalf of somebody.
import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "./harness/client.js";
import type { Json, Reply, SessionClient } from "./harness/client.js";
import { make_agent, make_ticket, make_user, sign_in, unique } from "./harness/people.js";
import { Desk } from "./harness/server.js";

let desk: Desk;
let admin: Client;
let anybody: Client;
beforeAll(async () => {
  desk = await Desk.start();
  admin = desk.admin();
  anybody = new Client(desk.url, {});
});
afterAll(() => desk?.end());

const back = "https://program.example/back?from=pult";
const bearer = (token: string) => new Client(desk.url, { authorization: `Bearer ${token}` });

async function make_client(fields: Json = {}): Promise<Json> {
  const client = {
    name: "Program",
    identifier: unique("program"),
    redirect_uri: [back],
    kind: "confidential",
    ...fields,
  };
  return (await admin.ok("POST", "oauth/clients", { json: { client } })).client;
}
async function token_for(scopes: string[]): Promise<Client> {
  const client = await make_client();
  const { token } = await admin.ok("POST", "oauth/tokens", { json: { token: { client_id: client.id, scopes } } });
  return bearer(token.full_token as string);
}
const pkce = () => {
  const verifier = randomBytes(32).toString("base64url");
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
};
const ask = (caller: Client, client: Json, more: Record<string, string> = {}) =>
  caller.get("/oauth/authorizations/new", {
    query: {
      response_type: "code",
      client_id: client.identifier as string,
      redirect_uri: back,
      scope: "read",
      ...more,
    },
  });
// Presses a button of the page: sends its form as it is.
async function press(caller: SessionClient, page: Reply, decision: string, changes: Record<string, string> = {}) {
  const form = new URLSearchParams();
  for (const match of page.text.matchAll(/name="(\w+)" value="([^"]*)"/g))
    form.set(match[1]!, match[2]!.replaceAll("&amp;", "&"));
  for (const [name, value] of Object.entries({ ...changes, decision })) form.set(name, value);
  const browser = new Client(desk.url, { cookie: caller.cookie });
  return await browser.post("/oauth/authorizations", {
    raw: form.toString(),
    content_type: "application/x-www-form-urlencoded",
  });
}
async function code_for(caller: SessionClient, client: Json, more: Record<string, string> = {}): Promise<string> {
  const reply = await press(caller, await ask(caller, client, more), "allow");
  expect(reply.status).toBe(302);
  return new URL(reply.headers.get("location")!).searchParams.get("code")!;
}
const exchange = (client: Json, more: Json) =>
  anybody.post("/oauth/tokens", {
    json: {
      grant_type: "authorization_code",
      client_id: client.identifier,
      client_secret: client.secret,
      redirect_uri: back,
      ...more,
    },
  });

describe("clients", () => {
  test("their secret is shown once", async () => {
    const client = await make_client();
    expect(client.secret.length).toBeGreaterThan(30);
    expect((await admin.ok("GET", `oauth/clients/${client.id}`)).client).toEqual({ ...client, secret: null });
    const again = (await admin.ok("PUT", `oauth/clients/${client.id}/generate_secret`)).client;
    expect(again.secret).not.toBe(client.secret);
    const credentials = { grant_type: "client_credentials", scope: "read" };
    expect((await exchange(client, credentials)).body.error).toBe("invalid_client");
    expect((await exchange(again, credentials)).status).toBe(200);
    expect((await admin.delete(`oauth/clients/${client.id}`)).status).toBe(204);
    expect((await exchange(again, credentials)).status).toBe(401);
  });

  test.each([
    "javascript:alert(1)",
    "http://elsewhere.example",
    "https://a.example/#x",
    "data:text/html,x",
    "https://a.example;x",
  ])("may not be sent back to %s", async (uri) => {
    const json = { client: { name: "x", identifier: unique("x"), redirect_uri: [uri] } };
    expect((await admin.post("oauth/clients", { json })).status).toBe(422);
  });

  test("are the admins' business", async () => {
    const agent = await sign_in(desk, await make_agent(desk, []));
    expect((await agent.get("oauth/clients")).status).toBe(403);
    expect(
      (await agent.post("oauth/clients", { json: { client: { name: "x", identifier: unique("x") } } })).status,
    ).toBe(403);
  });
});

describe("consent", () => {
  let session: SessionClient;
  let person: Json;
  beforeAll(async () => {
    person = await make_agent(desk, []);
    session = await sign_in(desk, person);
  });

  test("a code for a token, once; with what was granted", async () => {
    const client = await make_client({ name: "<b>Bold</b>" });
    const { verifier, challenge } = pkce();
    const page = await ask(session, client, { state: "a&b", code_challenge: challenge, code_challenge_method: "S256" });
    expect(page.text).toContain("&lt;b&gt;Bold&lt;/b&gt;");
    const reply = await press(session, page, "allow");
    const target = new URL(reply.headers.get("location")!);
    expect(target.href.startsWith(`${back}&`)).toBe(true);
    expect(target.searchParams.get("state")).toBe("a&b");
    const code = target.searchParams.get("code")!;
    expect((await exchange(client, { code, code_verifier: pkce().verifier })).body.error).toBe("invalid_grant");
    expect((await exchange(client, { code })).body.error).toBe("invalid_grant");
    const granted = await exchange(client, { code, code_verifier: verifier });
    expect(granted.body).toMatchObject({ token_type: "bearer", scope: "read" });
    const program = bearer(granted.body.access_token as string);
    expect((await program.ok("GET", "users/me")).user.id).toBe(person.id);
    expect((await program.post("tickets", { json: { ticket: { comment: { body: "x" } } } })).status).toBe(403);
    expect((await exchange(client, { code, code_verifier: verifier })).body.error).toBe("invalid_grant");
    expect((await program.get("tickets")).status).toBe(401);
  });

  test("no is no", async () => {
    const client = await make_client();
    const reply = await press(session, await ask(session, client, { state: "s" }), "deny");
    const target = new URL(reply.headers.get("location")!);
    expect(target.searchParams.get("error")).toBe("access_denied");
    expect(target.searchParams.get("state")).toBe("s");
    expect(target.searchParams.has("code")).toBe(false);
  });

  test("another site cannot press the button", async () => {
    const client = await make_client();
    const page = await ask(session, client);
    expect((await press(session, page, "allow", { authenticity_token: "forged" })).status).toBe(403);
    expect(page.headers.get("x-frame-options")).toBe("DENY");
    expect(page.headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  });

  test("nobody is sent to an address that was not registered", async () => {
    const client = await make_client();
    for (const redirect_uri of ["https://evil.example", `${back}x`, "https://program.example/"]) {
      const page = await ask(session, client, { redirect_uri });
      expect(page).toMatchObject({ status: 400 });
      expect(page.headers.get("location")).toBeNull();
    }
    expect((await ask(session, { identifier: "nobody" })).status).toBe(400);
    expect(
      (await press(session, await ask(session, client), "allow", { redirect_uri: "https://evil.example" })).status,
    ).toBe(400);
  });

  test("who is not signed in is asked to; scopes and challenges are checked", async () => {
    const client = await make_client({ kind: "public" });
    const good = { code_challenge: pkce().challenge, code_challenge_method: "S256" };
    expect((await ask(anybody, client, good)).status).toBe(401);
    const error = async (more: Record<string, string>) => {
      const reply = await ask(session, client, { ...good, ...more });
      return new URL(reply.headers.get("location")!).searchParams.get("error");
    };
    expect(await error({ code_challenge: "" })).toBe("invalid_request");
    expect(await error({ code_challenge_method: "plain" })).toBe("invalid_request");
    expect(await error({ scope: "everything" })).toBe("invalid_scope");
    expect(await error({ response_type: "token" })).toBe("unsupported_response_type");
  });

  test("a refresh token is used once", async () => {
    const client = await make_client();
    const code = await code_for(session, client, { scope: "tickets:read users:read" });
    const first = (await exchange(client, { code, expires_in: 300 })).body as Json;
    expect(first).toMatchObject({ expires_in: 300, scope: "tickets:read users:read" });
    const refresh = (refresh_token: string, more: Json = {}) =>
      exchange(client, { grant_type: "refresh_token", refresh_token, ...more });
    expect((await refresh(first.refresh_token as string, { scope: "write" })).body.error).toBe("invalid_scope");
    const second = (await refresh(first.refresh_token as string, { scope: "tickets:read" })).body as Json;
    expect(second.scope).toBe("tickets:read");
    expect((await bearer(first.access_token as string).get("tickets")).status).toBe(401);
    expect((await bearer(second.access_token as string).get("tickets")).status).toBe(200);
    expect((await refresh(first.refresh_token as string)).body.error).toBe("invalid_grant");
    const other = await make_client();
    expect((await exchange(other, { grant_type: "refresh_token", refresh_token: second.refresh_token })).status).toBe(
      400,
    );
  });

  test("other ways are refused", async () => {
    const client = await make_client();
    expect((await exchange(client, { grant_type: "password" })).body.error).toBe("unsupported_grant_type");
    expect((await exchange({ ...client, secret: "guess" }, { code: "x" })).body.error).toBe("invalid_client");
    expect((await exchange(client, { code: "x" })).body.error).toBe("invalid_grant");
    expect((await exchange(client, { code: ["x"] })).body.error).toBe("invalid_request");
  });
});

describe("scopes", () => {
  test.each([
    ["read", [200, 200, 403]],
    ["write", [403, 403, 201]],
    ["tickets:read", [200, 403, 403]],
    ["tickets:write", [403, 403, 201]],
    ["users:read", [403, 200, 403]],
  ])("%s", async (scope, expected) => {
    const program = await token_for([scope]);
    const statuses = [
      (await program.get("tickets")).status,
      (await program.get("users")).status,
      (await program.post("tickets", { json: { ticket: { comment: { body: "x" } } } })).status,
    ];
    expect(statuses).toEqual(expected);
    expect((await program.get("groups")).status).toBe(scope === "read" ? 200 : 403);
    expect((await program.get("oauth/tokens/current")).status).toBe(200);
  });

  test("a token never makes a stronger one, and ends itself", async () => {
    const client = await make_client();
    const program = await token_for(["write"]);
    const make = (scopes: string[]) =>
      program.post("oauth/tokens", { json: { token: { client_id: client.id, scopes } } });
    expect((await make(["read", "write"])).status).toBe(403);
    expect((await make(["write"])).status).toBe(201);
    expect((await program.delete("oauth/tokens/current")).status).toBe(204);
    expect((await program.get("oauth/tokens/current")).status).toBe(401);
  });

  test("live needs read", async () => {
    await (await token_for(["read"])).live().then((socket) => socket.close());
    await expect((await token_for(["tickets:write"])).live()).rejects.toThrow();
  });
});

describe("tokens of others", () => {
  test("are neither seen nor ended", async () => {
    const client = await make_client();
    const { token } = await admin.ok("POST", "oauth/tokens", {
      json: { token: { client_id: client.id, scopes: ["read"] } },
    });
    const agent = await sign_in(desk, await make_agent(desk, []));
    expect((await agent.get(`oauth/tokens/${token.id}`)).status).toBe(404);
    expect((await agent.delete(`oauth/tokens/${token.id}`)).status).toBe(404);
    expect((await agent.ok("GET", "oauth/tokens", { query: { all: "true" } })).tokens).toEqual([]);
  });
});

describe("on behalf of", () => {
  const as = (email: string) => ({ headers: { "x-on-behalf-of": email } });

  test("an admin acts as somebody, and it is written down", async () => {
    const user = await make_user(admin);
    const { user: me } = await admin.ok("GET", "users/me", as(user.email as string));
    expect(me.id).toBe(user.id);
    const json = { ticket: { comment: { body: "By me" } } };
    const { ticket } = await admin.ok("POST", "tickets", { json, ...as(user.email as string) });
    expect(ticket.requester_id).toBe(user.id);
    expect((await admin.get("groups", as(user.email as string))).status).toBe(403);
    const query = { "filter[source_type]": "user", "filter[source_id]": String(user.id) };
    const entries = (await admin.ok("GET", "audit_logs", { query })).audit_logs as Json[];
    expect(entries.map((one) => one.change_description)).toContain("On behalf of the user: POST /api/v2/tickets");
  });

  test("others do not", async () => {
    const user = await make_user(admin);
    const agent = await make_agent(desk, []);
    const session = await sign_in(desk, agent);
    expect((await session.ok("GET", "users/me", as(user.email as string))).user.id).toBe(agent.id);
    const program = await token_for(["read", "write"]);
    expect((await program.get("tickets", as(user.email as string))).status).toBe(403);
    const trusted = await token_for(["read", "impersonate"]);
    expect((await trusted.ok("GET", "users/me", as(user.email as string))).user.id).toBe(user.id);
    expect((await admin.get("tickets", as("nobody@example.com"))).status).toBe(403);
  });
});

test("an API token says when it was used", async () => {
  const { api_token } = await admin.ok("POST", "api_tokens", { json: { api_token: { description: "d" } } });
  const agent = await make_agent(desk, []);
  const client = Client.with_token(desk.url, agent.email as string, api_token.token as string);
  await make_ticket(client);
  const last_use = async () => {
    const listed = (await admin.ok("GET", "api_tokens")).api_tokens as Json[];
    return listed.find((one) => one.id === api_token.id).last_used_at as string | null;
  };
  await expect.poll(last_use).not.toBeNull(); // written beside the request
  const customer = await make_user(admin);
  const as_customer = Client.with_token(desk.url, customer.email as string, api_token.token as string);
  expect((await as_customer.get("tickets")).status).toBe(401);
});
