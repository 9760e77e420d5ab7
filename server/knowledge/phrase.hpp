// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether the words of a phrase stand one after the other. Private to knowledge.
#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "sql/database.hpp"
#include "text/analysis.hpp"

namespace pult::knowledge {

bool has_phrases(const std::vector<text::QueryTerm>& terms);

// Pure: whether the text has all phrases that are wanted and none that is not.
bool fits_phrases(std::string_view text, const std::vector<text::QueryTerm>& terms);

// Of these translations those whose title or text has the phrases; the first 300 are looked at.
Result<std::set<std::int64_t>> with_phrases(sql::Transaction& tx, std::vector<std::int64_t> translations,
                                            const std::vector<text::QueryTerm>& terms);

}  // namespace pult::knowledge
