// SPDX-License-Identifier: AGPL-3.0-or-later
export interface FieldProblem {
  /** BlankValue, DuplicateValue, InvalidValue ... */
  code: string
  text: string
}

/** What the server answered instead of a result. `status` 0: it could not be reached. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly retry_after_s: number | null
  /** What is wrong with which field. */
  readonly fields: Record<string, FieldProblem>

  constructor(
    status: number,
    code: string,
    description: string,
    retry_after_s: number | null = null,
    fields: Record<string, FieldProblem> = {}
  ) {
    super(description || code)
    this.status = status
    this.code = code
    this.retry_after_s = retry_after_s
    this.fields = fields
  }
}

interface ErrorBody {
  error?: string | { title?: string; message?: string }
  description?: string
  details?: Record<string, { description?: string; error?: string }[]>
}

/** Reads every error form of the API: a string, an object, or details per field. */
export function parse_error(status: number, text: string, retry_after: string | null): ApiError {
  let body: ErrorBody = {}
  try {
    body = JSON.parse(text) as ErrorBody
  } catch {
    // A proxy may answer with a page of its own; the status is all there is then.
  }
  const all = Object.entries(body.details ?? {})
  const details = all.flatMap(([, list]) => list.map((detail) => detail.description)).filter(Boolean)
  const fields = Object.fromEntries(
    all.map(([name, list]) => [name, { code: list[0]?.error ?? '', text: list[0]?.description ?? '' }])
  )
  const code = typeof body.error === 'string' ? body.error : (body.error?.title ?? `HTTP ${status}`)
  const message = typeof body.error === 'object' ? body.error.message : undefined
  return new ApiError(
    status,
    code,
    details.join(' ') || message || body.description || '',
    retry_after ? Number(retry_after) : null,
    fields
  )
}
