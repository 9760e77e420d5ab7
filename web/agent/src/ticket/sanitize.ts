// SPDX-License-Identifier: AGPL-3.0-or-later
// The second line: the server has sanitised already. Nothing here may load from another host unless the agent has asked
// for it.
import DOMPurify from 'dompurify'

const own_image = /^(\/api\/v2\/attachments\/\d+\/content(\?.*)?$|data:image\/(png|jpeg|gif|webp);|blob:)/i
const remote_image = /^https?:\/\//i
const purify = DOMPurify(window)

function keep_image_local(image: Element) {
  const source = image.getAttribute('src') ?? ''
  image.removeAttribute('srcset')
  image.setAttribute('loading', 'lazy')
  image.setAttribute('decoding', 'async')
  if (!image.hasAttribute('alt')) image.setAttribute('alt', '')
  if (own_image.test(same_origin_path(source))) return
  image.removeAttribute('src')
  if (remote_image.test(source)) image.setAttribute('data-remote-src', source)
}

const same_origin_path = (url: string) =>
  url.startsWith(`${location.origin}/`) ? url.slice(location.origin.length) : url

purify.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName === 'A') {
    node.setAttribute('target', '_blank')
    node.setAttribute('rel', 'noopener noreferrer')
  }
  if (node.tagName === 'IMG') keep_image_local(node)
  node.removeAttribute('background')
  if (/url\s*\(|image-set|expression/i.test(node.getAttribute('style') ?? '')) node.removeAttribute('style')
})

export function sanitize_mail(html: string): DocumentFragment {
  return purify.sanitize(html, {
    RETURN_DOM_FRAGMENT: true,
    USE_PROFILES: { html: true },
    FORBID_TAGS: [
      'style',
      'form',
      'input',
      'button',
      'select',
      'textarea',
      'video',
      'audio',
      'source',
      'picture',
      'dialog'
    ],
    FORBID_ATTR: ['id', 'name', 'class', 'tabindex', 'autofocus', 'popover', 'contenteditable'],
    ADD_ATTR: ['dir', 'data-remote-src']
  })
}

export function load_remote_images(root: ParentNode) {
  for (const image of root.querySelectorAll('img[data-remote-src]')) {
    const source = image.getAttribute('data-remote-src') ?? ''
    if (!remote_image.test(source)) continue
    image.setAttribute('referrerpolicy', 'no-referrer')
    // Somebody waits for them.
    image.removeAttribute('loading')
    image.setAttribute('src', source)
    image.removeAttribute('data-remote-src')
  }
}

/** Mails that bring colours of their own were made for white paper. */
export const wants_paper = (root: ParentNode) =>
  root.querySelector('[bgcolor], [color], font, [style*="color"], [style*="background"]') !== null
