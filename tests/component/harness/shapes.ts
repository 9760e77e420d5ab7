// SPDX-License-Identifier: AGPL-3.0-or-later
// Compares responses with the keys and JSON types that clients of the v2 conventions were seen to receive
// (tests/data/v2/shapes.json: "METHOD template status" -> key path -> types). Null is always allowed.
import { readFileSync } from "node:fs";

type Shape = Record<string, string>;
const shapes = JSON.parse(readFileSync(new URL("../../data/v2/shapes.json", import.meta.url), "utf8")) as Record<
  string,
  Shape
>;

// Key paths that are checked otherwise or not at all, each with its reason.
const differences: [RegExp, string][] = [
  [/\.authentication\.data\.username$/, "of basic_auth only"],
  [/\.audits?(\[\])?\.events\[\]\./, "events of several types in one list: the OpenAPI file checks each by its type"],
  [/\.(user|organization)_fields\./, "names of custom fields of the recorded account"],
  [/^\.max_count$/, "only of TooManyValues; bulk.test.ts asks for it"],
  [/\.thumbnails\[\]/, "no thumbnails are made"],
  [/\.photo\./, "people without a picture have null"],
  [/\.(actions|conditions\.(all|any))\[\]\.value/, "the type of a value depends on the field it is for"],
  [/\.(custom_fields|fields)\[\]\.value/, "the type of a value depends on the field it is for"],
  [/\.job_status\.results/, "what a job tells of an item depends on the kind of job"],
  [/\.activities\[\]\.object\./, "what is in object depends on the verb"],
  [/^\.results\[\]\./, "results of several types, recorded for users: the OpenAPI file checks each by its type"],
  [/\.via\.source\.(to|from)\./, "what is in source depends on the channel"],
];
const cursor_keys = /^\.(meta|links)\b/;
// `page` and what follows it stand in lists of the help center.
const offset_keys = /^\.(count|next_page|previous_page|page|per_page|page_count|sort_by|sort_order)$/;

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
function has_type(value: unknown, types: string[]): boolean {
  if (value === null || types.every((type) => type === "null")) return true;
  return types.some((type) => {
    switch (type) {
      case "obj":
        return typeof value === "object" && !Array.isArray(value);
      case "list":
        return Array.isArray(value);
      case "int":
        return Number.isInteger(value);
      case "float":
        return typeof value === "number";
      case "bool":
        return typeof value === "boolean";
      case "url":
        return typeof value === "string" && /^https?:\/\//.test(value);
      case "ts":
        return typeof value === "string" && time.test(value);
      case "str":
        return typeof value === "string";
      default:
        return false;
    }
  });
}

// The values that a key path like ".tickets[].via.channel" leads to; "absent" where an object lacks the key.
function values_at(body: unknown, path: string): { absent: boolean; values: unknown[] } {
  let values: unknown[] = [body];
  let absent = false;
  for (const part of path.slice(1).match(/[^.[\]]+|\[\]/g) ?? []) {
    const next: unknown[] = [];
    for (const value of values) {
      if (part === "[]") {
        if (Array.isArray(value)) next.push(...(value as unknown[]));
      } else if (value !== null && typeof value === "object" && !Array.isArray(value)) {
        const object = value as Record<string, unknown>;
        if (part in object) next.push(object[part]);
        else absent = true;
      }
    }
    values = next;
  }
  return { absent, values };
}

// What the response lacks of the recorded shape. `template` has its parameters as {id}.
export function shape_problems(method: string, template: string, status: number, body: unknown): string[] {
  const shape = shapes[`${method} ${template.replace(/\{\w+\}/g, "{id}")} ${status}`];
  if (!shape || body === null || typeof body !== "object") return [];
  const by_cursor = "meta" in body;
  const problems: string[] = [];
  for (const [path, types] of Object.entries(shape)) {
    if (differences.some(([pattern]) => pattern.test(path))) continue;
    if (by_cursor ? offset_keys.test(path) : cursor_keys.test(path)) continue;
    const { absent, values } = values_at(body, path);
    if (absent) problems.push(`${path} is missing`);
    const wrong = values.find((value) => !has_type(value, types.split(",")));
    if (wrong !== undefined) problems.push(`${path} is ${JSON.stringify(wrong)?.slice(0, 60)}, recorded: ${types}`);
  }
  return problems;
}
