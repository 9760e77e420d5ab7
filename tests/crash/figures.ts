// SPDX-License-Identifier: AGPL-3.0-or-later
import { appendFileSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { seed } from "./size.js";

const folder = fileURLToPath(new URL("../../build/results/", import.meta.url));

export function report(line: string): void {
  mkdirSync(folder, { recursive: true });
  appendFileSync(`${folder}crash.txt`, `${line} (seed ${seed})\n`);
  console.log(line);
}
