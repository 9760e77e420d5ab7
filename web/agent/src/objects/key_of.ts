// SPDX-License-Identifier: AGPL-3.0-or-later
import { fold } from '../ui/fold'

const longest = 80

/** A key out of a title: "Délka kabelu 2" gives "delka_kabelu_2". "" when nothing of it can be used. */
export const key_of = (title: string): string =>
  fold(title)
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[0-9_]+|_+$/g, '')
    .slice(0, longest)
