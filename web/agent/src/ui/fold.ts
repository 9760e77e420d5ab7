// SPDX-License-Identifier: AGPL-3.0-or-later
/** Case and accents away, so that "Zofie" finds "Žofie". */
export const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim()
