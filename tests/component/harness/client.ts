// SPDX-License-Identifier: AGPL-3.0-or-later
// An API client that checks every response: against openapi/pult.yaml, and against the recorded shapes of the v2
// conventions where there are some. No status above 499 ever passes.
import { response_problems, template_of } from "./contract.js";
import { LiveSocket } from "./live.js";
import { shape_problems } from "./shapes.js";

// Bodies are checked by the contract; tests read them freely.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;

export interface Reply {
  status: number;
  headers: Headers;
  body: Json;
  text: string;
  bytes: Uint8Array;
}

export interface Options {
  query?: Record<string, string | number | readonly string[] | undefined>;
  headers?: Record<string, string>;
  json?: unknown;
  raw?: string | Uint8Array; // a body as it is, in place of json
  content_type?: string;
  undocumented?: boolean; // routes and methods that are not in the API: only "no 5xx" is checked
}

function query_text(query: Options["query"]): string {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? (value as string[]) : [String(value)]) text.append(name, one);
  }
  return text.size ? `?${text}` : "";
}

export class Client {
  constructor(
    readonly url: string,
    private readonly headers: Record<string, string>,
  ) {}

  static with_token(url: string, email: string, token: string): Client {
    const credentials = Buffer.from(`${email}/token:${token}`).toString("base64");
    return new Client(url, { authorization: `Basic ${credentials}` });
  }

  // Signed in by cookie, as the browser is.
  static async with_session(url: string, email: string, password: string): Promise<SessionClient> {
    const reply = await new Client(url, {}).post("session", { json: { email, password } });
    if (reply.status !== 201) throw new Error(`sign-in of ${email}: ${reply.status} ${reply.text}`);
    return new SessionClient(url, cookie_of(reply), reply.body.csrf_token as string, reply.body.user as Json);
  }

  get(path: string, options: Options = {}): Promise<Reply> {
    return this.send("GET", path, options);
  }
  post(path: string, options: Options = {}): Promise<Reply> {
    return this.send("POST", path, options);
  }
  put(path: string, options: Options = {}): Promise<Reply> {
    return this.send("PUT", path, options);
  }
  delete(path: string, options: Options = {}): Promise<Reply> {
    return this.send("DELETE", path, options);
  }

  // `path` is relative to /api/v2/, or absolute when it begins with "/" or "http".
  async send(method: string, path: string, options: Options): Promise<Reply> {
    const start = path.startsWith("http") ? path : this.url + (path.startsWith("/") ? path : `/api/v2/${path}`);
    const target = start + query_text(options.query);
    const headers: Record<string, string> = { ...this.headers, ...options.headers };
    if (options.json !== undefined) headers["content-type"] = "application/json";
    if (options.content_type) headers["content-type"] = options.content_type;
    const body = options.raw ?? (options.json === undefined ? undefined : JSON.stringify(options.json));
    const response = await fetch(target, { method, headers, body: body as BodyInit, redirect: "manual" });
    const bytes = new Uint8Array(await response.arrayBuffer());
    const text = new TextDecoder().decode(bytes);
    const what = `${method} ${target.slice(this.url.length)} -> ${response.status}`;
    if (response.status >= 500) throw new Error(`${what}\n${text.slice(0, 500)}`);
    const is_json = (response.headers.get("content-type") ?? "").startsWith("application/json") && text !== "";
    const parsed = is_json ? (JSON.parse(text) as Json) : undefined;
    const path_only = new URL(target).pathname;
    const problems = options.undocumented
      ? []
      : [
          ...response_problems({ method, path: path_only, status: response.status, headers: response.headers, text }),
          ...shape_problems(method, template_of(path_only) ?? "", response.status, parsed),
        ];
    if (problems.length)
      throw new Error(`${what} is not as documented:\n  ${problems.join("\n  ")}\n${text.slice(0, 300)}`);
    return { status: response.status, headers: response.headers, body: parsed, text, bytes };
  }

  // The body of a request that has to succeed.
  async ok(method: string, path: string, options: Options = {}): Promise<Json> {
    const reply = await this.send(method, path, options);
    if (reply.status >= 300) throw new Error(`${method} ${path}: ${reply.status} ${reply.text.slice(0, 500)}`);
    return reply.body;
  }

  async live(): Promise<LiveSocket> {
    return await LiveSocket.open(this.url, this.headers);
  }
}

export function cookie_of(reply: Reply): string {
  const header = reply.headers.getSetCookie().find((one) => one.startsWith("pult_session="));
  if (!header) throw new Error("no session cookie was set");
  return header.split(";")[0]!;
}

export class SessionClient extends Client {
  constructor(
    url: string,
    readonly cookie: string,
    readonly csrf_token: string,
    readonly user: Json,
  ) {
    super(url, { cookie, "x-csrf-token": csrf_token });
  }

  without_csrf(): Client {
    return new Client(this.url, { cookie: this.cookie });
  }
}
