// SPDX-License-Identifier: AGPL-3.0-or-later
// The dialect: the same documents and the same matches on SQLite FTS5 and PostgreSQL tsvector.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "search/document.hpp"
#include "sql/database.hpp"
#include "text/analysis.hpp"

namespace pult::search {

Result<void> insert_document(sql::Transaction& tx, DocumentId id, const Document& document);
// `old` must be what was inserted: the index holds no text to look it up in.
Result<void> remove_document(sql::Transaction& tx, DocumentId id, const Document& old);

// Where in a document a term must stand; `said`: in what the people of a ticket read, not in what staff knows about it.
enum class Place : std::uint8_t { anywhere, subject, body, said };

// What a term may become whose end is still being typed.
struct Endings {
  std::vector<std::string> words;
  std::vector<std::vector<std::string>> phrases;
};

// A term as match expressions of the dialect; `match` is "" for a term that means nothing.
struct Expression {
  std::string match;              // as typed, or as what it may become
  std::string typed;              // only as typed; "" when that is the same
  std::string in_subject;         // `match` in the subject; "" where subjects do not count
  std::size_t ways_as_typed = 0;  // so many of the phrases of `match`, which come first
  bool passes_over = false;       // documents may be looked at that do not match
};
// The term's negation and prefix are ignored.
Expression render_expression(sql::Dialect dialect, const text::QueryTerm& term, Place place,
                             const Endings& endings = {});
// All of several expressions in one document.
std::string join_matches(sql::Dialect dialect, const std::vector<std::string>& matches);

// Which documents are looked at.
struct Window {
  std::int64_t from = 0, below = 0;  // from <= number < below
  bool public_only = false;
  bool first_only = false;  // only first comments
  int most = 0;
};
struct Match {
  std::int64_t number = 0;
  bool in_subject = false, as_typed = false;
};
// The newest matching documents, newest first.
Result<std::vector<Match>> newest_matches(sql::Transaction& tx, const Expression& wanted, const Window& window);
// The tickets of all matching documents, newest first, each once. For a window that cannot hold many; window.most does
// not count.
Result<std::vector<TicketId>> tickets_matching(sql::Transaction& tx, const std::string& match, const Window& window);
// Those of the tickets that have a matching document; window.from, below and most do not count.
Result<std::vector<TicketId>> tickets_with_match(sql::Transaction& tx, const std::string& match, const Window& window,
                                                 const std::vector<TicketId>& tickets);

}  // namespace pult::search
