// SPDX-License-Identifier: AGPL-3.0-or-later
// Tests only: how a database would run a statement, to see that an index serves it.
#pragma once
#include "sql/database_fixture.hpp"

namespace pult::sql::testing {

// As the planner tells it, all lines in one. PostgreSQL is told not to read and sort small tables whole.
inline std::string plan_of(Database& db, const std::string& sql,
                           std::string_view postgres_settings =
                               "SET LOCAL enable_seqscan = off; SET LOCAL "
                               "enable_sort = off") {
  std::string out;
  must(db.write([&](Transaction& tx) -> Result<void> {
    const bool is_postgres = tx.dialect() == Dialect::postgres;
    out.clear();
    if (is_postgres) PULT_TRY(tx.script(postgres_settings));
    return tx.each((is_postgres ? "EXPLAIN " : "EXPLAIN QUERY PLAN ") + sql, {}, [&](const Row& row) -> Result<void> {
      out += row.string(is_postgres ? 0 : 3) + "\n";
      return {};
    });
  }));
  return out;
}

}  // namespace pult::sql::testing
