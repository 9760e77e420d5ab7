// SPDX-License-Identifier: AGPL-3.0-or-later
// docs/api-compatibility.md tells of every endpoint of the v2 conventions (tests/data/v2/endpoints.txt) whether it is
// served, and why not. PULT_WRITE_DOCS=1 writes the table anew.
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { openapi } from "./harness/contract.js";

// The first that fits says why an endpoint is not served.
const reasons: [RegExp, string][] = [
  [/^(help_center|community|guide)\b/, "later: comes with the help center"],
  [/^(relationships|object_layouts)\b/, "later: filters of lookup fields, and cards of objects"],
  [/^(routing|queues|incremental\/routing)\b/, "later: skills and queues"],
  [/^(workspaces|group_slas)\b/, "later: workspaces and SLAs of groups"],
  [/side_conversations/, "later: side conversations"],
  [/^(channels|any_channel|chat_|calls|accounts|lotus|engagements)/, "out: channels and services of one vendor"],
  [/^(targets|target_failures)\b/, "out: legacy; webhooks do their work"],
  [/^sharing_agreements\b/, "out: tickets are not shared between accounts"],
  [/^(resource_collections|push_notification_devices)\b/, "out: belongs to apps and mobile applications"],
  [/^attachments\/\{id\}$/, "out: files are not scanned, so there is no finding to override"],
  [/^suspended_tickets\/attachments$/, "differs: suspended_tickets/{id}/attachments, as clients call it"],
  [/^(views\/\{id\}\/(feed|execution_status|recent_ticket_ids)|user_views)$/, "out: legacy; a view answers at once"],
  [/^portal\//, "out: legacy names of requests and search"],
  [/^account\/resolve$/, "out: there is one account on a server"],
  [/entitlements/, "out: states of other products of the vendor"],
  [/^triggers\/\{id\}\/revisions/, "later: revisions of triggers come with running them"],
  [/^brands\/(\{id\}\/)?check_host_mapping$/, "later: hosts of brands come with the help center"],
  [/^users\/\{id\}\/settings$/, "differs: users/me/settings"],
];

const plain = (path: string) => path.replace("/api/v2/", "").replace(/\{\w+\}/g, "{id}");
const served = new Set(
  Object.entries(openapi.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${plain(path)}`),
  ),
);
const endpoints = readFileSync(new URL("../data/v2/endpoints.txt", import.meta.url), "utf8")
  .trim()
  .split("\n");

function state_of(endpoint: string): string {
  if (served.has(endpoint)) return "served";
  const path = endpoint.split(" ")[1]!;
  return reasons.find(([pattern]) => pattern.test(path))?.[1] ?? "MISSING";
}

function table(): string {
  const rows = endpoints.map((endpoint) => {
    const [method, path] = endpoint.split(" ");
    return `| ${method} | ${path} | ${state_of(endpoint)} |`;
  });
  const count = endpoints.filter((endpoint) => served.has(endpoint)).length;
  return [`${count} of ${endpoints.length} are served.`, "", "| | endpoint | |", "|---|---|---|", ...rows].join("\n");
}

const document_url = new URL("../../docs/api-compatibility.md", import.meta.url);
const marks = ["<!-- endpoints -->", "<!-- /endpoints -->"] as const;

test("every endpoint is served, or the document says why not", () => {
  expect(endpoints.filter((endpoint) => state_of(endpoint) === "MISSING")).toEqual([]);
});

test("the table of the document is the one of the code", () => {
  const text = readFileSync(document_url, "utf8");
  const [before, rest] = text.split(marks[0]) as [string, string];
  const after = rest.split(marks[1])[1]!;
  const wanted = `${before}${marks[0]}\n${table()}\n${marks[1]}${after}`;
  if (process.env.PULT_WRITE_DOCS) writeFileSync(document_url, wanted);
  else expect(text === wanted, "out of date: PULT_WRITE_DOCS=1 writes it anew").toBe(true);
});
