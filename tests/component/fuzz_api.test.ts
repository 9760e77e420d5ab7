// SPDX-License-Identifier: AGPL-3.0-or-later
// Strange requests to every operation of the API file: none may be answered by a 5xx or after more than a second, and
// the server's memory stays where it is. PULT_FUZZ_SECONDS says how long, PULT_FUZZ_SEED where chance begins.
import { readFileSync, readdirSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Client, Json } from "./harness/client.js";
import { make_agent, make_group, make_organization, make_ticket, make_user } from "./harness/people.js";
import { Desk } from "./harness/server.js";
import { KnownPaths } from "./fuzz/known_paths.js";
import { Random } from "./fuzz/random.js";
import { make_request } from "./fuzz/requests.js";
import type { FuzzRequest } from "./fuzz/requests.js";
import { seeds } from "./fuzz/seeds.js";

const seconds = Number(process.env.PULT_FUZZ_SECONDS ?? 5);
const seed = Number(process.env.PULT_FUZZ_SEED ?? 20_260_101);
const at_once = 4;
const slow_ms = 1_000;
const most_growth_kb = 192 * 1024;

let desk: Desk;
let credentials: string[];
let ids: number[];
const known = new KnownPaths();

const basic = (email: string, token: string) => `Basic ${Buffer.from(`${email}/token:${token}`).toString("base64")}`;
let admins = 0;
// An admin of our own: the requests may delete whom they like.
async function new_admin(): Promise<string> {
  const email = `fuzz${++admins}@pult.example`;
  await desk.command(
    ["admin", "create", "--email", email, "--name", "Fay Fuzz", "--password-stdin"],
    "correct horse\n",
  );
  return basic(email, await desk.create_token(email));
}

async function fill(admin: Client): Promise<number[]> {
  const group = await make_group(admin);
  const organization = await make_organization(admin);
  const agent = await make_agent(desk, [group.id as number]);
  const made: Json[] = [group, organization, agent];
  for (let i = 0; i < 8; ++i) {
    const user = await make_user(admin, { organization_id: organization.id });
    made.push(user, await make_ticket(admin, { requester_id: user.id, group_id: group.id, tags: ["fuzz"] }));
  }
  return [...new Set(made.map((one) => one.id as number))];
}

beforeAll(async () => {
  desk = await Desk.start();
  const admin = desk.admin();
  ids = await fill(admin);
  const customer = await make_user(admin);
  const agent = await make_agent(desk, []);
  const others = await Promise.all(
    [agent, customer].map(async (user) => basic(user.email as string, await desk.create_token(user.email as string))),
  );
  credentials = [await new_admin(), ...others, ""];
});
afterAll(() => desk?.end());

function server_pid(): number {
  const found = readdirSync("/proc").find((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8");
      return command.includes(desk.data) && command.includes("serve");
    } catch {
      return false; // it has just ended
    }
  });
  if (!found) throw new Error("the server's process is not to be found");
  return Number(found);
}

const memory_kb = (pid: number) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))![1]);

interface Outcome {
  status: number;
  text: string;
  took_ms: number;
}

async function send(request: FuzzRequest, authorization: string): Promise<Outcome> {
  const headers = { ...request.headers, ...(authorization ? { authorization } : {}) };
  const start = performance.now();
  const { method, body, target } = request;
  const options = { method, headers, body: body as BodyInit, redirect: "manual" as const };
  const response = await fetch(desk.url + target, options).catch(() => undefined);
  if (!response) {
    // What the server refuses by its head it does not read to the end. It has to live on.
    if (!(await fetch(`${desk.url}/health`).catch(() => undefined))?.ok)
      return { status: 599, text: "dead", took_ms: 0 };
    return { status: 0, text: "", took_ms: performance.now() - start };
  }
  const text = await response.text();
  return { status: response.status, text, took_ms: performance.now() - start };
}

function complaint(request: FuzzRequest, outcome: Outcome): string | undefined {
  const what = `${request.method} ${request.target.slice(0, 300)} -> ${outcome.status}`;
  const body = typeof request.body === "string" ? request.body.slice(0, 600) : `${request.body?.length ?? 0} bytes`;
  if (outcome.status >= 500) return `${what}\n  body: ${body}\n  answer: ${outcome.text.slice(0, 200)}`;
  if (outcome.took_ms > slow_ms) return `${what} took ${Math.round(outcome.took_ms)} ms\n  body: ${body}`;
  return undefined;
}

const plain = { operation: "", template: "", headers: {} };

// One of every kind, made by an admin who is there.
async function plant(): Promise<void> {
  const me = await send({ ...plain, method: "GET", target: "/api/v2/users/me" }, credentials[0]!);
  if (me.text.includes('"id":null')) credentials[0] = await new_admin();
  for (const [path, body] of seeds) {
    const headers = { "content-type": "application/json" };
    const target = `/api/v2/${path}`;
    const made = { operation: path, template: target, headers, target, method: "POST", body: JSON.stringify(body()) };
    learn(made, await send(made, credentials[0]!));
  }
}

function learn(request: FuzzRequest, { status, text }: Outcome): void {
  if ((status === 200 || status === 201) && text.startsWith("{"))
    known.learn(request.template, request.target, JSON.parse(text) as Json);
}

// What is slow is slow every time: once or twice the machine may have had other things to do.
async function try_out(request: FuzzRequest, authorization: string): Promise<[Outcome, string | undefined]> {
  let outcome = await send(request, authorization);
  for (let tries = 1; tries < 5 && outcome.status < 500 && outcome.took_ms > slow_ms; ++tries)
    outcome = await send(request, authorization);
  return [outcome, complaint(request, outcome)];
}

test(
  "strange requests are answered quickly and without an error of ours",
  async () => {
    const random = new Random(seed);
    const pid = server_pid();
    const complaints = new Map<string, string>();
    const statuses = new Map<number, number>();
    const end = Date.now() + seconds * 1_000;
    const warm = Date.now() + seconds * 300;
    let warm_kb = 0;
    await plant();
    for (let round = 0; Date.now() < end && complaints.size < 30; ++round) {
      const batch = Array.from({ length: at_once }, () => {
        const authorization = random.chance(0.7) ? credentials[0]! : random.pick(credentials);
        return { request: make_request(random, known, ids), authorization };
      });
      for (const [i, [outcome, problem]] of (
        await Promise.all(batch.map((one) => try_out(one.request, one.authorization)))
      ).entries()) {
        statuses.set(outcome.status, (statuses.get(outcome.status) ?? 0) + 1);
        learn(batch[i]!.request, outcome);
        if (problem) complaints.set(`${batch[i]!.request.operation} ${outcome.status}`, problem);
      }
      if (warm_kb === 0 && Date.now() > warm) warm_kb = memory_kb(pid);
      if (round % 100 === 99) await plant();
    }
    const sent = [...statuses.values()].reduce((a, b) => a + b, 0);
    const told = `seed ${seed}, ${sent} requests: ${JSON.stringify(Object.fromEntries(statuses))}`;
    console.info(told);
    expect([...complaints.values()].join("\n"), told).toBe("");
    expect(memory_kb(pid) - warm_kb, `${told}; growth of memory in kB`).toBeLessThan(most_growth_kb);
    expect(statuses.get(200) ?? 0, told).toBeGreaterThan(sent / 20);
  },
  (seconds + 60) * 1_000,
);
