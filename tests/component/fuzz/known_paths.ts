// SPDX-License-Identifier: AGPL-3.0-or-later
// Addresses of objects that there are, learned from answers: what a list at some path names, is at path/id.
import type { Json } from "../harness/client.js";
import type { Random } from "./random.js";

const most_of_a_kind = 40;
const without_names = (path: string) => path.replace(/\{\w+\}/g, "{}");

export class KnownPaths {
  // "/api/v2/users/{}/identities/{}" -> "/api/v2/users/7/identities/9" ...
  private readonly paths = new Map<string, string[]>();

  // `template`: the operation's path of the API file, `target` what was really asked.
  learn(template: string, target: string, body: Json): void {
    if (body === null || typeof body !== "object") return;
    const path = target.split("?")[0]!.replace(/\.json$/, "");
    if (path.split("/").length !== template.split("/").length) return;
    for (const value of Object.values(body as Record<string, Json>))
      for (const one of Array.isArray(value) ? (value as Json[]).slice(0, 20) : [value]) {
        const id = (one as Json)?.id as unknown;
        if (typeof id === "number" || typeof id === "string")
          this.add(`${without_names(template)}/{}`, `${path}/${id}`);
      }
  }

  // A path for a template: as much of it as is known, the rest as `invent` says.
  fill(random: Random, template: string, invent: (name: string) => string): string {
    const parts = template.split("/");
    for (let length = parts.length; length > 3; --length) {
      if (!parts[length - 1]!.startsWith("{")) continue;
      const known = this.paths.get(without_names(parts.slice(0, length).join("/")));
      if (!known || random.chance(0.1)) continue;
      return [random.pick(known), ...parts.slice(length).map((part) => this.rest(part, invent))].join("/");
    }
    return parts.map((part) => this.rest(part, invent)).join("/");
  }

  private rest(part: string, invent: (name: string) => string): string {
    return part.startsWith("{") ? invent(part.slice(1, -1)) : part;
  }

  private add(key: string, path: string): void {
    const known = this.paths.get(key) ?? [];
    if (known.includes(path)) return;
    known.push(path);
    if (known.length > most_of_a_kind) known.shift();
    this.paths.set(key, known);
  }
}
