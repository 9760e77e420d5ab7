// SPDX-License-Identifier: AGPL-3.0-or-later
// The dialect: the same documents and the same matches on SQLite FTS5 and PostgreSQL tsvector.
#pragma once
#include <string>
#include <vector>

#include "search/document.hpp"
#include "sql/database.hpp"
#include "text/analysis.hpp"

namespace pult::search {

Result<void> insert_document(sql::Transaction& tx, CommentId id, const Document& document);
// `old` must be what was inserted: the index holds no text to look it up in.
Result<void> replace_document(sql::Transaction& tx, CommentId id, const Document& old, const Document& document);

// The terms as one match expression of the dialect, negations ignored: all of them, or any.
enum class Join : std::uint8_t { all, any };
std::string render_match(sql::Dialect dialect, const std::vector<text::QueryTerm>& terms, Join join);

// SELECT giving (id, rank) of the newest matching comments, newest first; smaller ranks are better.
// `match` is the placeholder of the match expression.
std::string select_newest_matches(sql::Dialect dialect, const std::string& match, int most);

}  // namespace pult::search
