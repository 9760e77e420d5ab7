// SPDX-License-Identifier: AGPL-3.0-or-later
// Measurements, not stories: run by `./dev bench web`.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["speed/*.speed.ts"], testTimeout: 600_000, hookTimeout: 60_000 },
});
