// SPDX-License-Identifier: AGPL-3.0-or-later
/** The sides of an address, each in parts between which a line may end: after its dots and dashes. */
export const address_sides = (address: string): string[][] =>
  address
    .split(/(?=@)/)
    .filter((side) => side !== '')
    .map((side) => side.split(/(?<=[.\-_])/))

/** The address by which a search finds the person: one that is hidden from oneself finds nobody. */
export const open_email = (person: { email?: string | null }): string | null =>
  person.email && !person.email.includes('•') ? person.email : null
export const search_name = (person: { name: string; email?: string | null }) => open_email(person) ?? `"${person.name}"`
