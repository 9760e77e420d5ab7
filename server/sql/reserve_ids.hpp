// SPDX-License-Identifier: AGPL-3.0-or-later
// Ids known before the rows are written, so that rows which name each other need no second UPDATE.
#pragma once
#include <array>
#include <cstdint>
#include <string>

#include "sql/database.hpp"

namespace pult::sql {

// The next free id of each table (each has an ID_PRIMARY_KEY column `id`), taken for this transaction. Table names
// are constants of the code. SQLite: the caller holds the only write lock, so the counter cannot move until it
// inserts. PostgreSQL: the sequences are drawn.
template <std::size_t N>
Result<std::array<std::int64_t, N>> reserve_ids(Transaction& tx, const std::array<std::string_view, N>& tables) {
  std::string sql = "SELECT ";
  for (std::size_t i = 0; i < N; ++i) {
    const std::string table(tables[i]);
    sql += i ? ", " : "";
    sql += tx.dialect() == Dialect::postgres
               ? "nextval('" + table + "_id_seq')"
               : "COALESCE((SELECT seq FROM sqlite_sequence WHERE name = '" + table + "'), 0) + 1";
  }
  auto row = PULT_TRY(tx.one(sql, {}, [](const Row& columns) {
    std::array<std::int64_t, N> ids{};
    for (std::size_t i = 0; i < N; ++i) ids[i] = columns.int64(int(i));
    return ids;
  }));
  if (!row) return base::fail(ErrorKind::internal, "sql_error", "Something went wrong", "no ids");
  return *row;
}

}  // namespace pult::sql
