// SPDX-License-Identifier: AGPL-3.0-or-later
// A private PostgreSQL for one run: its files in a temporary folder, a unix socket there and a loopback port.
// PULT_TEST_POSTGRES names a running server to use instead (postgresql://user@host:port/database).
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    postgres_url: string;
  }
}

const programs = "/usr/lib/postgresql/15/bin";

export function postgres_available(): boolean {
  return Boolean(process.env.PULT_TEST_POSTGRES) || existsSync(join(programs, "postgres"));
}

// $1: the folder, $2: the port. Lives until its standard input ends, so that it goes with this process whatever ends
// that, and removes the folder. The server refuses to run as root. fsync is off: the machine does not fail here.
const keeper = `
trap '' INT TERM HUP
as=
if [ "$(id -u)" = 0 ]; then
  as='setpriv --reuid=postgres --regid=postgres --clear-groups'
  chown postgres "$1"
fi
cd "$1"
exec 3<&0 </dev/null
$as ${programs}/initdb -D "$1/data" -U pult -A trust -E UTF8 --locale=C.UTF-8 --no-sync --no-instructions >log 2>&1 &&
$as ${programs}/postgres -D "$1/data" -k "$1" -c listen_addresses=127.0.0.1 -p "$2" -c fsync=off \\
  -c full_page_writes=off -c shared_buffers=32MB -c max_wal_size=128MB \\
  -c max_connections=200 -c autovacuum=off >>log 2>&1 3<&- &
read -r line <&3
kill -QUIT $!
wait
rm -rf "$1"
`;

async function free_port(): Promise<number> {
  return await new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

function psql(url: string, statement: string): void {
  execFileSync("psql", ["--no-psqlrc", "--quiet", "--dbname", url, "--command", statement], { stdio: "pipe" });
}

async function wait_until_ready(url: string, folder: string): Promise<void> {
  for (const end = Date.now() + 60_000; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    try {
      psql(url, "select 1");
      return;
    } catch (problem) {
      if (Date.now() > end) throw new Error(`PostgreSQL did not start, see ${folder}/log`, { cause: problem });
    }
  }
}

// Vitest calls this once before the project's tests; what it returns is called after them.
export default async function setup(project: TestProject): Promise<() => void> {
  const running = process.env.PULT_TEST_POSTGRES;
  if (running) {
    project.provide("postgres_url", running);
    return () => {};
  }
  const folder = await mkdtemp(join(tmpdir(), "pult-component-pg-"));
  const port = await free_port();
  const process_ = spawn("sh", ["-c", keeper, "sh", folder, String(port)], { stdio: ["pipe", "ignore", "ignore"] });
  const url = `postgresql://pult@127.0.0.1:${port}/postgres`;
  await wait_until_ready(url, folder);
  project.provide("postgres_url", url);
  return () => {
    process_.stdin.end();
  };
}

let databases = 0;

// A fresh, empty database on that server.
export function create_database(server_url: string): string {
  const name = `pult_test_${process.pid}_${Date.now().toString(36)}_${++databases}`;
  psql(server_url, `create database ${name}`);
  const url = new URL(server_url);
  url.pathname = `/${name}`;
  return url.toString();
}

// Many at once would fill the disk.
export function drop_database(url: string): void {
  const name = new URL(url).pathname.slice(1);
  const server = new URL(url);
  server.pathname = "/postgres";
  psql(server.toString(), `drop database if exists ${name} with (force)`);
}
