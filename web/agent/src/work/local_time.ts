// SPDX-License-Identifier: AGPL-3.0-or-later
// Between the API's times and what <input type="datetime-local"> holds.

const two = (value: number) => String(value).padStart(2, '0')

export function to_local_input(time: string | null): string {
  if (!time) return ''
  const date = new Date(time)
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day}T${two(date.getHours())}:${two(date.getMinutes())}`
}

/** Whole seconds, as the API writes them. */
export function from_local_input(text: string): string | null {
  const date = new Date(text)
  return text && !Number.isNaN(date.getTime()) ? date.toISOString().replace(/\.\d+Z$/, 'Z') : null
}
