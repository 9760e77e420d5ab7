// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest'
import { is_markdown, markdown_html } from './markdown'

describe('markdown_html', () => {
  it.each([
    ['**bold** and *soft* and ~~old~~', '<p><strong>bold</strong> and <em>soft</em> and <s>old</s></p>'],
    ['__bold__ _soft_ but snake_case_name', '<p><strong>bold</strong> <em>soft</em> but snake_case_name</p>'],
    ['**bold with *soft* in it**', '<p><strong>bold with <em>soft</em> in it</strong></p>'],
    ['2 * 3 * 4 and \\*stars\\*', '<p>2 * 3 * 4 and *stars*</p>'],
    ['run `a < b **c**` now', '<p>run <code>a &lt; b **c**</code> now</p>'],
    [
      '[our **page**](https://a.example/x?y=1&z=2)',
      '<p><a href="https://a.example/x?y=1&amp;z=2">our <strong>page</strong></a></p>'
    ],
    ['see https://a.example/b_c_d.', '<p>see <a href="https://a.example/b_c_d">https://a.example/b_c_d</a>.</p>'],
    ['![a lamp](https://a.example/l.png)', '<p><a href="https://a.example/l.png">a lamp</a></p>'],
    ['[no](javascript:alert(1))', '<p>[no](javascript:alert(1))</p>'],
    ['<img src=x onerror=alert(1)> **x**', '<p>&lt;img src=x onerror=alert(1)&gt; <strong>x</strong></p>'],
    ['# Steps\nFirst\n### *More* ###', '<h2>Steps</h2><p>First</p><h3><em>More</em></h3>'],
    ['one\ntwo\n\nthree', '<p>one<br>two</p><p>three</p>'],
    ['> said\n> *twice*\n\nanswer', '<blockquote><p>said<br><em>twice</em></p></blockquote><p>answer</p>'],
    ['```js\na <b>\n\n  c\n```\nend', '<pre><code>a &lt;b&gt;\n\n  c</code></pre><p>end</p>'],
    ['```\nnever closed', '<pre><code>never closed</code></pre>'],
    ['- a\n- b', '<ul><li><p>a</p></li><li><p>b</p></li></ul>'],
    ['1. a\n2) b', '<ol><li><p>a</p></li><li><p>b</p></li></ol>'],
    ['- [ ] a\n- [x] b', '<ul><li><p>☐ a</p></li><li><p>☑ b</p></li></ul>'],
    ['* a\n\n* b\n\nend', '<ul><li><p>a</p></li><li><p>b</p></li></ul><p>end</p>'],
    [
      '- a\n  more\n  - b\n    1. c\n- d',
      '<ul><li><p>a<br>more</p>' +
        '<ul><li><p>b</p><ol><li><p>c</p></li></ol></li></ul></li><li><p>d</p></li></ul>'
    ],
    ['Dear all\n- a\n- b\nBye', '<p>Dear all</p><ul><li><p>a</p></li><li><p>b</p></li></ul><p>Bye</p>'],
    ['1. 5. 2026\n24. 12. 2026', '<p>1. 5. 2026<br>24. 12. 2026</p>'],
    ['    \n\t', '']
  ])('%j', (text, html) => expect(markdown_html(text)).toBe(html))

  it('is quick with what was made to be slow', () => {
    for (const piece of ['**a ', '`', '[', '_a ', '> ', '- ', '  - a\n', '\\', '~~'])
      expect(markdown_html(piece.repeat(10_000)).length).toBeGreaterThan(0)
  })
})

describe('is_markdown', () => {
  it.each([
    'with **bold**',
    'run `ls`',
    '[page](https://a.example)',
    '# Title',
    '> quoted',
    '```\ncode',
    '- a\n- b',
    'Do:\n1. a\n2. b',
    '~~no~~'
  ])('%j', (text) => expect(is_markdown(text)).toBe(true))

  it.each([
    'plain words',
    '2 * 3 * 4',
    '- one dash',
    '1. 5. 2026',
    '#42 is closed',
    'https://a.example/x_y_z',
    'a < b > c',
    'file_name_here and *.cpp',
    'a ** b ** c',
    `**${'x'.repeat(60_000)}**`
  ])('%j is plain', (text) => expect(is_markdown(text)).toBe(false))
})
