// SPDX-License-Identifier: AGPL-3.0-or-later
// Regular expressions that people write into the desk's settings, matched against what others type. ICU's dialect
// (https://unicode-org.github.io/icu/userguide/strings/regexp.html) with bounds on time and memory.
#pragma once
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace pult::text {

// invalid/"InvalidPattern" with a message for its author.
Result<void> check_pattern(std::string_view pattern);
// Whether the pattern is found in the text; anchors are the author's business. A pattern that takes too long, or is
// none, matches nothing.
bool matches(std::string_view pattern, std::string_view text);

}  // namespace pult::text
