// SPDX-License-Identifier: AGPL-3.0-or-later
// TLS on both sides: the server's own, and the relay that answers leave by.
import { request } from "node:https";
import type { IncomingHttpHeaders } from "node:http";
import { connect } from "node:tls";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Client, Json } from "./harness/client.js";
import { Certificate } from "./harness/certificate.js";
import { make_ticket, make_user, unique, update_ticket } from "./harness/people.js";
import { admin_email, admin_password, Desk, run_pult } from "./harness/server.js";
import { Relay } from "./harness/smtp.js";
import type { Security } from "./harness/smtp.js";

let certificate: Certificate;
beforeAll(() => {
  certificate = new Certificate();
});
afterAll(() => certificate.end());

describe("the server's own TLS", () => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await Desk.start({
      PULT_TLS_CERTIFICATE: certificate.certificate_file,
      PULT_TLS_KEY: certificate.key_file,
    });
  });
  afterAll(() => desk?.end());

  interface Got {
    status: number;
    headers: IncomingHttpHeaders;
    body: Json;
  }
  async function ask(method: string, path: string, body = "", ca = certificate.certificate): Promise<Got> {
    const token = await desk.create_token(admin_email);
    const authorization = `Basic ${Buffer.from(`${admin_email}/token:${token}`).toString("base64")}`;
    return await new Promise((resolve, reject) => {
      const headers = body ? { "content-type": "application/json" } : { authorization };
      const sent = request(desk.url + path, { method, ca, headers }, (response) => {
        let text = "";
        response.on("data", (chunk: Buffer) => (text += chunk.toString()));
        response.on("end", () =>
          resolve({ status: response.statusCode!, headers: response.headers, body: text && JSON.parse(text) }),
        );
      });
      sent.on("error", reject);
      sent.end(body);
    });
  }

  test("answers over HTTPS, and says so in the addresses it gives", async () => {
    expect(desk.url).toMatch(/^https:/);
    const got = await ask("GET", "/api/v2/users/me.json");
    expect(got.status).toBe(200);
    expect(got.body.user.url).toMatch(/^https:\/\/127\.0\.0\.1:/);
  });

  test("its cookie is for TLS only", async () => {
    const got = await ask("POST", "/api/v2/session", JSON.stringify({ email: admin_email, password: admin_password }));
    expect(got.status).toBe(201);
    expect(got.headers["set-cookie"]![0]).toMatch(/; Secure/);
  });

  test("a client that does not know the certificate does not talk to it", async () => {
    const other = new Certificate();
    await expect(ask("GET", "/health", "", other.certificate)).rejects.toThrow(/self-signed|certificate/i);
    other.end();
  });

  test("plain HTTP gets no answer on this port, and others still do", async () => {
    await expect(fetch(desk.url.replace("https", "http"))).rejects.toThrow();
    expect((await ask("GET", "/health")).status).toBe(200);
  });

  test("old versions of TLS are refused", async () => {
    const port = Number(new URL(desk.url).port);
    const refused = await new Promise<string>((resolve) => {
      const options = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", rejectUnauthorized: false } as const;
      const socket = connect({ port, host: "127.0.0.1", ciphers: "ALL:@SECLEVEL=0", ...options });
      socket.on("secureConnect", () => {
        socket.destroy();
        resolve("");
      });
      socket.on("error", (problem) => resolve(problem.message));
    });
    expect(refused).not.toBe("");
  });

  test("the live socket works through it", async () => {
    const token = await desk.create_token(admin_email);
    const authorization = `Basic ${Buffer.from(`${admin_email}/token:${token}`).toString("base64")}`;
    const headers = { origin: desk.url, authorization };
    const socket = new WebSocket(`${desk.url.replace("https", "wss")}/api/v2/live`, {
      ca: certificate.certificate,
      headers,
    });
    const first = await new Promise<string>((resolve, reject) => {
      socket.on("message", (frame: Buffer) => resolve(frame.toString()));
      socket.on("error", reject);
    });
    expect((JSON.parse(first) as Json).type).toBe("hello");
    socket.terminate();
  });

  test("a server with half of it, or with a broken key, does not start and says why", async () => {
    const broken = join(desk.data, "broken.pem");
    writeFileSync(broken, "not a key");
    const data = ["--data", join(desk.data, "other")];
    const config = join(desk.data, "other.toml");
    const start = async (text: string) => {
      writeFileSync(config, text);
      return await run_pult(["serve", ...data, "--config", config, "--listen", "127.0.0.1:0"]);
    };
    const half = await start(`tls_certificate = "${certificate.certificate_file}"\n`);
    expect(half.code).toBe(1);
    expect(half.stderr).toContain("tls_key");
    const bad = await start(`tls_certificate = "${certificate.certificate_file}"\ntls_key = "${broken}"\n`);
    expect(bad.code).toBe(1);
    expect(bad.stderr).not.toBe("");
  });
});

