// SPDX-License-Identifier: AGPL-3.0-or-later
// Checks responses and live frames against openapi/pult.yaml. An operation, status, media type, header or key that the
// file does not name is an error.
import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import type { ValidateFunction } from "ajv";
import add_formats_module from "ajv-formats";
import { parse } from "yaml";

const add_formats = add_formats_module as unknown as (ajv: Ajv2020) => void;

interface Header {
  required?: boolean;
  schema?: object;
}
interface Response {
  headers?: Record<string, Header>;
  content?: Record<string, { schema: object }>;
}
interface Operation {
  operationId: string;
  responses: Record<string, Response | { $ref: string }>;
}
interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { responses: Record<string, Response>; headers: Record<string, Header> };
}

export const openapi_text = readFileSync(new URL("../../../openapi/pult.yaml", import.meta.url), "utf8");
export const openapi = parse(openapi_text) as Document;

const ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true });
add_formats(ajv);
ajv.addSchema({ $id: "pult", ...openapi });
const validators = new Map<string, ValidateFunction>();

function validator(pointer: string): ValidateFunction {
  let found = validators.get(pointer);
  if (!found) {
    found = ajv.compile({ $ref: `pult#${pointer}` });
    validators.set(pointer, found);
  }
  return found;
}

function check(pointer: string, value: unknown): string[] {
  const validate = validator(pointer);
  if (validate(value)) return [];
  return (validate.errors ?? []).slice(0, 12).map((error) => {
    const shown = JSON.stringify(error.data)?.slice(0, 80);
    return `${error.instancePath || "/"} ${error.message} ${JSON.stringify(error.params)}: ${shown}`;
  });
}

const escape_pointer = (part: string) =>
  part
    .replaceAll("~", "~0")
    .replaceAll("/", "~1")
    .replaceAll("{", "%7B")
    .replaceAll("}", "%7D")
    .replaceAll("*", "%2A");

const patterns = Object.keys(openapi.paths)
  .sort((a, b) => a.split("{").length - b.split("{").length) // fixed words before parameters
  .map((path) => ({ path, pattern: new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}$`) }));

// The path of the OpenAPI file that a requested path belongs to.
export function template_of(path: string): string | undefined {
  const plain = path.replace(/\/{2,}/g, "/").replace(/\.json$/, "");
  return patterns.find((one) => one.pattern.test(plain))?.path;
}

export interface Seen {
  method: string;
  path: string;
  status: number;
  headers: Headers;
  text: string;
}

function missing_headers(response: Response, headers: Headers): string[] {
  return Object.entries(response.headers ?? {})
    .filter(([name, header]) => header.required && !headers.has(name))
    .map(([name]) => `header ${name} is missing`);
}

// What the file documents once for all operations.
function everywhere(seen: Seen): { $ref: string } | undefined {
  if (seen.status === 304 && seen.method === "GET") return { $ref: "#/components/responses/NotModified" };
  if (seen.status === 429) return { $ref: "#/components/responses/RateLimited" };
  return undefined;
}

// Everything wrong with a response; empty when it is as documented.
export function response_problems(seen: Seen): string[] {
  const template = template_of(seen.path);
  const operation = template && openapi.paths[template]![seen.method.toLowerCase()];
  if (!operation) return [`${seen.method} ${seen.path} is not documented`];
  const documented = operation.responses[String(seen.status)] ?? everywhere(seen);
  if (!documented) return [`status ${seen.status} of ${operation.operationId} is not documented`];
  let pointer = `/paths/${escape_pointer(template)}/${seen.method.toLowerCase()}/responses/${seen.status}`;
  let response = documented as Response;
  if ("$ref" in documented) {
    pointer = documented.$ref.slice(1);
    response = openapi.components.responses[pointer.split("/").at(-1)!]!;
  }
  const problems = missing_headers(response, seen.headers);
  if (!response.content) return seen.text ? [...problems, "a body where none is documented"] : problems;
  const type = (seen.headers.get("content-type") ?? "").split(";")[0]!.trim();
  const media = response.content[type] ? type : "*/*";
  if (!response.content[media]) return [...problems, `content type ${type || "(none)"} is not documented`];
  if (type !== "application/json" || media === "*/*") return problems;
  let body: unknown;
  try {
    body = JSON.parse(seen.text);
  } catch {
    return [...problems, "the body is not JSON"];
  }
  return [...problems, ...check(`${pointer}/content/${escape_pointer(media)}/schema`, body)];
}

export function live_frame_problems(frame: unknown): string[] {
  const type = (frame as { type?: string }).type ?? "";
  const names: Record<string, string> = {
    hello: "LiveHello",
    ticket: "LiveTicket",
    ticket_gone: "LiveTicketGone",
    ticket_part: "LiveTicketPart",
    view_counts: "LiveViewCounts",
    notifications: "LiveNotifications",
    delivery: "LiveDelivery",
    job_status: "LiveJobStatus",
    import: "LiveImport",
    alerts: "LiveAlerts",
    housekeeping: "LiveHousekeeping",
    round_trip: "LiveRoundTrip",
    presence: "LivePresence",
    lookers: "LiveLookers",
    resync: "LiveResync",
    pong: "LivePong",
  };
  const name = names[type];
  return name ? check(`/components/schemas/${name}`, frame) : [`frame type ${type} is not documented`];
}
