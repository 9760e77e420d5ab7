// SPDX-License-Identifier: AGPL-3.0-or-later
// Writes NAME.gz beside each text asset of dist/, so that the server sends it without compressing anything itself.
// Takes away the build's own manifest first: nobody but the size check reads it.
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const dist = fileURLToPath(new URL('../dist', import.meta.url))
const text_types = new Set(['.js', '.css', '.html', '.svg', '.json'])

rmSync(join(dist, '.vite'), { recursive: true, force: true })
for (const entry of readdirSync(dist, { recursive: true })) {
  const path = join(dist, String(entry))
  if (!statSync(path).isFile() || !text_types.has(extname(path))) continue
  const bytes = readFileSync(path)
  const packed = gzipSync(bytes, { level: 9 })
  if (packed.length < bytes.length) writeFileSync(`${path}.gz`, packed)
}
