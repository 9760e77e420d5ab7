// SPDX-License-Identifier: AGPL-3.0-or-later
// The words by which articles are found (text/analysis.hpp), with what each is worth: titles over labels over texts.
// A plain table, the same on both databases, written in the transaction that changes the text. Private to knowledge.
#pragma once
#include <map>

#include "knowledge/translation.hpp"
#include "text/analysis.hpp"

namespace pult::knowledge {

Result<void> index_words(sql::Transaction& tx, const Translation& translation);
// Of all translations of an article, whose labels changed.
Result<void> index_words_of(sql::Transaction& tx, ItemId article);

// What is read of a word however common it is: its newest translations.
inline constexpr int most_postings = 20'000;

struct Postings {
  std::map<std::int64_t, int> weights;  // by translation
};
// Translations that have any of the words, or one that begins with `prefix` ("": none).
Result<Postings> postings_of(sql::Transaction& tx, const std::vector<std::string>& words, const std::string& prefix);

}  // namespace pult::knowledge
