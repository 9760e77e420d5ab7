// SPDX-License-Identifier: AGPL-3.0-or-later
// Text into search terms, the same for SQLite FTS5 and PostgreSQL tsvector, which only store the postings.
//
// A term is lower case, without diacritics (ё is е). Two kinds share one index:
//   "word"   the folded word itself: exact and prefix search
//   "~stem"  its stem in the language of the text: search that ignores grammar (emitted also when equal to the word)
// Both stand at the same position. AB-12345 gives "ab-12345" at the position of its first part, "ab" and "12345" at
// one each; ann@example.com likewise. Phrases therefore hold over the words alone.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pult::text {

enum class Language : std::uint8_t { english, russian, czech, lithuanian, romanian, unknown };

// Short or mixed text gives the fallback.
Language detect_language(std::string_view text, Language fallback);

struct Token {
  std::string term;
  std::uint32_t position = 0;
};

// unknown: words only, no stems.
std::vector<Token> analyze(std::string_view text, Language language);

// One thing the user typed. A document matches a query when it matches every term that is not negated and none that is.
struct QueryTerm {
  std::vector<std::string> alternatives;  // any of these terms: the word and its stems in all languages
  std::string prefix;                     // or any term that begins so (the user wrote word*); empty: none
  std::vector<std::string> phrase;        // or, when not empty, these words one after the other ("…" and AB-12345)
  bool is_open = false;                   // the last word of the phrase may be only a beginning (whitfield@exa*)
  bool negated = false;                   // -word, NOT word
};

// Never fails: what makes no sense is left out. At most 32 terms.
std::vector<QueryTerm> analyze_query(std::string_view query);

}  // namespace pult::text
