// SPDX-License-Identifier: AGPL-3.0-or-later
// The id of a row just written.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sql/database.hpp"

namespace pult::sql {

// `statement` is an INSERT of at most one row into a table with an ID_PRIMARY_KEY column `id`; nullopt when ON CONFLICT
// DO NOTHING left it out. Not for DO UPDATE. SQLite asks for the id afterwards: RETURNING opens a statement
// journal, which makes the full-text index write out what it holds, for every row instead of once a commit.
inline Result<std::optional<std::int64_t>> insert_id(Transaction& tx, std::string_view statement,
                                                     const std::vector<Param>& params) {
  if (tx.dialect() == Dialect::postgres) return tx.one_int64(std::string(statement) + " RETURNING id", params);
  if (PULT_TRY(tx.run(statement, params)) == 0) return std::nullopt;
  return tx.one_int64("SELECT last_insert_rowid()");
}

}  // namespace pult::sql
