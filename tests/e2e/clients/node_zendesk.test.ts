// SPDX-License-Identifier: AGPL-3.0-or-later
// Every method in scope of the npm client node-zendesk against the real server; the same checks against servers that
// know nothing, where each has to fail.
import { mkdirSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Json } from "../../component/harness/client.js";
import { admin_email, Desk } from "../../component/harness/server.js";
import type { Check } from "./checks.js";
import { run_check } from "./checks.js";
import { ControlServer, empty_object, not_found } from "./control.js";
import { desk_checks } from "./desk_checks.js";
import { people_checks } from "./people_checks.js";
import { Recorder } from "./recorder.js";
import { rule_checks } from "./rule_checks.js";
import { reason_out_of_scope } from "./scope.js";
import { setting_checks } from "./setting_checks.js";
import { staff_checks } from "./staff_checks.js";
import { ticket_checks } from "./ticket_checks.js";
import { World } from "./world.js";

const checks: Check[] = [
  ...ticket_checks,
  ...people_checks,
  ...staff_checks,
  ...rule_checks,
  ...setting_checks,
  ...desk_checks,
];
const outcomes = new Map<string, string>();

let desk: Desk;
let world: World;
let real: Recorder;
let controls: [ControlServer, Recorder][];

beforeAll(async () => {
  desk = await Desk.start();
  const credentials = { username: admin_email, token: await desk.create_token(admin_email) };
  world = new World(desk, desk.admin());
  real = new Recorder(desk.url, credentials);
  const servers = await Promise.all([not_found(), empty_object()]);
  controls = servers.map((server) => [server, new Recorder(server.url, credentials)]);
});

afterAll(async () => {
  await desk?.end();
  for (const [server] of controls ?? []) await server.end();
  write_report();
});

describe("node-zendesk against the real server", () => {
  test.each(checks)("$name", async (wanted) => {
    outcomes.set(wanted.name, "fail");
    expect(await run_check(wanted, real, world)).toEqual([]);
    outcomes.set(wanted.name, "pass");
  });
});

describe("node-zendesk against servers that know nothing", () => {
  test.each(checks)("$name fails", async (wanted) => {
    for (const [, recorder] of controls) expect(await run_check(wanted, recorder, world)).not.toEqual([]);
  });
});

// "tickets.list"; those of the other parts of the client with a prefix: "helpcenter.articles.list".
function methods_of(part: Json, prefix: string): string[] {
  const hidden = ["constructor", "_instantiate", "_debug"];
  return Object.getOwnPropertyNames(Object.getPrototypeOf(part))
    .filter((area) => !hidden.includes(area))
    .flatMap((area) =>
      Object.getOwnPropertyNames(Object.getPrototypeOf(part[area]))
        .filter((method) => method !== "constructor")
        .map((method) => `${prefix}${area}.${method}`),
    );
}

const methods_of_client = (): string[] => [
  ...methods_of(real.client, ""),
  ...["helpcenter", "voice", "services"].flatMap((part) => methods_of(real.client[part], `${part}.`)),
];

test("every method is checked once or has a reason not to be", () => {
  const names = checks.map((one) => one.name);
  expect(new Set(names).size).toBe(names.length);
  const methods = methods_of_client();
  expect(names.filter((name) => !methods.includes(name))).toEqual([]);
  expect(methods.filter((name) => !names.includes(name) && !reason_out_of_scope(name))).toEqual([]);
});

function write_report(): void {
  const folder = new URL("../output/", import.meta.url);
  const rows = methods_of_client().map((name) => {
    const reason = outcomes.has(name) ? undefined : reason_out_of_scope(name);
    return `${name}\t${outcomes.get(name) ?? "out of scope"}\t${reason ?? ""}`;
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL("node-zendesk.tsv", folder), `${rows.join("\n")}\n`);
}
