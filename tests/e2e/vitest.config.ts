// SPDX-License-Identifier: AGPL-3.0-or-later
// Stories one file at a time per core; the crash test beside them, small unless ./dev crash says otherwise.
import { defineConfig } from "vitest/config";

export default defineConfig({
  // Files outside of this folder (the harness of the component tests, the crash test) use this folder's vitest.
  resolve: { dedupe: ["vitest"] },
  test: {
    include: ["*.test.ts", "clients/*.test.ts", "../crash/*.test.ts"],
    // Waits end when the thing happens; only a machine with much else to do comes near these limits.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
    // The stories run on SQLite; with PULT_TEST_DATABASE=postgres their desks are on a private PostgreSQL.
    globalSetup: process.env.PULT_TEST_DATABASE === "postgres" ? ["../component/harness/postgres.ts"] : [],
  },
});
