// SPDX-License-Identifier: AGPL-3.0-or-later
// The stem of one word. Snowball for English, Russian, Lithuanian and Romanian; for Czech a light stemmer of our own.
#pragma once
#include <string>
#include <string_view>

#include "text/analysis.hpp"

namespace pult::text {

// The folded stem of a word in any case; empty for unknown and for words with digits, which have none.
std::string stem(std::string_view word, Language language);

}  // namespace pult::text
