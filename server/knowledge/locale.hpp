// SPDX-License-Identifier: AGPL-3.0-or-later
// Languages of articles as their addresses write them: "en-us", "cs", "pt-br". Any language, not only those of the
// desk.
#pragma once
#include <string>
#include <string_view>

#include "text/analysis.hpp"

namespace pult::knowledge {

// In lower case, "_" as "-"; a language of the desk without a region is that of the desk ("en" is "en-us").
// "" for what is no language.
std::string locale_key(std::string_view code);

// unknown: texts in it are found by their whole words only.
text::Language language_of(std::string_view locale);

}  // namespace pult::knowledge
