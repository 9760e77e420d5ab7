// SPDX-License-Identifier: AGPL-3.0-or-later
// Fails the build when what a cold start loads grows over the budget.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const manifest = JSON.parse(readFileSync(`${dist}.vite/manifest.json`, 'utf8'))
const budget_kib = { 'initial JS': 170, 'initial CSS': 20, editor: 140 }

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
const editor = [...closure(key_ending('compose/RichEditor.vue'))].filter((key) => !initial.has(key))

const measured = {
  'initial JS': sum([...initial].map((key) => manifest[key].file)) + packed_kib('theme.js'),
  'initial CSS': sum(css),
  editor: sum(editor.map((key) => manifest[key].file))
}
let failed = false
for (const [name, limit] of Object.entries(budget_kib)) {
  const over = measured[name] > limit
  failed ||= over
  console.log(`${over ? 'OVER' : 'ok  '} ${name}: ${measured[name].toFixed(1)} of ${limit} KiB gz`)
}
process.exit(failed ? 1 : 0)
