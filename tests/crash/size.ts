// SPDX-License-Identifier: AGPL-3.0-or-later
// How large a run is. Small when it runs beside the stories; ./dev crash sets the rest.
const number = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise);

export const size = {
  mails: number("PULT_CRASH_MAILS", 200),
  kills: number("PULT_CRASH_KILLS", 8),
  replies: number("PULT_CRASH_REPLIES", 40),
};
export const database = process.env.PULT_TEST_DATABASE ?? "sqlite";
// Another server might still be sending what a dead one had claimed: on PostgreSQL that is tried again only after the
// lease of a minute.
export const lease_ms = database === "postgres" ? 2 * 60_000 : 0;
export const seed = number("PULT_CRASH_SEED", Date.now() % 1_000_000);
export const limit_ms = 60_000 + size.kills * 4_000 + (size.mails + size.replies) * 200 + 2 * lease_ms;

// Mulberry32: the choices of a run can be made again.
let state = seed;
export function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let bits = Math.imul(state ^ (state >>> 15), 1 | state);
  bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
  return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
