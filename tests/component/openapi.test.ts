// SPDX-License-Identifier: AGPL-3.0-or-later
// The API file itself: complete, consistent, and usable for checking.
import { describe, expect, test } from "vitest";
import { openapi, openapi_text } from "./harness/contract.js";
import type { Json } from "./harness/client.js";

const methods = ["get", "post", "put", "patch", "delete"];
const operations = Object.entries(openapi.paths).flatMap(([path, item]) =>
  methods.flatMap((method) =>
    item[method] ? [{ path, method, item: item as Json, operation: item[method] as Json }] : [],
  ),
);

function lookup(reference: string): Json {
  return reference
    .slice(2)
    .split("/")
    .reduce((at: Json, part) => at?.[part], openapi);
}

function each_object(value: Json, visit: (object: Json) => void): void {
  if (value === null || typeof value !== "object") return;
  if (!Array.isArray(value)) visit(value);
  for (const inner of Object.values(value)) each_object(inner, visit);
}

describe("openapi/pult.yaml", () => {
  test("every reference leads somewhere and every component is used", () => {
    each_object(openapi, (object) => {
      if (typeof object.$ref === "string") expect(lookup(object.$ref), object.$ref).toBeDefined();
    });
    const unnamed = ["LiveEvent", "NotModified", "RateLimited"]; // frames, and what any request may get
    for (const [kind, components] of Object.entries(openapi.components)) {
      if (kind === "securitySchemes") continue;
      for (const name of Object.keys(components as object)) {
        const used = openapi_text.includes(`'#/components/${kind}/${name}'`) || unnamed.includes(name);
        expect(used, `${kind}/${name}`).toBe(true);
      }
    }
  });

  test("operations have one id each, a tag, a summary and all parameters of their path", () => {
    const ids = operations.map(({ operation }) => operation.operationId as string);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, item, operation } of operations) {
      expect(operation.operationId).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(operation.tags, operation.operationId).toHaveLength(1);
      expect(operation.summary?.length, operation.operationId).toBeGreaterThan(8);
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map((one: Json) =>
        one.$ref ? lookup(one.$ref) : one,
      );
      const in_path = parameters.filter((one) => one.in === "path").map((one) => one.name as string);
      expect(in_path.sort()).toEqual([...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort());
    }
  });

  test("writing needs a CSRF header, reading does not; who needs a sign-in can be refused", () => {
    for (const { method, operation } of operations) {
      const has_csrf = JSON.stringify(operation.parameters ?? []).includes("parameters/csrf");
      const open_to_all = operation.security?.length === 0;
      expect(has_csrf, operation.operationId).toBe(method !== "get" && !open_to_all);
      if (!operation.security) expect(Object.keys(operation.responses), operation.operationId).toContain("401");
    }
  });

  test("response objects are closed, so that undocumented keys are found", () => {
    const open = new Set<string>();
    const closed = (schema: Json): boolean =>
      schema.additionalProperties !== undefined || schema.unevaluatedProperties === false || !schema.properties;
    for (const [name, schema] of Object.entries((openapi as Json).components.schemas as Record<string, Json>)) {
      if (name.endsWith("Input") || name.endsWith("Fields") || name === "PersonChange") continue;
      each_object(schema, (object) => {
        if (object.type === "object" && !closed(object)) open.add(name);
      });
    }
    const parts_of_closed = [
      "TicketResult",
      "CurrentUser",
      "UserResult",
      "ExportedUser",
      "OutgoingMessageDetail",
      "NewApiToken",
    ];
    expect([...open].sort()).toEqual(parts_of_closed.sort());
  });
});
