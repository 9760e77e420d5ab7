// SPDX-License-Identifier: AGPL-3.0-or-later
import { current_locale } from '../i18n'

const agents_segment = 2
export const is_internal = (article: { user_segment_id: number | null }) => article.user_segment_id === agents_segment

/** "cs" -> "Czech", in the language of the screen; a code that nobody knows stays as it is. */
export function language_name(locale: string): string {
  try {
    // The desk has one English, which is that of en-us.
    const known = locale === 'en-us' ? 'en' : locale
    return new Intl.DisplayNames([current_locale()], { type: 'language' }).of(known) ?? locale
  } catch {
    return locale
  }
}

/** An article as the text of a reply: headings become bold lines, pictures that nobody asked for stay behind. */
export function reply_html(body: string): string {
  const page = new DOMParser().parseFromString(body, 'text/html')
  for (const heading of page.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    const line = page.createElement('p')
    const bold = page.createElement('strong')
    bold.append(...heading.childNodes)
    line.append(bold)
    heading.replaceWith(line)
  }
  for (const picture of page.querySelectorAll('img[data-remote-src]')) picture.remove()
  return page.body.innerHTML
}

/** The steps of the first numbered list of an article, as lines of a checklist. */
export function steps_of(body: string): string[] {
  const page = new DOMParser().parseFromString(body, 'text/html')
  const longest = 500
  const lines = [...(page.querySelector('ol')?.children ?? [])].map((line) =>
    (line.textContent ?? '').replace(/\s+/g, ' ').trim().slice(0, longest)
  )
  return lines.filter((line) => line !== '').slice(0, 100)
}