describe("answers by a relay", () => {
  async function with_relay(
    wanted: Security,
    offered: Security,
    relay_certificate: Certificate | null,
    ca: Certificate | null,
    check: (admin: Client, relay: Relay) => Promise<void>,
  ): Promise<void> {
    const relay = await Relay.start(offered, relay_certificate);
    const desk = await Desk.start({
      PULT_SMTP_HOST: "127.0.0.1",
      PULT_SMTP_PORT: String(relay.port),
      PULT_SMTP_SECURITY: wanted,
      ...(ca ? { PULT_SMTP_CA_FILE: ca.certificate_file } : {}),
    });
    try {
      await check(desk.admin(), relay);
    } finally {
      await desk.end();
      await relay.end();
    }
  }

  async function answer(admin: Client): Promise<Json> {
    await admin.ok("POST", "mailboxes", { json: { mailbox: { address: `${unique("box")}@desk.example` } } });
    const user = await make_user(admin);
    const ticket = await make_ticket(admin, { requester_id: user.id });
    await update_ticket(admin, ticket.id as number, { comment: { body: "Plug it in, please.", public: true } });
    return user;
  }

  const outgoing = async (admin: Client) =>
    ((await admin.ok("GET", "outgoing_messages")).outgoing_messages as Json[])[0];

  async function until_tried(admin: Client): Promise<Json> {
    await expect.poll(async () => (await outgoing(admin))?.error ?? null).not.toBeNull();
    return await outgoing(admin);
  }

  test.each([["tls"], ["starttls"]] as const)("leave over %s when its certificate is known", async (security) => {
    await with_relay(security, security, certificate, certificate, async (admin, relay) => {
      const user = await answer(admin);
      await expect.poll(async () => (await outgoing(admin))?.state).toBe("sent");
      expect(relay.mails[0]).toContain(user.email);
      // Before TLS only the greeting and the wish for it were said.
      const verbs = new Set(relay.plain_lines.map((line) => line.split(" ")[0]));
      expect([...verbs]).toEqual(security === "starttls" ? ["EHLO", "STARTTLS"] : []);
    });
  });

  test.each([
    ["an unknown authority", "tls", "IP:127.0.0.1"],
    ["an unknown authority", "starttls", "IP:127.0.0.1"],
    ["another name", "tls", "DNS:mail.example"],
    ["another name", "starttls", "DNS:mail.example"],
  ] as const)("do not leave to a certificate of %s over %s", async (what, security, name) => {
    const wrong = new Certificate(name);
    const ca = what === "another name" ? wrong : certificate;
    await with_relay(security, security, wrong, ca, async (admin, relay) => {
      await answer(admin);
      const message = await until_tried(admin);
      expect(message.state).toBe("queued");
      expect(relay.mails).toHaveLength(0);
      expect(relay.plain_lines.join("\n")).not.toMatch(/MAIL FROM/i);
    });
    wrong.end();
  });

  test("never fall back to plain text when the relay offers no TLS", async () => {
    await with_relay("starttls", "none", null, certificate, async (admin, relay) => {
      await answer(admin);
      expect((await until_tried(admin)).state).toBe("queued");
      expect(relay.mails).toHaveLength(0);
      expect(relay.plain_lines.join("\n")).not.toMatch(/MAIL FROM/i);
    });
  });

  test("leave in plain text only when that was asked for", async () => {
    await with_relay("none", "none", null, null, async (admin, relay) => {
      const user = await answer(admin);
      await expect.poll(async () => (await outgoing(admin))?.state).toBe("sent");
      expect(relay.mails[0]).toContain(user.email);
    });
  });
});
