// SPDX-License-Identifier: AGPL-3.0-or-later
// The five catalogues say the same things, in valid ICU, with the plural forms their language has; templates hold no
// words of their own.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse as parse_icu, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser'
import { parse as parse_vue } from 'vue/compiler-sfc'
import { describe, expect, it } from 'vitest'

// The words of parts that not everybody opens are files of their own, in folders, loaded with them.
const words = join(import.meta.dirname, '../../shared/i18n')
const parts = ['.', ...readdirSync(words).filter((name) => !name.endsWith('.json'))]
type Catalogue = Record<string, Record<string, string>>
const read = (part: string, locale: string) =>
  JSON.parse(readFileSync(join(words, part, `${locale}.json`), 'utf8')) as Catalogue
const catalogues: Record<string, Catalogue> = Object.fromEntries(
  ['en', 'ru', 'cs', 'lt', 'ro'].map((locale) => [
    locale,
    // Parts may add to a group of the others.
    parts
      .flatMap((part) => Object.entries(read(part, locale)))
      .reduce<Catalogue>((all, [group, texts]) => ({ ...all, [group]: { ...all[group], ...texts } }), {})
  ])
)
const source = join(import.meta.dirname, '../src')
const files = readdirSync(source, { recursive: true }).map(String)

const flat = (catalogue: Record<string, Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(catalogue).flatMap(([group, messages]) =>
      Object.entries(messages).map(([key, text]) => [`${group}.${key}`, text])
    )
  )

function argument_names(elements: MessageFormatElement[], found = new Set<string>()): Set<string> {
  for (const element of elements) {
    if (element.type !== TYPE.literal && element.type !== TYPE.pound && 'value' in element) found.add(element.value)
    if (element.type === TYPE.plural || element.type === TYPE.select) {
      for (const option of Object.values(element.options)) argument_names(option.value, found)
    }
  }
  return found
}

const plurals = (elements: MessageFormatElement[]) => elements.filter((element) => element.type === TYPE.plural)
const english = flat(catalogues.en!)

describe.each(Object.keys(catalogues))('catalogue %s', (locale) => {
  const messages = flat(catalogues[locale]!)

  it('has the keys of the English one', () => {
    expect(Object.keys(messages).sort()).toEqual(Object.keys(english).sort())
  })

  it.each(Object.entries(messages))('%s is valid and takes the same values', (key, text) => {
    expect(text.trim()).not.toBe('')
    expect(argument_names(parse_icu(text))).toEqual(argument_names(parse_icu(english[key]!)))
  })

  it('has every plural form of its language', () => {
    const wanted = new Intl.PluralRules(locale).resolvedOptions().pluralCategories
    for (const [key, text] of Object.entries(messages)) {
      for (const element of plurals(parse_icu(text))) {
        if (element.type !== TYPE.plural) continue
        const forms = Object.keys(element.options).filter((form) => !form.startsWith('='))
        expect(forms.sort(), key).toEqual([...wanted].sort())
      }
    }
  })
})

interface TemplateNode {
  type: number
  content?: string | object
  children?: TemplateNode[]
  props?: { type: number; name: string; value?: { content: string } }[]
}

const text_node = 2
const spoken_attributes = new Set(['title', 'placeholder', 'aria-label', 'alt', 'label'])
const has_letters = (text: unknown) => typeof text === 'string' && /\p{L}/u.test(text)

function words_of(node: TemplateNode): string[] {
  const own = node.type === text_node && has_letters(node.content) ? [String(node.content)] : []
  const attributes = (node.props ?? [])
    .filter((prop) => prop.type === 6 && spoken_attributes.has(prop.name) && has_letters(prop.value?.content))
    .map((prop) => prop.value!.content)
  return [...own, ...attributes, ...(node.children ?? []).flatMap(words_of)]
}

describe('the screen', () => {
  const components = files.filter((file) => file.endsWith('.vue'))

  it.each(components)('%s has no words of its own', (file) => {
    const { descriptor } = parse_vue(readFileSync(join(source, file), 'utf8'))
    expect(words_of(descriptor.template?.ast as unknown as TemplateNode)).toEqual([])
  })

  it('asks only for messages that exist', () => {
    const code = files
      .filter((file) => /\.(vue|ts)$/.test(file))
      .map((file) => readFileSync(join(source, file), 'utf8'))
    const groups = Object.keys(catalogues.en!).join('|')
    const asked = code.flatMap((text) =>
      [...text.matchAll(new RegExp(`'((?:${groups})\\.[a-z_-]+)'`, 'g'))].map((hit) => hit[1]!)
    )
    expect(asked.filter((key) => !(key in english))).toEqual([])
  })
})
