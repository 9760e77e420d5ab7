// SPDX-License-Identifier: AGPL-3.0-or-later

/** Fetches what will be wanted. What does not come now, the server being away, is fetched again when it is wanted. */
export function fetch_early(load: () => Promise<unknown>) {
  load().catch(() => undefined)
}
