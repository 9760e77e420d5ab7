// SPDX-License-Identifier: AGPL-3.0-or-later
// Waits for what another process will do; asks again every few milliseconds and says what it waited for.
export interface Waiting {
  within_ms?: number;
  every_ms?: number;
}

export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined | false | null> | T | undefined | false | null,
  { within_ms = 60_000, every_ms = 20 }: Waiting = {},
): Promise<T> {
  for (const end = Date.now() + within_ms; ;) {
    const found = await ask();
    if (found !== undefined && found !== false && found !== null) return found;
    if (Date.now() > end) throw new Error(`not within ${within_ms} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, every_ms));
  }
}
