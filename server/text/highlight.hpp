// SPDX-License-Identifier: AGPL-3.0-or-later
// What of a text a query fits, for people to see. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "text/analysis.hpp"

namespace pult::text {

// HTML: the part of the text with the first words that fit a term, about `max_bytes` of it, escaped, white space drawn
// together, with <mark> around these words and an ellipsis where it was cut. Without any it is the beginning. Negated
// terms do not count.
std::string highlight(std::string_view text, const std::vector<QueryTerm>& terms, std::size_t max_bytes);

}  // namespace pult::text
