// SPDX-License-Identifier: AGPL-3.0-or-later
// What full-text queries of FTS5 can say about their rows beside which they are.
#pragma once
#include <sqlite3.h>

#include "base/result.hpp"

namespace pult::sql::sqlite {

// Gives the connection the SQL function fts_fit(table, n): 1 where the row has any of the query's phrases in its first
// column, plus 2 where it has any of the query's first n phrases in whatever column. No second query costs as little:
// FTS5 has the positions at hand. https://www.sqlite.org/fts5.html, section 7.1.
Result<void> add_full_text_functions(sqlite3* handle);

}  // namespace pult::sql::sqlite
