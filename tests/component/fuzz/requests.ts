// SPDX-License-Identifier: AGPL-3.0-or-later
// Requests made of the API file: each operation with values that fit, then with some that do not.
import type { Json } from "../harness/client.js";
import { openapi } from "../harness/contract.js";
import type { KnownPaths } from "./known_paths.js";
import type { Random } from "./random.js";
import { seeds } from "./seeds.js";
import { any_cursor, any_text, any_value, with_big_numbers } from "./values.js";

export interface FuzzRequest {
  operation: string;
  template: string; // of the path
  method: string;
  target: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

interface Operation {
  id: string;
  method: string;
  path: string;
  parameters: Json[];
  schema?: Json;
  raw: boolean;
}

function resolve(value: Json): Json {
  if (!value?.$ref) return value;
  const parts = (value.$ref as string).slice(2).split("/");
  return resolve(parts.reduce((at: Json, part) => at?.[part], openapi));
}

// Waits by design, or ends the connection's life as a request.
const left_out = ["/api/v2/live"];

export const operations: Operation[] = Object.entries(openapi.paths)
  .filter(([path]) => path.startsWith("/api/") && !left_out.includes(path))
  .flatMap(([path, item]) =>
    ["get", "post", "put", "patch", "delete"].flatMap((method) => {
      const operation = (item as Json)[method] as Json;
      if (!operation) return [];
      const parameters = [...((item as Json).parameters ?? []), ...(operation.parameters ?? [])].map(resolve);
      const content = resolve(operation.requestBody)?.content as Json;
      const schema = content?.["application/json"]?.schema as Json;
      return [
        {
          id: operation.operationId as string,
          method: method.toUpperCase(),
          path,
          parameters,
          schema,
          raw: !!content && !schema,
        },
      ];
    }),
  );

// What fits a schema, more or less.
function fitting(random: Random, wanted: Json, ids: number[], depth = 0): Json {
  const schema = resolve(wanted);
  if (!schema || depth > 8) return any_text(random);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return random.pick(schema.enum as Json[]);
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice) return fitting(random, random.pick(choice as Json[]), ids, depth + 1);
  if (schema.allOf)
    return Object.assign({}, ...(schema.allOf as Json[]).map((one) => fitting(random, one, ids, depth + 1)));
  const type = Array.isArray(schema.type) ? random.pick(schema.type as string[]) : (schema.type as string);
  if (schema.properties || type === "object") {
    const out: Json = {};
    for (const [name, property] of Object.entries(schema.properties ?? {}))
      if (depth < 1 || random.chance(0.6)) out[name] = fitting(random, property, ids, depth + 1);
    return out;
  }
  switch (type) {
    case "array":
      return Array.from({ length: random.below(3) }, () => fitting(random, schema.items, ids, depth + 1));
    case "integer":
    case "number":
      return random.chance(0.7) ? random.pick(ids) : random.below(1_000);
    case "boolean":
      return random.chance(0.5);
    case "null":
      return null;
    default:
      return random.chance(0.7) ? `word${random.below(50)}` : any_text(random);
  }
}

// Puts a strange value somewhere into a body.
function spoil(random: Random, body: Json): Json {
  if (body === null || typeof body !== "object" || random.chance(0.15)) return any_value(random);
  const names = Object.keys(body);
  if (names.length === 0) return random.chance(0.5) ? { [any_text(random)]: any_value(random) } : any_value(random);
  const name = random.pick(names);
  if (random.chance(0.1)) delete body[name];
  else body[name] = spoil(random, body[name]);
  return body;
}

function path_value(random: Random, ids: number[]): string {
  if (random.chance(0.4)) return String(random.pick(ids));
  const strange = [
    "0",
    "9223372036854775807",
    "9223372036854775808",
    "-2",
    "1.5",
    "1e3",
    "x".repeat(3_000),
    "%00",
    "%ff%fe",
    ".",
    "%2e%2e",
    "undefined",
  ];
  return random.chance(0.6)
    ? random.pick(strange)
    : encodeURIComponent(any_text(random).replace(/[\ud800-\udfff]/g, "?")).slice(0, 4_000);
}

