// SPDX-License-Identifier: AGPL-3.0-or-later
// Starts the real binary with an empty data folder and an admin who has an API token.
import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { inject } from "vitest";
import { Client } from "./client.js";
import { create_database, drop_database } from "./postgres.js";

export const admin_email = "admin@pult.example";
export const admin_password = "correct horse battery";

const start_limit_ms = 60_000;
const stop_limit_ms = 40_000;

export function binary(): string {
  const root = fileURLToPath(new URL("../../../", import.meta.url));
  const candidates = process.env.PULT_BIN
    ? [process.env.PULT_BIN]
    : [join(root, "build/debug/pult"), join(root, "build/release/pult")];
  const found = candidates.find((path) => existsSync(path));
  if (!found) throw new Error(`no binary: build it, or set PULT_BIN (looked at ${candidates.join(", ")})`);
  return found;
}

export interface Finished {
  code: number | null;
  stdout: string;
  stderr: string;
}

// Runs a command of the binary to its end.
export async function run_pult(args: string[], stdin: string | Buffer = ""): Promise<Finished> {
  return await new Promise((resolve, reject) => {
    const child = spawn(binary(), args, { stdio: "pipe" });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
    child.stdin.on("error", () => {}); // the command may end without reading
    child.stdin.end(stdin);
  });
}

const living = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of living) child.kill("SIGKILL");
});

type Environment = Record<string, string>;

// One `pult serve` process.
class Node {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
    private readonly ended: Promise<void>,
  ) {}

  static async start(args: string[], environment: Environment, port = 0): Promise<Node> {
    const child = spawn(binary(), ["serve", ...args, "--listen", `127.0.0.1:${port}`], {
      stdio: ["ignore", "pipe", "pipe"],
      // Tests ask more than people do, and their receivers are on loopback.
      env: { ...process.env, PULT_REQUESTS_PER_MINUTE: "0", PULT_OUTGOING_ALLOWED: "127.0.0.1", ...environment },
    });
    living.add(child);
    let output = "";
    const ended = new Promise<void>((resolve) =>
      child.on("close", () => {
        living.delete(child);
        resolve();
      }),
    );
    const url = await new Promise<string>((resolve, reject) => {
      const fail = (why: string) => reject(new Error(`${why}\n${output}`));
      const timer = setTimeout(() => {
        child.kill("SIGKILL");
        fail("the server did not say where it listens");
      }, start_limit_ms);
      const read = (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-20_000);
        const found = /listening on (https?:\/\/127\.0\.0\.1:\d+)/.exec(output);
        if (!found) return;
        clearTimeout(timer);
        resolve(found[1]!);
      };
      child.stdout!.on("data", read);
      child.stderr!.on("data", read);
      child.on("error", (problem) => fail(problem.message));
      void ended.then(() => {
        clearTimeout(timer);
        fail("the server ended");
      });
    });
    return new Node(url, child, ended);
  }

  // Exit code 0 is expected of a polite stop.
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill("SIGTERM");
    const timer = setTimeout(() => this.child.kill("SIGKILL"), stop_limit_ms);
    await this.ended;
    clearTimeout(timer);
    if (this.child.exitCode !== 0) {
      throw new Error(`the server ended with ${this.child.exitCode ?? this.child.signalCode} when asked to stop`);
    }
  }

  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.ended;
  }
}

// A desk: a data folder (and database) that servers are started on.
export class Desk {
  readonly data = mkdtempSync(join(tmpdir(), "pult-component-"));
  readonly storage: string[]; // options that name it on the command line
  private nodes: Node[] = [];
  private token = "";

  private constructor(
    private readonly database: string | null,
    private readonly environment: Environment,
  ) {
    this.storage = ["--data", this.data, ...(database ? ["--database", database] : [])];
  }

  // `environment`: settings of the servers, by the names that pult.toml explains.
  static async start(environment: Environment = {}): Promise<Desk> {
    return await Desk.make(environment, (desk) => desk.add_admin());
  }

  // As it is after the very first start: nobody can sign in.
  static async start_without_admin(): Promise<Desk> {
    return await Desk.make({}, () => Promise.resolve());
  }

  private static async make(environment: Environment, prepare: (desk: Desk) => Promise<void>): Promise<Desk> {
    const on_postgres = process.env.PULT_TEST_DATABASE === "postgres";
    const desk = new Desk(on_postgres ? create_database(inject("postgres_url")) : null, environment);
    try {
      await prepare(desk);
      await desk.add_node();
    } catch (problem) {
      await desk.end();
      throw problem;
    }
    return desk;
  }

  async add_admin(): Promise<void> {
    const person = ["--email", admin_email, "--name", "Ada Admin"];
    await this.command(["admin", "create", ...person, "--password-stdin"], `${admin_password}\n`);
    this.token = await this.create_token(admin_email);
  }

  get url(): string {
    return this.nodes[0]!.url;
  }

  // The admin by API token, on the first node unless told.
  admin(url = this.url): Client {
    return Client.with_token(url, admin_email, this.token);
  }
  anonymous(url = this.url): Client {
    return new Client(url, {});
  }

  async command(args: string[], stdin: string | Buffer = ""): Promise<string> {
    const done = await run_pult([...args, ...this.storage], stdin);
    if (done.code !== 0) throw new Error(`pult ${args.join(" ")}: exit ${done.code}\n${done.stdout}${done.stderr}`);
    return done.stdout;
  }

  async create_token(email: string): Promise<string> {
    return (await this.command(["token", "create", "--email", email])).trim();
  }

  async add_node(): Promise<string> {
    const node = await Node.start(this.storage, this.environment);
    this.nodes.push(node);
    return node.url;
  }

  async kill_node(url: string): Promise<void> {
    const node = this.nodes.find((one) => one.url === url);
    if (!node) throw new Error(`no node at ${url}`);
    this.nodes = this.nodes.filter((one) => one !== node);
    await node.kill();
  }

  async restart(how: "stop" | "kill"): Promise<void> {
    for (const node of this.nodes.splice(0)) await (how === "stop" ? node.stop() : node.kill());
    await this.add_node();
  }

  // For clients that stay, such as browsers: the only node dies and comes back at the same address.
  async kill_and_return(): Promise<void> {
    const port = Number(new URL(this.url).port);
    for (const node of this.nodes.splice(0)) await node.kill();
    this.nodes.push(await Node.start(this.storage, this.environment, port));
  }

  // All that the database holds, as text.
  dump(): string {
    const [program, args] = this.database
      ? ["pg_dump", ["--dbname", this.database]]
      : ["sqlite3", [join(this.data, "pult.db"), ".dump"]];
    return execFileSync(program, args, { encoding: "utf8", maxBuffer: 2 ** 28 });
  }

  async end(): Promise<void> {
    try {
      for (const node of this.nodes.splice(0)) await node.stop();
    } finally {
      rmSync(this.data, { recursive: true, force: true });
      if (this.database) drop_database(this.database);
    }
  }
}
