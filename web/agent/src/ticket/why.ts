// SPDX-License-Identifier: AGPL-3.0-or-later
import type { TraceStep } from '@pult/shared/api'

export interface StepLine {
  name: string
  text: string
}

/** Steps differ in what they tell; whatever they tell is shown. */
export function step_lines(trace: readonly (TraceStep | string)[]): StepLine[] {
  return trace.map((entry) => {
    if (typeof entry === 'string') return { name: '', text: entry }
    const { step, ...facts } = entry
    const told = Object.entries(facts).filter(([, value]) => value !== null && value !== undefined && value !== '')
    const text = told.map(([key, value]) => {
      const words = typeof value === 'object' ? JSON.stringify(value) : String(value)
      return key === 'result' || key === 'detail' || key === 'decision' ? words : `${key}: ${words}`
    })
    return { name: String(step ?? ''), text: text.join(' · ') }
  })
}
