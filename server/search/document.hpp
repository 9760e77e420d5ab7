// SPDX-License-Identifier: AGPL-3.0-or-later
// The terms of one comment, as both databases get them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "text/analysis.hpp"

namespace pult::search {

struct Document {
  std::vector<std::string> head, body;  // words in order, for phrases
  std::vector<std::string> loose;       // stems and compounds ("ab-12345"), each once, in no order that matters
};

// The same arguments give the same document: that is how one is taken out of the index again.
Document make_document(std::string_view head, std::string_view body, text::Language language);
// The same from a body that was analysed in this language before.
Document make_document(std::string_view head, const std::vector<text::Token>& body, text::Language language);

// A term without what would have a meaning in an index or a query; "" when nothing is left.
std::string safe_term(std::string_view term);

std::string render_language(text::Language language);  // "en", "" for unknown
text::Language parse_language(std::string_view locale);  // "cs-CZ" too

}  // namespace pult::search
