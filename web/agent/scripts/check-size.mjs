// SPDX-License-Identifier: AGPL-3.0-or-later
// Fails the build when what a cold start loads grows over the budget.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8'))
const budget_kib = { 'initial JS': 170, 'initial CSS': 20, editor: 140, reports: 230 }

const packed_kib = (file) => gzipSync(readFileSync(dist + file), { level: 9 }).length / 1024
const sum = (files) => [...files].reduce((total, file) => total + packed_kib(file), 0)

/** Chunks that a module needs before it can run: itself and its static imports. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const next of manifest[key].imports ?? []) closure(next, seen)
  return seen
}

const key_ending = (suffix) => Object.keys(manifest).find((key) => key.endsWith(suffix))
/** What a cold start needs until the list is on the screen. */
const start = ['index.html', 'src/shell/ShellPage.vue', 'src/inbox/InboxPage.vue']
const initial = new Set(
  start
    .map(key_ending)
    .filter(Boolean)
    .flatMap((key) => [...closure(key)])
)
const css = new Set([...initial].flatMap((key) => manifest[key].css ?? []))
const later = (suffix) => [...closure(key_ending(suffix))].filter((key) => !initial.has(key))
const packed = (keys) => sum(keys.map((key) => manifest[key].file))

const measured = {
  'initial JS': sum([...initial].map((key) => manifest[key].file)) + packed_kib('theme.js'),
  'initial CSS': sum(css),
  editor: packed(later('compose/RichEditor.vue')),
  reports: packed(later('dashboard/DashboardPage.vue'))
}
let failed = false
for (const [name, limit] of Object.entries(budget_kib)) {
  const over = measured[name] > limit
  failed ||= over
  console.log(`${over ? 'OVER' : 'ok  '} ${name}: ${measured[name].toFixed(1)} of ${limit} KiB gz`)
}
// For ./dev bench web.
const notes = fileURLToPath(new URL('../../node_modules/.cache/pult/', import.meta.url))
mkdirSync(notes, { recursive: true })
writeFileSync(
  `${notes}sizes.json`,
  JSON.stringify(Object.entries(budget_kib).map(([name, limit]) => ({ name, limit, kib: measured[name] })))
)
process.exit(failed ? 1 : 0)
