// SPDX-License-Identifier: AGPL-3.0-or-later
// A class that is broken in two by a line's end is no class, and nobody says so.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const folder = join(import.meta.dirname, '..')
const parts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.vue'))

it.each(parts)('%s has whole class names', (name) => {
  const lists = [...readFileSync(join(folder, name), 'utf8').matchAll(/\sclass="([^"]*)"/g)].map((match) => match[1]!)
  expect(lists.flatMap((list) => list.split(/\s+/)).filter((one) => /[-:]$/.test(one))).toEqual([])
})
