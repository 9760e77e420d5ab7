// SPDX-License-Identifier: AGPL-3.0-or-later
// What the server finds wrong with a form stands at its fields.
import { inject, provide, reactive, type InjectionKey } from 'vue'
import { ApiError, type FieldProblem } from '../api/error'
import { translate } from '../i18n'
import { describe_error } from './toast'

interface Problems {
  /** By the name of the field in the API. */
  texts: Record<string, string>
  /** The fields that the form shows now. */
  shown: Set<string>
}

const key: InjectionKey<Problems> = Symbol('problems of a form')
const known_codes: Record<string, string> = { DuplicateValue: 'error.taken', BlankValue: 'error.blank' }

/** The server puts the field's name before its words; here they stand at the field. */
const text_of = ({ code, text }: FieldProblem) =>
  known_codes[code] ? translate(known_codes[code]) : text.replace(/^[^:]{1,40}: /, '')

export function provide_problems() {
  const problems: Problems = { texts: reactive({}), shown: new Set() }
  provide(key, problems)
  const clear = () => Object.keys(problems.texts).forEach((name) => delete problems.texts[name])
  /** Puts what it can to the fields; what to say below the form. */
  const sort_out = (reason: unknown): string => {
    const fields = reason instanceof ApiError ? Object.entries(reason.fields) : []
    const here = fields.filter(([name]) => problems.shown.has(name))
    for (const [name, problem] of here) problems.texts[name] = text_of(problem)
    if (here.length > 0 && here.length === fields.length) return translate('error.see_fields')
    return translate('error.not_saved', { reason: describe_error(reason) })
  }
  return { clear, sort_out }
}

export const use_problems = () => inject(key, null)
