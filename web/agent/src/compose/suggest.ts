// SPDX-License-Identifier: AGPL-3.0-or-later
// What is being typed before the cursor that the editor can complete: "@ann", ":smi", "/refund".
export type SuggestKind = 'mention' | 'emoji' | 'macro'

export interface Trigger {
  kind: SuggestKind
  words: string
  /** Characters before the cursor that the choice replaces. */
  length: number
}

const patterns: [SuggestKind, RegExp][] = [
  // Names have spaces in them; a third word is the sentence going on.
  ['mention', /(?:^|[\s(])@([\p{L}\p{N}._-]*(?: [\p{L}._-]+)?)$/u],
  ['emoji', /(?:^|[\s(]):([a-z][a-z0-9_+-]+)$/],
  // Only at the start of a line: elsewhere a slash is a slash.
  ['macro', /^\/([\p{L}\p{N}][\p{L}\p{N} ._-]*|)$/u]
]

export function find_trigger(text_before: string, allowed: ReadonlySet<SuggestKind>): Trigger | null {
  for (const [kind, pattern] of patterns) {
    const words = allowed.has(kind) ? pattern.exec(text_before)?.[1] : undefined
    if (words !== undefined) return { kind, words, length: words.length + 1 }
  }
  return null
}

/** Ids of those whose "@Name" is still in the text. */
export const mentioned_ids = (text: string, offered: ReadonlyMap<string, number>): number[] => [
  ...new Set([...offered].filter(([name]) => text.includes(`@${name}`)).map(([, id]) => id))
]
