// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
// (happy-dom does not parse the way browsers do, so DOMPurify can not work in it.)
import { describe, expect, it } from 'vitest'
import { load_remote_images, sanitize_mail, wants_paper } from './sanitize'

function clean(html: string): HTMLElement {
  const body = document.createElement('div')
  body.append(sanitize_mail(html))
  return body
}

describe('sanitize_mail', () => {
  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '<form action="https://evil.example"><input name=password></form>',
    '<style>body{display:none}</style>',
    '<svg><script>alert(1)</script></svg>',
    '<iframe src="https://evil.example"></iframe>'
  ])('leaves nothing active of %s', (html) => {
    expect(clean(html).innerHTML).not.toMatch(/script|onerror|<form|<input|<style|<iframe|evil/i)
  })

  it('holds remote pictures back until they are asked for', () => {
    const body = clean('<img src="https://track.example/a.png"><img data-remote-src="https://track.example/b.png">')
    expect(body.querySelectorAll('img[src]')).toHaveLength(0)
    load_remote_images(body)
    expect([...body.querySelectorAll('img')].map((image) => image.getAttribute('src'))).toEqual([
      'https://track.example/a.png',
      'https://track.example/b.png'
    ])
  })

  it('shows the pictures that came with the mail', () => {
    const body = clean('<img src="/api/v2/attachments/7/content" alt="plan">')
    expect(body.querySelector('img')?.getAttribute('src')).toBe('/api/v2/attachments/7/content')
    expect(body.querySelector('img')?.getAttribute('loading')).toBe('lazy')
  })

  it('never takes a script address for a picture', () => {
    const body = clean('<img data-remote-src="javascript:alert(1)">')
    load_remote_images(body)
    expect(body.querySelector('img')?.hasAttribute('src')).toBe(false)
  })

  it('drops styles that would load something', () => {
    expect(clean('<p style="background:url(https://track.example/c)">x</p>').innerHTML).toBe('<p>x</p>')
  })

  it('opens links in a new tab without telling where from', () => {
    const link = clean('<a href="https://example.org">x</a>').querySelector('a')!
    expect([link.target, link.rel]).toEqual(['_blank', 'noopener noreferrer'])
  })
})

it('gives white paper to mails with colours of their own', () => {
  expect(wants_paper(clean('<p style="color:#333">x</p>'))).toBe(true)
  expect(wants_paper(clean('<p>x</p>'))).toBe(false)
})
