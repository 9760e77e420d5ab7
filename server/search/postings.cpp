// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/postings.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace pult::search {
namespace {

// Between head and body, so that no phrase reaches from one into the other.
constexpr std::size_t gap = 10;
// A shorter beginning would match most of the index: it counts as a whole word.
constexpr std::size_t min_prefix_bytes = 3;

std::string join_words(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out.append(out.empty() ? "" : " ").append(word);
  return out;
}

// 'ab':1A,7 '~stem' ...: the text form of a tsvector. safe_term leaves nothing to escape.
std::string render_vector(const Document& document) {
  std::map<std::string_view, std::string> positions;
  std::size_t at = 0;
  const auto add = [&](const std::vector<std::string>& words, std::string_view weight) {
    for (const auto& word : words) {
      auto& list = positions[word];
      list.append(list.empty() ? ":" : ",").append(std::to_string(++at)).append(weight);
    }
  };
  add(document.head, "A");
  at += gap;
  add(document.body, "");
  std::string out;
  for (const auto& [word, list] : positions) out.append("'").append(word).append("'").append(list).append(" ");
  for (const auto& term : document.loose) out.append("'").append(term).append("' ");
  return out;
}

std::string quoted(sql::Dialect dialect, const std::string& term) {
  return dialect == sql::Dialect::sqlite ? "\"" + term + "\"" : "'" + term + "'";
}

std::vector<std::string> safe_terms(const std::vector<std::string>& terms) {
  std::vector<std::string> out;
  for (const auto& term : terms)
    if (auto safe = safe_term(term); !safe.empty()) out.push_back(std::move(safe));
  return out;
}

std::string render_phrase(sql::Dialect dialect, const std::vector<std::string>& words) {
  if (dialect == sql::Dialect::sqlite) return "\"" + join_words(words) + "\"";
  std::string out;
  for (const auto& word : words) out.append(out.empty() ? "" : " <-> ").append(quoted(dialect, word));
  return "(" + out + ")";
}

std::string render_term(sql::Dialect dialect, const text::QueryTerm& term) {
  const bool sqlite = dialect == sql::Dialect::sqlite;
  std::vector<std::string> ways;
  std::set<std::string> words;
  for (auto& word : safe_terms(term.alternatives)) {
    if (word[0] == '~') words.insert(word.substr(1));  // a word that is its own stem
    words.insert(std::move(word));
  }
  for (const auto& word : words) ways.push_back(quoted(dialect, word));
  if (const auto prefix = safe_term(term.prefix); !prefix.empty())
    ways.push_back(quoted(dialect, prefix) + (prefix.size() < min_prefix_bytes ? "" : sqlite ? " *" : ":*"));
  if (const auto phrase = safe_terms(term.phrase); !phrase.empty()) ways.push_back(render_phrase(dialect, phrase));
  std::string out;
  for (const auto& way : ways) out.append(out.empty() ? "" : sqlite ? " OR " : " | ").append(way);
  return out.empty() ? out : "(" + out + ")";
}

}  // namespace

Result<void> insert_document(sql::Transaction& tx, CommentId id, const Document& document) {
  if (tx.dialect() == sql::Dialect::postgres) {
    PULT_TRY(tx.run("INSERT INTO search_index (comment_id, terms) VALUES (?1, CAST(?2 AS tsvector)) "
                    "ON CONFLICT (comment_id) DO UPDATE SET terms = excluded.terms",
                    {id, render_vector(document)}));
    return {};
  }
  PULT_TRY(tx.run("INSERT INTO search_index (rowid, head, body, loose) VALUES (?1, ?2, ?3, ?4)",
                  {id, join_words(document.head), join_words(document.body), join_words(document.loose)}));
  return {};
}

Result<void> replace_document(sql::Transaction& tx, CommentId id, const Document& old, const Document& document) {
  if (tx.dialect() == sql::Dialect::sqlite)
    PULT_TRY(tx.run("INSERT INTO search_index (search_index, rowid, head, body, loose) "
                    "VALUES ('delete', ?1, ?2, ?3, ?4)",
                    {id, join_words(old.head), join_words(old.body), join_words(old.loose)}));
  return insert_document(tx, id, document);
}

std::string render_match(sql::Dialect dialect, const std::vector<text::QueryTerm>& terms, Join join) {
  const bool sqlite = dialect == sql::Dialect::sqlite;
  const std::string_view between = join == Join::all ? (sqlite ? " AND " : " & ") : (sqlite ? " OR " : " | ");
  std::string out;
  for (const auto& term : terms)
    if (const auto one = render_term(dialect, term); !one.empty()) out.append(out.empty() ? "" : between).append(one);
  return out;
}

std::string select_newest_matches(sql::Dialect dialect, const std::string& match, int most) {
  const auto newest = " DESC LIMIT " + std::to_string(most);
  if (dialect == sql::Dialect::sqlite)
    return "SELECT rowid AS id, bm25(search_index, 8.0, 1.0, 0.5) AS rank FROM search_index WHERE search_index MATCH " +
           match + " ORDER BY rowid" + newest;
  const auto query = "CAST(" + match + " AS tsquery)";
  return "SELECT comment_id AS id, -ts_rank(terms, " + query + ") AS rank FROM (SELECT comment_id, terms FROM "
         "search_index WHERE terms @@ " + query + " ORDER BY comment_id" + newest + ") AS newest";
}

}  // namespace pult::search
