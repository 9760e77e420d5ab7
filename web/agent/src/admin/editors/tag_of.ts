// SPDX-License-Identifier: AGPL-3.0-or-later

/** "Order arrived late" -> "order_arrived_late": what can stand as a tag. */
export const tag_of = (name: string) =>
  name
    .trim()
    .toLowerCase()
    .replace(/[\s,]+/g, '_')
