// SPDX-License-Identifier: AGPL-3.0-or-later
// The part of Markdown that people write in messages, as HTML: emphasis, code, links, lists, quotes, headings.

/** What is longer was not written by hand; the cost of every pattern here is bounded by it. */
const most_characters = 50_000
const most_levels = 12

const fence = /^\s{0,3}(```+|~~~+)/
const heading = /^\s{0,3}(#{1,6})\s+(\S.*?)\s*#*\s*$/
const quote = /^\s{0,3}>\s?/
const bullet = /^(\s*)([-*+])\s+(?=\S)/
/** Not a date: "1. 5. 2026". */
const number = /^(\s*)(\d{1,9})[.)]\s+(?!\d+[.)](?:\s|$))(?=\S)/

const escape_html = (text: string) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;')

const span = (mark: string) => `${mark}(?=\\S)([^\\n]{0,1000}?[^\\s\\\\])${mark}`
const inline = new RegExp(
  [
    '\\\\([!-/:-@[-`{-~])', // 1: escaped
    '(`{1,3})([^\\n]{1,1000}?)\\2(?!`)', // 3: code
    '!?\\[([^\\]\\n]{1,500})\\]' + // 4, 5: link
      '\\(<?((?:https?://|mailto:)[^\\s()<>]{1,1000})>?(?:\\s+"[^"\\n]{0,200}")?\\)',
    '<?((?:https?://)[^\\s<>]{1,1000}[^\\s<>.,;:!?)\\]\'"*_~])>?', // 6: address
    span('\\*\\*'), // 7
    `(?<!\\w)${span('__')}(?!\\w)`, // 8
    span('~~'), // 9
    `(?<![*\\w])${span('\\*')}(?![*\\w])`, // 10
    `(?<!\\w)${span('_')}(?!\\w)` // 11
  ].join('|'),
  'g'
)

function inline_html(text: string): string {
  let out = ''
  let end = 0
  for (const found of text.matchAll(inline)) {
    const [whole, escaped, , code, label, target, address, strong, strong_low, struck, soft, soft_low] = found
    out += escape_html(text.slice(end, found.index))
    end = found.index + whole.length
    const [bold, italic] = [strong ?? strong_low, soft ?? soft_low]
    if (escaped) out += escape_html(escaped)
    else if (code) out += `<code>${escape_html(code.trim() || code)}</code>`
    else if (label) out += `<a href="${escape_html(target!)}">${inline_html(label)}</a>`
    else if (address) out += `<a href="${escape_html(address)}">${escape_html(address)}</a>`
    else if (bold) out += `<strong>${inline_html(bold)}</strong>`
    else if (italic) out += `<em>${inline_html(italic)}</em>`
    else if (struck) out += `<s>${inline_html(struck)}</s>`
  }
  return out + escape_html(text.slice(end))
}

const task_sign = (text: string) => text.replace(/^\[ \]\s/, '☐ ').replace(/^\[[xX]\]\s/, '☑ ')

/** Lines that belong to a block, and what comes after them. */
type Block = { html: string; next: number }

function code_block(lines: string[], at: number, mark: string): Block {
  let next = at + 1
  while (next < lines.length && !lines[next]!.trimStart().startsWith(mark)) next += 1
  return { html: `<pre><code>${escape_html(lines.slice(at + 1, next).join('\n'))}</code></pre>`, next: next + 1 }
}

function quote_block(lines: string[], at: number, level: number): Block {
  let next = at
  while (next < lines.length && quote.test(lines[next]!)) next += 1
  const inner = lines.slice(at, next).map((line) => line.replace(quote, ''))
  return { html: `<blockquote>${blocks_html(inner, level)}</blockquote>`, next }
}

const depth_of = (line: string) => line.length - line.trimStart().length

/** An item has the lines below it that are further in than its mark. */
function item_end(lines: string[], at: number, depth: number): number {
  let next = at + 1
  while (next < lines.length) {
    const line = lines[next]!
    const is_blank = line.trim() === ''
    if (is_blank ? depth_of(lines[next + 1] ?? '') <= depth : depth_of(line) <= depth) break
    next += 1
  }
  return next
}

function list_block(lines: string[], at: number, marker: RegExp, level: number): Block {
  const depth = depth_of(lines[at]!)
  const items: string[] = []
  let next = at
  while (next < lines.length && marker.test(lines[next]!) && depth_of(lines[next]!) === depth) {
    const end = item_end(lines, next, depth)
    const below = lines.slice(next + 1, end)
    const less = Math.min(...below.filter((line) => line.trim() !== '').map(depth_of))
    const own = [task_sign(lines[next]!.replace(marker, '')), ...below.map((line) => line.slice(less))]
    items.push(`<li>${blocks_html(own, level)}</li>`)
    next = end
    // Items may stand apart.
    if (lines[next]?.trim() === '' && marker.test(lines[next + 1] ?? '')) next += 1
  }
  const tag = marker === bullet ? 'ul' : 'ol'
  return { html: `<${tag}>${items.join('')}</${tag}>`, next }
}

/** The first level is the title's, and the editor knows three more. */
function heading_html(level: number, title: string): string {
  const tag = `h${Math.min(Math.max(level, 2), 4)}`
  return `<${tag}>${inline_html(title)}</${tag}>`
}

function special_block(lines: string[], at: number, level: number): Block | null {
  const line = lines[at]!
  const mark = fence.exec(line)?.[1]
  if (mark) return code_block(lines, at, mark)
  const [, signs, title] = heading.exec(line) ?? []
  if (signs && title) return { html: heading_html(signs.length, title), next: at + 1 }
  if (level > most_levels) return null
  if (quote.test(line)) return quote_block(lines, at, level + 1)
  if (bullet.test(line)) return list_block(lines, at, bullet, level + 1)
  if (number.exec(line)?.[2] === '1') return list_block(lines, at, number, level + 1)
  return null
}

function blocks_html(lines: string[], level = 0): string {
  let out = ''
  let words: string[] = []
  const end_paragraph = () => {
    if (words.length > 0) out += `<p>${words.map(inline_html).join('<br>')}</p>`
    words = []
  }
  for (let at = 0; at < lines.length; ) {
    const block = special_block(lines, at, level)
    if (block || lines[at]!.trim() === '') end_paragraph()
    else words.push(lines[at]!.trim())
    out += block?.html ?? ''
    at = block?.next ?? at + 1
  }
  end_paragraph()
  return out
}

const lines_of = (text: string) => text.replace(/\r\n?/g, '\n').replace(/\t/g, '    ').split('\n')

export const markdown_html = (text: string) => blocks_html(lines_of(text))

/** Only what nobody would write but as Markdown: a star, a dash or a number alone is none. */
export function is_markdown(text: string): boolean {
  if (text.length > most_characters) return false
  const lines = lines_of(text)
  const bullets = lines.filter((line) => bullet.test(line)).length
  const numbers = lines.map((line) => Number(number.exec(line)?.[2] ?? 0))
  return (
    bullets > 1 ||
    (numbers.includes(1) && numbers.includes(2)) ||
    lines.some((line) => fence.test(line) || heading.test(line) || /^>\s/.test(line)) ||
    /<(?:strong|s|code)>|<a href="[^"]*">(?!https?:)/.test(lines.map(inline_html).join('\n'))
  )
}
