// SPDX-License-Identifier: AGPL-3.0-or-later
// How mail systems word their reports. Gathered from the texts that the products send, not from other parsers.
#pragma once
#include <string_view>

#include "mailsteps/phrases.hpp"

namespace pult::mailsteps {

// Tags of the phrases: what the mail is when it says so.
enum BounceTag { failed_tag, delayed_tag };

const PhraseSet& bounce_subject_starts();
const PhraseSet& bounce_subject_words();  // anywhere in the subject, weaker
const PhraseSet& bounce_bodies();         // sentences that only mail systems write
const PhraseSet& bounce_body_words();     // weaker: people write so, too
// What stands before the copy of the returned mail, at the start of a line.
const PhraseSet& returned_mail_markers();

}  // namespace pult::mailsteps
