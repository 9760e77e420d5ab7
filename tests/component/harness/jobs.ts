// SPDX-License-Identifier: AGPL-3.0-or-later
// Background jobs as tests wait for them.
import type { Client, Json, Options } from "./client.js";

const wait_limit_ms = 60_000;

// The job when it has ended.
export async function ended(client: Client, job: Json): Promise<Json> {
  for (const end = Date.now() + wait_limit_ms; ; await new Promise((resolve) => setTimeout(resolve, 10))) {
    const now = (await client.ok("GET", `job_statuses/${job.id}`)).job_status as Json;
    if (["completed", "failed", "killed"].includes(now.status as string)) return now;
    if (Date.now() > end) throw new Error(`the job does not end: ${JSON.stringify(now)}`);
  }
}

// Asks for a job and gives its end.
export async function run_job(client: Client, method: string, path: string, options: Options = {}): Promise<Json> {
  const { job_status } = await client.ok(method, path, options);
  return await ended(client, job_status as Json);
}
