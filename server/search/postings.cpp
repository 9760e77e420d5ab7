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

std::string column_of(Place place) {
  switch (place) {
    case Place::subject: return "subject : ";
    case Place::body: return "body : ";
    case Place::said: return "{subject body} : ";
    case Place::anywhere: break;
  }
  return {};
}

std::string weight_of(Place place) {
  switch (place) {
    case Place::subject: return ":A";
    case Place::body: return ":D";
    case Place::said: return ":AD";
    case Place::anywhere: break;
  }
  return {};
}

// Phrases and single words, each once, any of which will do.
class Ways {
 public:
  explicit Ways(sql::Dialect dialect) : is_sqlite_(dialect == sql::Dialect::sqlite) {}

  void add(std::vector<std::string> words) {
    std::erase(words, "");
    if (words.empty() || !known_.insert(words).second) return;
    have_phrases_ |= words.size() > 1;
    ways_.push_back(std::move(words));
  }
  std::size_t count() const { return ways_.size(); }
  bool have_phrases() const { return have_phrases_; }

  std::string render(Place place) const {
    std::string out;
    for (const auto& way : ways_) out.append(out.empty() ? "" : is_sqlite_ ? " OR " : " | ").append(render(way, place));
    if (out.empty()) return out;
    return (is_sqlite_ ? column_of(place) : "") + "(" + out + ")";
  }

 private:
  std::string render(const std::vector<std::string>& words, Place place) const {
    const auto weight = weight_of(place);
    std::string out;
    for (const auto& word : words)
      out += (out.empty() ? "" : is_sqlite_ ? " " : " <-> ") + (is_sqlite_ ? word : "'" + word + "'" + weight);
    return is_sqlite_ ? "\"" + out + "\"" : words.size() > 1 ? "(" + out + ")" : out;
  }

  const bool is_sqlite_;
  std::vector<std::vector<std::string>> ways_;
  std::set<std::vector<std::string>> known_;
  bool have_phrases_ = false;
};

// All documents that match the expression ?1.
std::string from_matching(bool is_sqlite) {
  return std::string(" FROM search_index WHERE ") +
         (is_sqlite ? "search_index MATCH ?1" : "terms @@ CAST(?1 AS tsquery)");
}

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

Expression render_expression(sql::Dialect dialect, const text::QueryTerm& term, Place place, const Endings& endings) {
  Ways ways(dialect);
  Expression out;
  for (auto& word : safe_terms(term.alternatives)) {
    if (word[0] == '~') ways.add({word.substr(1)});  // a word that is its own stem
    ways.add({std::move(word)});
  }
  ways.add(safe_terms(term.phrase));
  out.ways_as_typed = ways.count();
  const auto typed = ways.render(place);
  for (const auto& word : safe_terms(endings.words)) ways.add({word});
  for (const auto& phrase : endings.phrases) ways.add(safe_terms(phrase));
  out.match = ways.render(place);
  if (ways.count() > out.ways_as_typed) out.typed = typed;
  if (place == Place::anywhere || place == Place::said) out.in_subject = ways.render(Place::subject);
  out.passes_over = place != Place::anywhere || ways.have_phrases();
  return out;
}

std::string join_matches(sql::Dialect dialect, const std::vector<std::string>& matches) {
  std::string out;
  for (const auto& match : matches)
    out.append(out.empty() ? "" : dialect == sql::Dialect::sqlite ? " AND " : " & ").append(match);
  return out;
}

Result<std::vector<Match>> newest_matches(sql::Transaction& tx, const Expression& wanted, const Window& window) {
  const bool is_sqlite = tx.dialect() == sql::Dialect::sqlite;
  const std::string number = is_sqlite ? "rowid" : "number";
  std::string sql = "SELECT " + number + ", ";
  std::vector<sql::Param> params{wanted.match, 0, 0, 0};
  // Two bits, as fts_fit gives them.
  const auto add_bit = [&](const std::string& expression, const char* bit) {
    if (expression.empty()) return;
    params.emplace_back(expression);
    sql += "CASE WHEN terms @@ CAST(?" + std::to_string(params.size()) + " AS tsquery) THEN " + bit + " ELSE 0 END + ";
  };
  if (is_sqlite) {
    params.emplace_back(std::int64_t(wanted.ways_as_typed));
    sql += "fts_fit(search_index, ?5)";
  } else {
    add_bit(wanted.in_subject, "1");
    add_bit(wanted.typed, "2");
    sql += "0";
  }
  sql += from_matching(is_sqlite) + " AND " + number + " >= ?2 AND " + number + " < ?3" + conditions(window, number) +
         " ORDER BY " + number + " DESC LIMIT ?4";
  std::vector<Match> found;
  const auto read = [&](std::int64_t from, std::int64_t below) {
    params[1] = from;
    params[2] = below;
    params[3] = window.most - int(found.size());
    return tx.each(sql, params, [&](const sql::Row& row) -> Result<void> {
      const auto fit = row.int64(1);
      found.push_back({row.int64(0), (fit & 1) != 0, (fit & 2) != 0 || wanted.typed.empty()});
      return {};
    });
  };
  if (!is_sqlite || !wanted.passes_over) {
    PULT_TRY(read(window.from, window.below));
    return found;
  }
  // In pieces, because FTS5 does not look at the clock while it passes over what does not match.
  const auto newest = PULT_TRY(tx.one_int64("SELECT MAX(id) FROM search_index_docsize")).value_or(0);
  for (auto below = std::min(window.below, newest + 1); below > window.from && int(found.size()) < window.most;) {
    const auto from = std::max(window.from, below - tickets_at_once * DocumentId::per_ticket);
    PULT_TRY(read(from, below));
    below = from;
  }
  return found;
}

// Forwards: FTS5 passes over postings twice as fast as backwards.
Result<std::vector<TicketId>> tickets_matching(sql::Transaction& tx, const std::string& match, const Window& window) {
  const bool is_sqlite = tx.dialect() == sql::Dialect::sqlite;
  const std::string number = is_sqlite ? "rowid" : "number";
  std::vector<TicketId> tickets;
  PULT_TRY(tx.each("SELECT " + number + from_matching(is_sqlite) + " AND " + number + " >= ?2 AND " + number + " < ?3" +
                       conditions(window, number) + " ORDER BY " + number,
                   {match, window.from, window.below}, [&](const sql::Row& row) -> Result<void> {
                     const auto ticket = DocumentId::of(row.int64(0)).ticket;
                     if (tickets.empty() || tickets.back() != ticket) tickets.push_back(ticket);
                     return {};
                   }));
  std::ranges::reverse(tickets);
  return tickets;
}

Result<std::vector<TicketId>> tickets_with_match(sql::Transaction& tx, const std::string& match, const Window& window,
                                                 const std::vector<TicketId>& tickets) {
  if (tickets.empty()) return std::vector<TicketId>();
  const bool is_sqlite = tx.dialect() == sql::Dialect::sqlite;
  const std::string number = is_sqlite ? "rowid" : "number";
  const sql::IdList list(tx, tickets);
  const auto sql = "SELECT x.id FROM " + list.table("?2") + " WHERE EXISTS (SELECT 1" + from_matching(is_sqlite) +
                   " AND " + number + " >= x.id * 65536 AND " + number + " < x.id * 65536 + 65536" +
                   conditions(window, number) + ")";
  return tx.all(sql, {match, list}, [](const sql::Row& row) { return row.id<TicketId>(0); });
}

}  // namespace pult::search
