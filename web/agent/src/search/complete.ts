// SPDX-License-Identifier: AGPL-3.0-or-later
// What a search can be completed to at its end.
export interface Ending {
  /** Everything before the word that is being typed. */
  before: string
  /** "-" where the word is excluded. */
  sign: string
  /** Of "status:op": status, ":", op. Without an operator the word itself is `value`. */
  field: string | null
  operator: string
  value: string
}

/** The last word; quotes keep spaces together. */
export function ending_of(text: string): Ending {
  const start = /(?:^|\s)(-?[\w]*[:<>]=?"[^"]*|[^\s"]*)$/.exec(text)?.[1] ?? ''
  const before = text.slice(0, text.length - start.length)
  const sign = start.startsWith('-') ? '-' : ''
  const word = start.slice(sign.length)
  const parts = /^([a-z_]+)(:|[<>]=?)"?(.*)$/i.exec(word)
  if (!parts) return { before, sign, field: null, operator: '', value: word }
  return { before, sign, field: parts[1]!.toLowerCase(), operator: parts[2]!, value: parts[3]! }
}

/** Values with spaces need quotes. */
export const quoted = (value: string) => (/\s/.test(value) ? `"${value}"` : value)

export const with_value = ({ before, sign, field, operator }: Ending, value: string) =>
  `${before}${sign}${field}${operator}${quoted(value)} `

export const with_field = ({ before, sign }: Ending, field: string) => `${before}${sign}${field}`

/** What can be asked, in the order of use; dates are compared. */
export const search_fields = [
  'status:',
  'assignee:',
  'requester:',
  'group:',
  'tags:',
  'priority:',
  'sla:',
  'created>',
  'updated>',
  'ticket_type:',
  'organization:',
  'subject:',
  'type:'
] as const

export const starting_with = (word: string) =>
  word === '' ? [] : search_fields.filter((field) => field.startsWith(word.toLowerCase()))

/** Values that are the same on every desk. */
export const fixed_values: Record<string, string[]> = {
  status: ['new', 'open', 'pending', 'hold', 'solved', 'closed'],
  priority: ['low', 'normal', 'high', 'urgent'],
  ticket_type: ['question', 'incident', 'problem', 'task'],
  type: ['ticket', 'user', 'organization'],
  sla: ['at_risk', 'breached'],
  created: ['4hours', '1day', '1week', '1month'],
  updated: ['4hours', '1day', '1week', '1month']
}
