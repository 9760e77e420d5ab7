// SPDX-License-Identifier: AGPL-3.0-or-later
// What axe finds serious or critical on a page.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Window } from "./browser.js";

const axe_source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface AxeResults {
  violations: { id: string; impact: string; nodes: { target: unknown[]; failureSummary: string }[] }[];
}

export async function accessibility_problems(window: Window): Promise<string[]> {
  await window.page.evaluate(axe_source);
  const results = (await window.page.evaluate("axe.run(document, {resultTypes: ['violations']})")) as AxeResults;
  return results.violations
    .filter((one) => one.impact === "serious" || one.impact === "critical")
    .flatMap((one) => one.nodes.map((node) => `${one.id} ${node.target.join(" ")}: ${node.failureSummary}`));
}
