// SPDX-License-Identifier: AGPL-3.0-or-later
// The words of automatic answers in the languages of our customers and of the common mail programs.
#pragma once
#include "mailsteps/phrases.hpp"

namespace pult::mailsteps {

const PhraseSet& auto_reply_subject_starts();  // "Automatic reply:", what mail programs put first
const PhraseSet& away_subjects();              // anywhere in a subject: the person is away
const PhraseSet& away_bodies();                // anywhere in the text of an automatic answer

}  // namespace pult::mailsteps
