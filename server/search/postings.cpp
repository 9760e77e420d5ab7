// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/postings.hpp"
#include "sql/id_list.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace pult::search {
namespace {

// Between the parts of a document, so that no phrase reaches from one into the next.
constexpr std::size_t gap = 10;
constexpr std::string_view last_position = "16383";
constexpr std::int64_t tickets_at_once = 200'000;

std::string join_words(const Part& part) {
  std::string out;
  for (const auto* list : {&part.words, &part.loose})
    for (const auto& word : *list) out.append(out.empty() ? "" : " ").append(word);
  return out;
}

// 'ab':1A,7 '~stem':16383 ...: the text form of a tsvector. safe_term leaves nothing to escape. Every term has a
// position, because one without is taken for a match of any weight.
std::string render_vector(const Document& document) {
  std::map<std::string_view, std::string> positions;
  std::size_t at = 0;
  const auto add = [&](const std::string& word, std::string_view position, std::string_view weight) {
    auto& list = positions[word];
    list.append(list.empty() ? ":" : ",").append(position).append(weight);
  };
  const auto add_part = [&](const Part& part, std::string_view weight) {
    for (const auto& word : part.words) add(word, std::to_string(++at), weight);
    for (const auto& term : part.loose) add(term, last_position, weight);
    at += gap;
  };
  add_part(document.subject, "A");
  add_part(document.about, "B");
  add_part(document.body, "");
  std::string out;
  for (const auto& [word, list] : positions) out.append("'").append(word).append("'").append(list).append(" ");
  return out;
}

std::vector<std::string> safe_terms(const std::vector<std::string>& terms) {
  std::vector<std::string> out;
  for (const auto& term : terms)
    if (auto safe = safe_term(term); !safe.empty()) out.push_back(std::move(safe));
  return out;
}

class MatchRenderer {
 public:
  MatchRenderer(sql::Dialect dialect, Place place)
      : is_sqlite_(dialect == sql::Dialect::sqlite),
        weight_(place == Place::subject ? "A"
                : place == Place::body  ? "D"
                                        : "") {}

  std::string word(const std::string& term) const {
    if (is_sqlite_) return "\"" + term + "\"";
    return "'" + term + "'" + (weight_.empty() ? "" : ":" + weight_);
  }
  std::string phrase(const std::vector<std::string>& words) const {
    std::string out;
    for (const auto& one : words)
      out.append(out.empty() ? "" : is_sqlite_ ? " " : " <-> ").append(is_sqlite_ ? one : word(one));
    return is_sqlite_ ? "\"" + out + "\"" : "(" + out + ")";
  }

 private:
  const bool is_sqlite_;
  const std::string weight_;
};

std::string conditions(const Window& window, const std::string& number) {
  std::string sql;
  if (window.public_only) sql += " AND (" + number + " & 1) = 0";
  if (window.first_only) sql += " AND (" + number + " % 65536) / 2 = 1";
  return sql;
}

}  // namespace

Result<void> insert_document(sql::Transaction& tx, DocumentId id, const Document& document) {
  if (id.place > DocumentId::last_place) return {};
  if (tx.dialect() == sql::Dialect::postgres) {
    PULT_TRY(
        tx.run("INSERT INTO search_index (number, terms) VALUES (?1, CAST(?2 AS tsvector)) "
               "ON CONFLICT (number) DO UPDATE SET terms = excluded.terms",
               {id.number(), render_vector(document)}));
    return {};
  }
  PULT_TRY(tx.run("INSERT INTO search_index (rowid, subject, about, body) VALUES (?1, ?2, ?3, ?4)",
                  {id.number(), join_words(document.subject), join_words(document.about), join_words(document.body)}));
  return {};
}

Result<void> remove_document(sql::Transaction& tx, DocumentId id, const Document& old) {
  if (id.place > DocumentId::last_place) return {};
  if (tx.dialect() == sql::Dialect::postgres) {
    PULT_TRY(tx.run("DELETE FROM search_index WHERE number = ?1", {id.number()}));
    return {};
  }
  PULT_TRY(
      tx.run("INSERT INTO search_index (search_index, rowid, subject, about, body) "
             "VALUES ('delete', ?1, ?2, ?3, ?4)",
             {id.number(), join_words(old.subject), join_words(old.about), join_words(old.body)}));
  return {};
}

