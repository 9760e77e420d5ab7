// SPDX-License-Identifier: AGPL-3.0-or-later
/** The sides of an address, each in parts between which a line may end: after its dots and dashes. */
export const address_sides = (address: string): string[][] =>
  address
    .split(/(?=@)/)
    .filter((side) => side !== '')
    .map((side) => side.split(/(?<=[.\-_])/))
