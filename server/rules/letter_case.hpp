// SPDX-License-Identifier: AGPL-3.0-or-later
// The spellings under which a word is looked for, so that a database that only knows the case of ASCII letters finds
// it too. Latin and Cyrillic letters; others stay as they are.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace pult::rules {

std::string ascii_lower(std::string_view text);
// ASCII letters small; the other letters as written, all small, all capital, and only the first capital. Unique.
std::vector<std::string> spellings(std::string_view word);

}  // namespace pult::rules
