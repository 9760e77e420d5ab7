// SPDX-License-Identifier: AGPL-3.0-or-later
export interface Piece {
  text: string
  is_hit: boolean
}

const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' }

/** The server's escaped text with <mark> around what fits, as pieces: no markup of anybody is ever drawn. */
export const pieces_of = (html: string): Piece[] =>
  html
    .split(/(<mark>.*?<\/mark>)/s)
    .filter((part) => part !== '')
    .map((part) => ({
      text: part.replace(/<\/?mark>/g, '').replace(/&(?:lt|gt|quot|#39|amp);/g, (entity) => entities[entity]!),
      is_hit: part.startsWith('<mark>')
    }))
