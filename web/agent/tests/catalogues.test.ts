// SPDX-License-Identifier: AGPL-3.0-or-later
// The five catalogues say the same things, in valid ICU, with the plural forms their language has; templates hold no
// words of their own.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse as parse_icu, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser'
import { parse as parse_vue } from 'vue/compiler-sfc'
import { describe, expect, it } from 'vitest'
import cs from '@pult/shared/i18n/cs.json'
import en from '@pult/shared/i18n/en.json'
import lt from '@pult/shared/i18n/lt.json'
import ro from '@pult/shared/i18n/ro.json'
import ru from '@pult/shared/i18n/ru.json'
import admin_cs from '@pult/shared/i18n/admin/cs.json'
import admin_en from '@pult/shared/i18n/admin/en.json'
import admin_lt from '@pult/shared/i18n/admin/lt.json'
import admin_ro from '@pult/shared/i18n/admin/ro.json'
import admin_ru from '@pult/shared/i18n/admin/ru.json'
import notify_cs from '@pult/shared/i18n/notify/cs.json'
import notify_en from '@pult/shared/i18n/notify/en.json'
import notify_lt from '@pult/shared/i18n/notify/lt.json'
import notify_ro from '@pult/shared/i18n/notify/ro.json'
import notify_ru from '@pult/shared/i18n/notify/ru.json'
import work_cs from '@pult/shared/i18n/work/cs.json'
import work_en from '@pult/shared/i18n/work/en.json'
import work_lt from '@pult/shared/i18n/work/lt.json'
import work_ro from '@pult/shared/i18n/work/ro.json'
import work_ru from '@pult/shared/i18n/work/ru.json'
import sla_cs from '@pult/shared/i18n/sla/cs.json'
import sla_en from '@pult/shared/i18n/sla/en.json'
import sla_lt from '@pult/shared/i18n/sla/lt.json'
import sla_ro from '@pult/shared/i18n/sla/ro.json'
import sla_ru from '@pult/shared/i18n/sla/ru.json'
import conditions_cs from '@pult/shared/i18n/conditions/cs.json'
import conditions_en from '@pult/shared/i18n/conditions/en.json'
import conditions_lt from '@pult/shared/i18n/conditions/lt.json'
import conditions_ro from '@pult/shared/i18n/conditions/ro.json'
import conditions_ru from '@pult/shared/i18n/conditions/ru.json'
import knowledge_cs from '@pult/shared/i18n/knowledge/cs.json'
import knowledge_en from '@pult/shared/i18n/knowledge/en.json'
import knowledge_lt from '@pult/shared/i18n/knowledge/lt.json'
import knowledge_ro from '@pult/shared/i18n/knowledge/ro.json'
import knowledge_ru from '@pult/shared/i18n/knowledge/ru.json'
import side_cs from '@pult/shared/i18n/side/cs.json'
import side_en from '@pult/shared/i18n/side/en.json'
import side_lt from '@pult/shared/i18n/side/lt.json'
import side_ro from '@pult/shared/i18n/side/ro.json'
import side_ru from '@pult/shared/i18n/side/ru.json'

// The words of parts that not everybody opens are files of their own, loaded with them.
const catalogues: Record<string, Record<string, Record<string, string>>> = {
  en: { ...en, ...admin_en, ...notify_en, ...work_en, ...side_en, ...knowledge_en, ...sla_en, ...conditions_en },
  ru: { ...ru, ...admin_ru, ...notify_ru, ...work_ru, ...side_ru, ...knowledge_ru, ...sla_ru, ...conditions_ru },
  cs: { ...cs, ...admin_cs, ...notify_cs, ...work_cs, ...side_cs, ...knowledge_cs, ...sla_cs, ...conditions_cs },
  lt: { ...lt, ...admin_lt, ...notify_lt, ...work_lt, ...side_lt, ...knowledge_lt, ...sla_lt, ...conditions_lt },
  ro: { ...ro, ...admin_ro, ...notify_ro, ...work_ro, ...side_ro, ...knowledge_ro, ...sla_ro, ...conditions_ro }
}
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
