// SPDX-License-Identifier: AGPL-3.0-or-later
#include "knowledge/find.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "knowledge/columns.hpp"
#include "knowledge/locale.hpp"
#include "knowledge/phrase.hpp"
#include "knowledge/words.hpp"
#include "sql/id_list.hpp"
#include "text/analysis.hpp"
#include "text/highlight.hpp"
#include "text/html_text.hpp"
#include "text/utf8.hpp"

namespace pult::knowledge {
namespace {

constexpr std::size_t most_candidates = 1'000, snippet_bytes = 220;

struct Candidate {
  std::int64_t translation = 0;
  double score = 0;
  ItemId item;
};
using Scores = std::map<std::int64_t, double>;  // by translation

std::vector<Candidate> best_of(const Scores& scores) {
  std::vector<Candidate> out;
  for (const auto& [translation, score] : scores) out.push_back({translation, score, {}});
  std::ranges::sort(out, [](const Candidate& a, const Candidate& b) {
    return a.score != b.score ? a.score > b.score : a.translation > b.translation;
  });
  if (out.size() > most_candidates) out.resize(most_candidates);
  return out;
}

std::string conditions(const Search& search, std::vector<sql::Param>& params) {
  const auto bind = [&](const sql::Param& param) {
    params.push_back(param);
    return "?" + std::to_string(params.size());
  };
  std::string out = " AND i.archived_at IS NULL";
  if (!search.with_drafts) out += " AND t.draft = 0";
  if (!search.locale.empty()) out += " AND t.locale = " + bind(search.locale);
  if (search.section) out += " AND i.parent_id = " + bind(search.section);
  if (search.category)
    out += " AND i.parent_id IN (SELECT s.id FROM knowledge_items s WHERE s.parent_id = " + bind(search.category) + ")";
  if (search.created_from) out += " AND i.created_at >= " + bind(*search.created_from);
  if (search.created_below) out += " AND i.created_at < " + bind(*search.created_below);
  if (search.updated_from) out += " AND i.updated_at >= " + bind(*search.updated_from);
  if (search.updated_below) out += " AND i.updated_at < " + bind(*search.updated_below);
  std::string names;
  for (const auto& name : search.labels) names.append(names.empty() ? "" : ", ").append(bind(name));
  if (!names.empty())
    out +=
        " AND i.id IN (SELECT a.item_id FROM knowledge_article_labels a JOIN knowledge_labels l ON l.id = "
        "a.label_id WHERE l.name IN (" +
        names + "))";
  return out;
}

// Leaves those that the search wants to see and tells their articles; the order stays.
Result<void> leave_wanted(sql::Transaction& tx, const Search& search, std::vector<Candidate>& candidates) {
  std::vector<std::int64_t> ids;
  for (const auto& candidate : candidates) ids.push_back(candidate.translation);
  const sql::IdList list(tx, ids);
  std::vector<sql::Param> params{list};
  const auto sql =
      "SELECT t.id, i.id FROM knowledge_translations t JOIN knowledge_items i ON i.id = t.item_id "
      "WHERE t.id" +
      list.among(1) + conditions(search, params);
  std::map<std::int64_t, ItemId> items;
  PULT_TRY(tx.each(sql, params, [&](const sql::Row& row) -> Result<void> {
    items[row.int64(0)] = row.id<ItemId>(1);
    return {};
  }));
  std::erase_if(candidates, [&](const Candidate& candidate) { return !items.contains(candidate.translation); });
  for (auto& candidate : candidates) candidate.item = items[candidate.translation];
  return {};
}

// Of an article's languages the one that fits best.
void leave_best_of_each(std::vector<Candidate>& candidates) {
  std::set<ItemId> seen;
  std::erase_if(candidates, [&](const Candidate& candidate) { return !seen.insert(candidate.item).second; });
}

Result<std::vector<Hit>> show(sql::Transaction& tx, const Search& search, const std::vector<Candidate>& page,
                              const std::vector<text::QueryTerm>& terms) {
  std::vector<ItemId> items;
  for (const auto& candidate : page) items.push_back(candidate.item);
  const sql::IdList list(tx, items);
  const auto rows = PULT_TRY(
      tx.all("SELECT " + std::string(listed_columns) +
                 " FROM knowledge_items i JOIN knowledge_translations t ON t.item_id = i.id WHERE i.id" + list.among(1),
             {list}, read_listed));
  std::vector<Hit> hits;
  for (const auto& candidate : page) {
    const Listed* shown = nullptr;
    for (const auto& row : rows) {
      if (row.item.id != candidate.item || (row.shown.draft && !search.with_drafts)) continue;
      const bool is_preferred = search.locale.empty() && row.shown.locale == search.prefer;
      if (is_preferred || (!shown && row.shown.id.value == candidate.translation)) shown = &row;
      if (is_preferred) break;
    }
    if (!shown) continue;
    hits.push_back({*shown, text::highlight(text::html_to_text(shown->shown.body), terms, snippet_bytes)});
  }
  return hits;
}

Result<Found> page_of(sql::Transaction& tx, const Search& search, std::vector<Candidate> candidates,
                      const std::vector<text::QueryTerm>& terms) {
  leave_best_of_each(candidates);
  Found found;
  found.count = std::int64_t(candidates.size());
  const auto first = std::min(std::size_t(std::max<std::int64_t>(search.offset, 0)), candidates.size());
  candidates.erase(candidates.begin(), candidates.begin() + std::ptrdiff_t(first));
  if (candidates.size() > std::size_t(search.limit)) candidates.resize(std::size_t(search.limit));
  found.hits = PULT_TRY(show(tx, search, candidates, terms));
  return found;
}

Result<Postings> postings_of_term(sql::Transaction& tx, const text::QueryTerm& term) {
  if (term.phrase.empty()) return postings_of(tx, term.alternatives, term.prefix);
  // Where all words of the phrase are; whether they stand one after the other is looked at later.
  Postings all;
  for (std::size_t i = 0; i < term.phrase.size(); ++i) {
    const bool is_beginning = term.is_open && i + 1 == term.phrase.size();
    const auto& word = term.phrase[i];
    const auto one = PULT_TRY(postings_of(tx, is_beginning ? std::vector<std::string>() : std::vector{word},
                                          is_beginning ? word : std::string()));
    if (i == 0) all = one;
    std::erase_if(all.weights, [&](const auto& entry) { return !one.weights.contains(entry.first); });
  }
  return all;
}

// What a word of a text says about what it is about: words in most texts of a language say nothing, and short ones
// hold it together.
double worth_of(std::string_view term, std::int64_t texts, std::size_t having) {
  constexpr std::ptrdiff_t too_short = 2, short_word = 3;
  if (term.starts_with('~')) term.remove_prefix(1);
  const auto letters = std::ranges::count_if(term, [](char c) { return (c & 0xc0) != 0x80; });
  if (letters <= too_short) return 0;
  const double rarity = std::log(double(std::max<std::int64_t>(texts, std::int64_t(having)) + 1) / double(having));
  return letters <= short_word ? rarity / 2 : rarity;
}

}  // namespace

Result<Found> find_articles(sql::Transaction& tx, const Search& search) {
  constexpr std::size_t least_prefix_bytes = 2;
  auto terms = text::analyze_query(search.query);
  if (search.unfinished && !terms.empty()) {
    auto& last = terms.back();
    if (!last.negated && last.prefix.empty() && !last.alternatives.empty() &&
        last.alternatives.front().size() >= least_prefix_bytes)
      last.prefix = last.alternatives.front();
  }
  Scores scores;
  bool first = true;
  for (const auto& term : terms) {
    if (term.negated) continue;
    const auto postings = PULT_TRY(postings_of_term(tx, term));
    if (first)
      for (const auto& [translation, weight] : postings.weights) scores[translation] = 0;
    first = false;
    std::erase_if(scores, [&](const auto& entry) { return !postings.weights.contains(entry.first); });
    for (auto& [translation, score] : scores) score += postings.weights.at(translation);
  }
  for (const auto& term : terms)
    if (term.negated && term.phrase.empty())
      for (const auto& [translation, weight] : PULT_TRY(postings_of_term(tx, term)).weights) scores.erase(translation);
  auto candidates = best_of(scores);
  PULT_TRY(leave_wanted(tx, search, candidates));
  if (has_phrases(terms)) {
    std::vector<std::int64_t> ids;
    for (const auto& candidate : candidates) ids.push_back(candidate.translation);
    const auto fitting = PULT_TRY(with_phrases(tx, ids, terms));
    std::erase_if(candidates, [&](const Candidate& candidate) { return !fitting.contains(candidate.translation); });
  }
  return page_of(tx, search, std::move(candidates), terms);
}

Result<Found> suggest_articles(sql::Transaction& tx, const Search& search, std::string_view text) {
  constexpr std::size_t max_text_bytes = 4'000, max_words = 60;
  constexpr double least_score = 12, most_behind = 3;
  constexpr int most_texts = 10'000;
  const auto words = text::truncate_utf8(text, max_text_bytes);
  const auto locale = locale_of_text(words, search.prefer);
  const auto texts = PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM (SELECT 1 FROM knowledge_translations "
                                           "WHERE locale = ?1 LIMIT ?2) AS bounded",
                                           {locale, most_texts}))
                         .value_or(0);
  std::set<std::string> seen;
  Scores scores;
  for (const auto& token : text::analyze(words, language_of(locale))) {
    // Stems say what a word is about; words without one (numbers, names) stand for themselves and are found as such.
    if (seen.size() >= max_words || !seen.insert(token.term).second) continue;
    const auto postings = PULT_TRY(postings_of(tx, {token.term}, {}));
    if (postings.weights.empty()) continue;
    const double worth = worth_of(token.term, texts, postings.weights.size());
    for (const auto& [translation, weight] : postings.weights) scores[translation] += worth * weight;
  }
  std::erase_if(scores, [](const auto& entry) { return entry.second < least_score; });
  auto candidates = best_of(scores);
  PULT_TRY(leave_wanted(tx, search, candidates));
  // What fits far less than the best is noise.
  const double best = candidates.empty() ? 0 : candidates.front().score;
  std::erase_if(candidates, [&](const Candidate& one) { return one.score * most_behind < best; });
  return page_of(tx, search, std::move(candidates), {});
}

std::string locale_of_text(std::string_view text, std::string_view fallback) {
  const auto language = text::detect_language(text, text::Language::unknown);
  switch (language) {
    case text::Language::english: return locale_key("en");
    case text::Language::russian: return locale_key("ru");
    case text::Language::czech: return locale_key("cs");
    case text::Language::lithuanian: return locale_key("lt");
    case text::Language::romanian: return locale_key("ro");
    case text::Language::unknown: break;
  }
  return std::string(fallback);
}

}  // namespace pult::knowledge
