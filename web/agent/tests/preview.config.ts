// SPDX-License-Identifier: AGPL-3.0-or-later
// `npx vite preview --config tests/preview.config.ts`: the built screen over the fake desk, to look at it without a
// server.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { defineConfig, type PreviewServer } from 'vite'
import { answer, FakeDesk } from './fake/desk'

const content_security_policy = [
  "default-src 'self'",
  "img-src 'self' data: blob: https: http:",
  "style-src 'self' 'unsafe-inline'",
  "script-src 'self'",
  "connect-src 'self' ws: wss:"
].join('; ')

async function read_body(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}

async function serve(desk: FakeDesk, request: IncomingMessage, response: ServerResponse) {
  const url = new URL(request.url ?? '/', 'http://desk.example')
  const text = await read_body(request)
  const body = request.headers['content-type'] === 'application/json' && text ? JSON.parse(text) : {}
  const reply = answer(desk, {
    method: request.method ?? 'GET',
    path: url.pathname.slice('/api/v2/'.length),
    query: url.searchParams,
    body
  })
  response.writeHead(reply.status, { 'Content-Type': 'application/json', ...reply.headers })
  response.end(reply.raw ?? (reply.body === undefined ? '' : JSON.stringify(reply.body)))
}

function fake_api(server: PreviewServer) {
  const desk = new FakeDesk()
  server.middlewares.use((request, response, next) => {
    response.setHeader('Content-Security-Policy', content_security_policy)
    if (request.url?.startsWith('/api/v2/')) void serve(desk, request, response)
    else next()
  })
}

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  plugins: [{ name: 'fake-api', configurePreviewServer: fake_api }],
  preview: { port: 4180, host: '127.0.0.1' }
})