const common_query = [
  "page",
  "per_page",
  "page[size]",
  "page[after]",
  "page[before]",
  "ids",
  "include",
  "sort",
  "sort_by",
  "sort_order",
  "external_id",
  "external_ids",
  "query",
  "start_time",
  "cursor",
  "filter[type]",
  "role[]",
  "name",
];

function query_value(random: Random, name: string, ids: number[]): string {
  if (/after|before|cursor/.test(name) && random.chance(0.8)) return any_cursor(random);
  if (/ids$/.test(name) && random.chance(0.6)) {
    const count = random.pick([1, 2, 100, 101, 3_000]);
    return Array.from({ length: count }, () => random.pick([...ids, 0, -1])).join(random.pick([",", ", ", " "]));
  }
  if (/size|page/.test(name) && random.chance(0.5))
    return random.pick(["0", "1", "2", "100", "101", "-1", "99999999999999999999"]);
  if (name === "include")
    return random.pick([
      "users,groups,organizations",
      "metric_sets,dates,slas,last_audits,comment_count",
      "a,".repeat(500),
      "tickets(users,(groups",
    ]);
  return any_text(random);
}

function query_text(random: Random, operation: Operation, ids: number[]): string {
  const documented = operation.parameters.filter((one) => one.in === "query").map((one) => one.name as string);
  const query = new URLSearchParams();
  for (const one of operation.parameters.filter((parameter) => parameter.in === "query")) {
    const name = one.name as string;
    if (!random.chance(one.required ? 0.9 : 0.3)) continue;
    const value = random.chance(0.5) ? String(fitting(random, one.schema, ids)) : query_value(random, name, ids);
    query.append(name, value);
  }
  for (let more = random.below(3); more > 0; --more) {
    const name = random.chance(0.8) ? random.pick([...documented, ...common_query]) : any_text(random);
    query.append(name, query_value(random, name, ids));
  }
  return query.size ? `?${query}` : "";
}

const content_types = [
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "application/json; charset=utf-16",
  "",
  "x".repeat(500),
];
const broken_bodies = [
  "{",
  '{"a":',
  "[]",
  "null",
  '"text"',
  "\ufeff{}",
  '{"a":1}{"b":2}',
  '{"a":1,"a":2}',
  '{"\\ud800":1}',
  '{"a":"\u0001"}',
  "a=b&c=d",
  "[".repeat(100_000),
];

function body_of(random: Random, operation: Operation, ids: number[]): string | Uint8Array | undefined {
  if (operation.raw) return new Uint8Array(Array.from({ length: random.pick([0, 1, 1_000]) }, () => random.below(256)));
  if (!operation.schema && random.chance(0.8)) return undefined;
  if (random.chance(0.08)) return random.pick(broken_bodies);
  // Half of them begin as what would be taken, so that the deeper parts of a handler are met.
  const sound = seeds.filter(([path]) => operation.path.replace(/\/\{\w+\}$/, "") === `/api/v2/${path}`);
  let body = sound.length && random.chance(0.5) ? random.pick(sound)[1]() : fitting(random, operation.schema, ids);
  for (let times = random.below(3); times > 0; --times) body = spoil(random, body);
  return with_big_numbers(JSON.stringify(body) ?? "null");
}

const printable = (text: string) => text.replace(/[^\x21-\x7e]/g, "~").slice(0, 3_000);

export function make_request(random: Random, known: KnownPaths, ids: number[]): FuzzRequest {
  const operation = random.pick(operations);
  const method = random.chance(0.95)
    ? operation.method
    : random.pick(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"]);
  const path = known.fill(random, operation.path, () => path_value(random, ids));
  const target = path + (random.chance(0.2) ? ".json" : "") + query_text(random, operation, ids);
  const headers: Record<string, string> = {};
  if (random.chance(0.05)) headers["idempotency-key"] = printable(any_text(random)) || "k";
  if (random.chance(0.05)) headers["if-none-match"] = printable(any_text(random)) || "*";
  if (random.chance(0.03)) headers["x-on-behalf-of"] = printable(any_text(random)) || "a@b.example";
  const request: FuzzRequest = { operation: operation.id, template: operation.path, method, target, headers };
  if (method === "GET" || method === "HEAD") return request;
  const body = body_of(random, operation, ids);
  if (body === undefined) return request;
  headers["content-type"] = random.chance(0.9) ? "application/json" : random.pick(content_types);
  return { ...request, body };
}
