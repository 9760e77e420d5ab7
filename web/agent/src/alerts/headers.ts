// SPDX-License-Identifier: AGPL-3.0-or-later
// Headers of a call as lines that one types: "Name: value".

export function headers_of(lines: string): Record<string, string> {
  const out: Record<string, string> = {}
  for (const line of lines.split('\n')) {
    const colon = line.indexOf(':')
    const name = (colon < 0 ? line : line.slice(0, colon)).trim()
    if (name) out[name] = colon < 0 ? '' : line.slice(colon + 1).trim()
  }
  return out
}

export const lines_of = (headers: Record<string, string>) =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')
