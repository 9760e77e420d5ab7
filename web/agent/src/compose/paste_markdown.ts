// SPDX-License-Identifier: AGPL-3.0-or-later
// Markdown on the clipboard becomes formatted text; one step back it is the text that was copied.
import { closeHistory } from '@tiptap/pm/history'
import { DOMParser as SchemaParser, type Slice } from '@tiptap/pm/model'
import { TextSelection } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { reply_html } from '../knowledge/article_text'
import { is_markdown, markdown_html } from './markdown'

function format(view: EditorView, from: number, text: string) {
  const { doc, schema, selection, tr } = view.state
  const html = markdown_html(text)
  const page = new DOMParser().parseFromString(schema.nodes.heading ? html : reply_html(html), 'text/html')
  const formatted = SchemaParser.fromSchema(schema).parseSlice(page.body)
  const plain = TextSelection.between(doc.resolve(from), doc.resolve(selection.to))
  view.dispatch(closeHistory(tr).setSelection(plain).replaceSelection(formatted).scrollIntoView())
}

/** `pasted` hears of a text before `paste` does; it is not asked about text with formatting of its own. */
export function use_markdown_paste() {
  let offered: { text: string; as_it_is: boolean } | null = null

  function pasted(text: string, as_it_is: boolean): string {
    offered = { text, as_it_is }
    return text
  }

  function paste(view: EditorView, slice: Slice): boolean {
    const { text, as_it_is } = offered ?? { text: '', as_it_is: false }
    offered = null
    const formatted = !as_it_is && is_markdown(text)
    if (!formatted && !as_it_is) return false
    // Not told to be a paste: what else looks at those (addresses become links) leaves it alone.
    const tr = closeHistory(view.state.tr).replaceSelection(slice).scrollIntoView()
    const from = tr.mapping.map(view.state.selection.from, -1)
    view.dispatch(tr)
    if (formatted) format(view, from, text)
    return true
  }

  return { pasted, paste }
}
