// SPDX-License-Identifier: AGPL-3.0-or-later
/** The catalogue key of a cause; the server names causes in words or in snake case. */
export const cause_key = (cause: string) => `suspended.cause_${cause.toLowerCase().replace(/[^a-z]+/g, '_')}`
