// SPDX-License-Identifier: AGPL-3.0-or-later
// The same tests run as two projects: on SQLite, and on PostgreSQL where there is one.
import { configDefaults, defineConfig } from "vitest/config";
import { postgres_available } from "./harness/postgres.js";

// What is waited for ends the wait when it happens; only a machine with much else to do comes near these limits.
const limits = {
  testTimeout: 90_000,
  hookTimeout: 90_000,
  expect: { poll: { timeout: 60_000 } },
  include: ["*.test.ts"],
  isolate: false, // files share nothing but read-only tables, so a worker loads them once
};

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "sqlite",
          env: { PULT_TEST_DATABASE: "sqlite" },
          ...limits,
          exclude: [...configDefaults.exclude, "two_nodes*.test.ts"],
        },
      },
      ...(postgres_available()
        ? [
            {
              test: {
                name: "postgres",
                env: { PULT_TEST_DATABASE: "postgres" },
                globalSetup: ["./harness/postgres.ts"],
                ...limits,
                exclude: [...configDefaults.exclude, "demo_data.test.ts", "openapi.test.ts"],
              },
            },
          ]
        : []),
    ],
  },
});
