// SPDX-License-Identifier: AGPL-3.0-or-later
// A push service on loopback with the browsers behind it: takes messages, checks who sends them (RFC 8292) and opens
// them as a browser does (RFC 8291).
import { createECDH, createDecipheriv, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import type { ECDH } from "node:crypto";
import { createServer } from "node:http";
import type { IncomingHttpHeaders, Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Json } from "./client.js";

const zero = Buffer.from([0]);

export class Browser {
  private readonly keys: ECDH = createECDH("prime256v1");
  private readonly public_key: Buffer;
  private readonly auth = randomBytes(16);
  readonly path = `/push/${randomBytes(9).toString("base64url")}`;
  constructor(private readonly origin: string) {
    this.public_key = this.keys.generateKeys();
  }

  // What PushSubscription.toJSON() gives.
  subscription(): Json {
    return {
      endpoint: this.origin + this.path,
      expirationTime: null,
      keys: { p256dh: this.public_key.toString("base64url"), auth: this.auth.toString("base64url") },
    };
  }

  open(body: Buffer): Json {
    const salt = body.subarray(0, 16);
    const key_length = body[20]!;
    const sender = body.subarray(21, 21 + key_length);
    const shared = this.keys.computeSecret(sender);
    const info = Buffer.concat([Buffer.from("WebPush: info"), zero, this.public_key, sender]);
    const secret = Buffer.from(hkdfSync("sha256", shared, this.auth, info, 32));
    const derive = (what: string, bytes: number) =>
      Buffer.from(hkdfSync("sha256", secret, salt, Buffer.concat([Buffer.from(what), zero]), bytes));
    const cipher = createDecipheriv(
      "aes-128-gcm",
      derive("Content-Encoding: aes128gcm", 16),
      derive("Content-Encoding: nonce", 12),
    );
    cipher.setAuthTag(body.subarray(-16));
    const plain = Buffer.concat([cipher.update(body.subarray(21 + key_length, -16)), cipher.final()]);
    if (plain.at(-1) !== 2) throw new Error("the last record must end with its delimiter");
    return JSON.parse(plain.subarray(0, -1).toString()) as Json;
  }
}

export interface Push {
  browser: Browser;
  headers: IncomingHttpHeaders;
  message: Json;
}

export class PushService {
  readonly received: Push[] = [];
  private browsers = new Map<string, Browser>();
  private next: { status: number; headers?: Record<string, string> }[] = [];
  private usual = 201;
  private waiting: (() => void)[] = [];
  private problem: unknown;
  private constructor(private readonly server: Server) {}

  static async start(): Promise<PushService> {
    const server = createServer();
    const service = new PushService(server);
    server.on("request", (request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const told = service.take(request.url!, request.headers, Buffer.concat(chunks));
        response.writeHead(told.status, told.headers).end();
        for (const wake of service.waiting.splice(0)) wake();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return service;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  browser(): Browser {
    const made = new Browser(this.origin);
    this.browsers.set(made.path, made);
    return made;
  }
  answer_next(...told: { status: number; headers?: Record<string, string> }[]): void {
    this.next.push(...told);
  }
  answer_always(status: number): void {
    this.usual = status;
  }

  private take(path: string, headers: IncomingHttpHeaders, body: Buffer) {
    const browser = this.browsers.get(path);
    if (!browser) return { status: 404 };
    try {
      this.check_sender(headers.authorization ?? "");
      this.received.push({ browser, headers, message: browser.open(body) });
    } catch (problem) {
      this.problem = problem;
    }
    return this.next.shift() ?? { status: this.usual };
  }

  private check_sender(proof: string): void {
    const [, token, key] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(proof) ?? [];
    const [head, claims, signature] = (token ?? "").split(".");
    const point = Buffer.from(key ?? "", "base64url");
    const jwk = {
      kty: "EC",
      crv: "P-256",
      x: point.subarray(1, 33).toString("base64url"),
      y: point.subarray(33).toString("base64url"),
    };
    const sealed = Buffer.from(signature ?? "", "base64url");
    const is_real = verify(
      "sha256",
      Buffer.from(`${head}.${claims}`),
      { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" },
      sealed,
    );
    const said = JSON.parse(Buffer.from(claims ?? "", "base64url").toString()) as Json;
    const left_s = said.exp - Date.now() / 1000;
    if (!is_real || said.aud !== this.origin || left_s <= 0 || left_s > 24 * 3600 || !/^(mailto|https):/.test(said.sub))
      throw new Error(`not a proof of who sends: ${proof}`);
  }

  // Once as many messages as `enough` wants have come for this browser.
  async until(browser: Browser, enough: (all: Push[]) => boolean, limit_ms = 60_000): Promise<Push[]> {
    const mine = () => this.received.filter((one) => one.browser === browser);
    for (const end = Date.now() + limit_ms; !enough(mine()); ) {
      if (this.problem) throw this.problem;
      const left = end - Date.now();
      const got = JSON.stringify(mine().map((one) => one.message));
      if (left <= 0) throw new Error(`the browser got: ${got}`);
      await Promise.race([
        new Promise<void>((resolve) => this.waiting.push(resolve)),
        new Promise<void>((resolve) => setTimeout(resolve, left)),
      ]);
    }
    if (this.problem) throw this.problem;
    return mine();
  }

  async end(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }
}
