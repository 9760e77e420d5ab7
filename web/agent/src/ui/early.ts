// SPDX-License-Identifier: AGPL-3.0-or-later

/** Fetches what will be wanted. When it does not come now, the server being away, it is fetched again when it is wanted. */
export function fetch_early(load: () => Promise<unknown>) {
  load().catch(() => undefined)
}
