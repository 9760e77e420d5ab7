// SPDX-License-Identifier: AGPL-3.0-or-later
#include "knowledge/phrase.hpp"

#include <algorithm>

#include "sql/id_list.hpp"
#include "text/html_text.hpp"

namespace pult::knowledge {
namespace {

constexpr std::size_t most_read = 300;

bool has_phrase(const std::vector<std::string>& words, const text::QueryTerm& term) {
  const auto& phrase = term.phrase;
  const auto fits = [&](std::size_t at) {
    for (std::size_t i = 0; i < phrase.size(); ++i) {
      const bool is_beginning = term.is_open && i + 1 == phrase.size();
      const auto& word = words[at + i];
      if (is_beginning ? !word.starts_with(phrase[i]) : word != phrase[i]) return false;
    }
    return true;
  };
  for (std::size_t at = 0; at + phrase.size() <= words.size(); ++at)
    if (fits(at)) return true;
  return false;
}

}  // namespace

bool has_phrases(const std::vector<text::QueryTerm>& terms) {
  return std::ranges::any_of(terms, [](const text::QueryTerm& term) { return !term.phrase.empty(); });
}

bool fits_phrases(std::string_view text, const std::vector<text::QueryTerm>& terms) {
  std::vector<std::string> words;
  std::uint32_t next = 0;
  // Without a language there are no stems: of several terms at a position the last is the word itself.
  for (auto& token : text::analyze(text, text::Language::unknown)) {
    if (token.position < next && !words.empty()) words.pop_back();
    words.push_back(std::move(token.term));
    next = token.position + 1;
  }
  return std::ranges::all_of(terms, [&](const text::QueryTerm& term) {
    return term.phrase.empty() || has_phrase(words, term) != term.negated;
  });
}

Result<std::set<std::int64_t>> with_phrases(sql::Transaction& tx, std::vector<std::int64_t> translations,
                                            const std::vector<text::QueryTerm>& terms) {
  if (translations.size() > most_read) translations.resize(most_read);
  const sql::IdList list(tx, translations);
  std::set<std::int64_t> out;
  PULT_TRY(tx.each("SELECT id, title, body FROM knowledge_translations WHERE id" + list.among(1), {list},
                   [&](const sql::Row& row) -> Result<void> {
                     const auto text = row.string(1) + "\n" + text::html_to_text(row.text(2));
                     if (fits_phrases(text, terms)) out.insert(row.int64(0));
                     return {};
                   }));
  return out;
}

}  // namespace pult::knowledge
