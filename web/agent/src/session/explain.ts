// SPDX-License-Identifier: AGPL-3.0-or-later
import { ApiError } from '../api/error'
import { translate } from '../i18n'
import { describe_error } from '../ui/toast'

/** Why somebody is not let in. */
export function explain(reason: unknown): string {
  if (!(reason instanceof ApiError)) return describe_error(reason)
  if (reason.status === 401) return translate('sign_in.wrong')
  if (reason.status === 429) return translate('sign_in.too_many', { seconds: reason.retry_after_s ?? 60 })
  return describe_error(reason)
}
