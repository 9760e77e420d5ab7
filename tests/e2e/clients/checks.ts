// SPDX-License-Identifier: AGPL-3.0-or-later
// One check: call a method of the client, look at what the server answered. The same check runs against servers that
// answer 404 or {} to everything, and there it has to fail: otherwise it proves nothing.
import type { Json } from "../../component/harness/client.js";
import { response_problems, template_of } from "../../component/harness/contract.js";
import { shape_problems } from "../../component/harness/shapes.js";
import { kind_problems } from "./kinds.js";
import { Recorder } from "./recorder.js";
import type { Exchange, Zendesk } from "./recorder.js";
import type { World } from "./world.js";

// What is wrong with the last answer; empty when it is as expected.
export type Expectation = (last: Exchange, result: Json) => string[];

export interface Check {
  name: string; // "tickets.list"
  run: (client: Zendesk, world: World) => unknown;
  expect: Expectation;
}

export const check = (name: string, run: Check["run"], expect: Expectation): Check => ({ name, run, expect });

const status_problems = (last: Exchange, status: number) =>
  last.status === status ? [] : [`status ${last.status}, expected ${status}: ${last.text.slice(0, 200)}`];

// A list with at least one object of the kind.
export const list =
  (key: string, kind: string, status = 200): Expectation =>
  (last) => {
    const problems = status_problems(last, status);
    const rows = last.body?.[key] as Json;
    if (!Array.isArray(rows)) return [...problems, `${key} is no list`];
    if (rows.length === 0) return [...problems, `${key} is empty`];
    return [...problems, ...rows.flatMap((row, i) => kind_problems(kind, row, `${key}[${i}]`)).slice(0, 12)];
  };

export const one =
  (key: string, kind: string, status = 200): Expectation =>
  (last) => [...status_problems(last, status), ...kind_problems(kind, last.body?.[key], key)];

// Members of the answer itself.
export const bare =
  (kind: string, status = 200): Expectation =>
  (last) => [...status_problems(last, status), ...kind_problems(kind, last.body, "body")];

// A list of texts.
export const words =
  (key: string, wanted: string[], status = 200): Expectation =>
  (last) => {
    const rows = last.body?.[key] as Json;
    const found = Array.isArray(rows) ? rows : [];
    const missing = wanted.filter((word) => !found.includes(word)).map((word) => `${key} lacks ${word}`);
    return [...status_problems(last, status), ...missing];
  };

export const gone: Expectation = (last) => status_problems(last, 204);

export const count: Expectation = one("count", "count");

export const job: Expectation = (last) => {
  const problems = one("job_status", "job_status")(last, undefined);
  if (problems.length) return problems;
  const known = ["queued", "working", "completed", "failed", "killed"];
  return known.includes(last.body.job_status.status as string) ? [] : ["the job is in no known state"];
};

export const both =
  (...expectations: Expectation[]): Expectation =>
  (last, result) =>
    expectations.flatMap((expectation) => expectation(last, result));

function documented(exchange: Exchange): string[] {
  const path = new URL(exchange.url).pathname.replace(/\/{2,}/g, "/");
  const { method, status, headers, text, body } = exchange;
  return [
    ...response_problems({ method, path, status, headers, text }),
    ...shape_problems(method, template_of(path) ?? "", status, body),
  ];
}

// Runs a check against a server; the problems it found.
export async function run_check(wanted: Check, recorder: Recorder, world: World): Promise<string[]> {
  recorder.take();
  let result: Json;
  let thrown: unknown;
  try {
    result = (await wanted.run(recorder.client, world)) as Json;
  } catch (problem) {
    thrown = problem;
  }
  const exchanges = recorder.take();
  const last = exchanges.at(-1);
  if (!last) return [`nothing was asked: ${String(thrown)}`];
  const problems = wanted.expect(last, result);
  const is_no_content = last.status === 204 && String(thrown).includes("No Content");
  if (thrown && !is_no_content) problems.push(`the client threw: ${String(thrown).slice(0, 200)}`);
  return [...problems, ...exchanges.flatMap(documented)].slice(0, 12);
}
