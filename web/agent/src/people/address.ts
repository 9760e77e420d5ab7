// SPDX-License-Identifier: AGPL-3.0-or-later
/** The parts of an address between which a line may end: before the "@", and after the dots and dashes of each side. */
export const address_parts = (address: string): string[] =>
  address.split(/(?=@)|(?<=[.\-_+])/).filter((part) => part !== '')
