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

// Where in a document a term must stand.
enum class Place : std::uint8_t { anywhere, subject, body };

// A term as a match expression of the dialect, its negation and its prefix ignored; "" for one that means nothing.
// `phrases`: what else may stand for its phrase.
std::string render_match(sql::Dialect dialect, const text::QueryTerm& term, Place place,
                         const std::vector<std::vector<std::string>>& phrases = {});
// All of several expressions in one document.
std::string join_matches(sql::Dialect dialect, const std::vector<std::string>& matches);

// Which documents are looked at.
struct Window {
  std::int64_t from = 0, below = 0;  // from <= number < below
  bool public_only = false;
  bool first_only = false;  // only first comments
  int most = 0;
};
// The numbers of the newest matching documents, newest first.
Result<std::vector<std::int64_t>> newest_matches(sql::Transaction& tx, const std::string& match, const Window& window);
// Those of the tickets that have a matching document; window.from, below and most do not count.
Result<std::vector<TicketId>> tickets_with_match(sql::Transaction& tx, const std::string& match, const Window& window,
                                                 const std::vector<TicketId>& tickets);

}  // namespace pult::search
