// SPDX-License-Identifier: AGPL-3.0-or-later
// @vitest-environment jsdom
import { Editor } from '@tiptap/core'
import { Slice } from '@tiptap/pm/model'
import StarterKit from '@tiptap/starter-kit'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { use_markdown_paste } from './paste_markdown'

let editor: Editor
const markdown = use_markdown_paste()

/** As the browser does it: one paragraph for each line. */
function paste(text: string, as_it_is = false): boolean {
  const lines = markdown.pasted(text, as_it_is).split(/\n+/)
  const paragraphs = lines.map((line) => ({ type: 'paragraph', content: line ? [{ type: 'text', text: line }] : [] }))
  const content = editor.schema.nodeFromJSON({ type: 'doc', content: paragraphs }).content
  return markdown.paste(editor.view, Slice.maxOpen(content))
}

beforeEach(() => (editor = new Editor({ extensions: [StarterKit.configure({ heading: false })], injectCSS: false })))
afterEach(() => editor.destroy())

it('is formatted, and one step back it is what was copied', () => {
  expect(paste('# Hello\n- a\n- b')).toBe(true)
  expect(editor.getHTML()).toMatch(/^<p><strong>Hello<\/strong><\/p><ul><li><p>a<\/p><\/li><li><p>b<\/p><\/li><\/ul>/)
  editor.commands.undo()
  expect(editor.getHTML()).toBe('<p># Hello</p><p>- a</p><p>- b</p>')
  expect(editor.state.selection.empty).toBe(true)
  editor.commands.undo()
  expect(editor.isEmpty).toBe(true)
})

it('goes where the cursor is, in the middle of a line', () => {
  editor.commands.setContent('<p>before after</p>')
  editor.commands.setTextSelection(8)
  paste('**bold**')
  expect(editor.getHTML()).toBe('<p>before <strong>bold</strong>after</p>')
  editor.commands.insertContent('!')
  expect(editor.getText()).toBe('before bold!after')
})

it('takes the place of what was marked', () => {
  editor.commands.setContent('<p>one two</p>')
  editor.commands.selectAll()
  paste('> said')
  expect(editor.getHTML()).toMatch(/^<blockquote><p>said<\/p><\/blockquote>/)
  editor.commands.undo()
  expect(editor.getText()).toBe('> said')
})

it('is left alone when it is no Markdown, and goes in as it is when that is wished', () => {
  expect(paste('2 * 3 * 4')).toBe(false)
  expect(paste('**Hello** https://a.example', true)).toBe(true)
  expect(editor.getHTML()).toBe('<p>**Hello** https://a.example</p>')
  // Text with formatting of its own.
  expect(markdown.paste(editor.view, Slice.empty)).toBe(false)
})
