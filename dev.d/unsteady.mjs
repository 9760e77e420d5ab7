// SPDX-License-Identifier: AGPL-3.0-or-later
// Prints the tests of a Vitest report that passed at a later try, with what the first one said.
import { readFileSync } from "node:fs";
import { basename } from "node:path";

for (const file of JSON.parse(readFileSync(process.argv[2], "utf8")).testResults)
  for (const test of file.assertionResults)
    if (test.status === "passed" && test.failureMessages.length > 0)
      console.log(`${basename(file.name)}: ${test.fullName}: ${test.failureMessages[0].split("\n")[0]}`);