std::string render_match(sql::Dialect dialect, const text::QueryTerm& term, Place place,
                         const std::vector<std::vector<std::string>>& phrases) {
  const bool is_sqlite = dialect == sql::Dialect::sqlite;
  const MatchRenderer render(dialect, place);
  std::vector<std::string> ways;
  std::set<std::string> words;
  for (auto& word : safe_terms(term.alternatives)) {
    if (word[0] == '~') words.insert(word.substr(1));  // a word that is its own stem
    words.insert(std::move(word));
  }
  words.erase("");
  for (const auto& word : words) ways.push_back(render.word(word));
  if (const auto phrase = safe_terms(term.phrase); !phrase.empty()) ways.push_back(render.phrase(phrase));
  for (const auto& other : phrases)
    if (const auto phrase = safe_terms(other); !phrase.empty()) ways.push_back(render.phrase(phrase));
  std::string out;
  for (const auto& way : ways) out.append(out.empty() ? "" : is_sqlite ? " OR " : " | ").append(way);
  if (out.empty()) return out;
  const bool column = is_sqlite && place != Place::anywhere;
  return (column ? place == Place::subject ? "subject : (" : "body : (" : "(") + out + ")";
}

std::string join_matches(sql::Dialect dialect, const std::vector<std::string>& matches) {
  std::string out;
  for (const auto& match : matches)
    out.append(out.empty() ? "" : dialect == sql::Dialect::sqlite ? " AND " : " & ").append(match);
  return out;
}

Result<std::vector<std::int64_t>> newest_matches(sql::Transaction& tx, const std::string& match, const Window& window) {
  const bool is_sqlite = tx.dialect() == sql::Dialect::sqlite;
  const std::string number = is_sqlite ? "rowid" : "number";
  const auto sql = "SELECT " + number + " FROM search_index WHERE " +
                   (is_sqlite ? "search_index MATCH ?1" : "terms @@ CAST(?1 AS tsquery)") + " AND " + number +
                   " >= ?2 AND " + number + " < ?3" + conditions(window, number) + " ORDER BY " + number +
                   " DESC LIMIT ?4";
  std::vector<std::int64_t> numbers;
  const auto read = [&](std::int64_t from, std::int64_t below) {
    return tx.each(sql, {match, from, below, window.most - int(numbers.size())},
                   [&](const sql::Row& row) -> Result<void> {
                     numbers.push_back(row.int64(0));
                     return {};
                   });
  };
  if (!is_sqlite) {
    PULT_TRY(read(window.from, window.below));
    return numbers;
  }
  // In pieces, because FTS5 does not look at the clock while it passes over what does not match.
  const auto newest = PULT_TRY(tx.one_int64("SELECT MAX(id) FROM search_index_docsize")).value_or(0);
  for (auto below = std::min(window.below, newest + 1); below > window.from && int(numbers.size()) < window.most;) {
    const auto from = std::max(window.from, below - tickets_at_once * DocumentId::per_ticket);
    PULT_TRY(read(from, below));
    below = from;
  }
  return numbers;
}

Result<std::vector<TicketId>> tickets_with_match(sql::Transaction& tx, const std::string& match, const Window& window,
                                                 const std::vector<TicketId>& tickets) {
  if (tickets.empty()) return std::vector<TicketId>();
  const bool is_sqlite = tx.dialect() == sql::Dialect::sqlite;
  const std::string number = is_sqlite ? "rowid" : "number";
  const sql::IdList list(tx, tickets);
  const auto sql = "SELECT x.id FROM " + list.table("?2") + " WHERE EXISTS (SELECT 1 FROM search_index WHERE " +
                   (is_sqlite ? "search_index MATCH ?1" : "terms @@ CAST(?1 AS tsquery)") + " AND " + number +
                   " >= x.id * 65536 AND " + number + " < x.id * 65536 + 65536" + conditions(window, number) + ")";
  return tx.all(sql, {match, list}, [](const sql::Row& row) { return row.id<TicketId>(0); });
}

}  // namespace pult::search
