// SPDX-License-Identifier: AGPL-3.0-or-later
#include "privacy/catalog.hpp"

#include <algorithm>
#include <array>

namespace pult::privacy {
namespace {

constexpr std::int64_t rows_at_once = 5'000, pages_at_once = 300;

constexpr auto left_out =
    std::to_array<std::string_view>({"blobs", "erasure_tickets", "erasures", "identities", "schema_migration",
                                     "sessions", "settings", "timers", "user_words", "users"});

// Tables with a row number, and their columns of text outside of the primary key.
constexpr std::string_view sqlite_columns =
    "SELECT m.name, c.name FROM pragma_table_list AS l JOIN sqlite_master AS m ON m.name = l.name AND m.type = 'table' "
    "JOIN pragma_table_info(m.name) AS c WHERE l.schema = 'main' AND l.type = 'table' AND l.wr = 0 AND c.pk = 0 AND "
    "c.type LIKE 'TEXT%' AND m.name > ?1 AND m.name NOT LIKE 'search@_%' ESCAPE '@' AND m.name NOT LIKE 'sqlite@_%' "
    "ESCAPE '@' ORDER BY m.name, c.cid";
constexpr std::string_view postgres_columns =
    "SELECT CAST(t.relname AS TEXT), CAST(a.attname AS TEXT) FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid "
    "WHERE t.relnamespace = CAST(current_schema() AS regnamespace) AND t.relkind = 'r' AND a.attnum > 0 AND NOT "
    "a.attisdropped AND a.atttypid = CAST('text' AS regtype) AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE "
    "i.indrelid = t.oid AND i.indisprimary AND a.attnum = ANY (i.indkey)) AND CAST(t.relname AS TEXT) COLLATE \"C\" > "
    "?1 AND t.relname NOT LIKE 'search@_%' ESCAPE '@' ORDER BY CAST(t.relname AS TEXT) COLLATE \"C\", a.attnum";

bool is_key(std::string_view column) {
  return column.ends_with("_key") || column.ends_with("digest") || column == "sha256";
}

Result<bool> has_ticket_column(sql::Transaction& tx, const std::string& table) {
  if (table == "tickets") return true;
  const auto* const sql = tx.dialect() == sql::Dialect::sqlite
                              ? "SELECT 1 FROM pragma_table_info(?1) WHERE name = 'ticket_id'"
                              : "SELECT 1 FROM pg_attribute WHERE attrelid = CAST(?1 AS regclass) AND attname = "
                                "'ticket_id' AND NOT attisdropped";
  return PULT_TRY(tx.one_int64(sql, {table})).has_value();
}

std::string tid(std::int64_t page) { return "CAST('(" + std::to_string(page) + ",0)' AS tid)"; }

}  // namespace

Result<std::optional<TextTable>> next_text_table(sql::Transaction& tx, const std::string& after) {
  TextTable found;
  std::string_view sql = tx.dialect() == sql::Dialect::sqlite ? sqlite_columns : postgres_columns;
  bool is_complete = false;
  PULT_TRY(tx.each(sql, {after}, [&](const sql::Row& row) -> Result<void> {
    const auto table = row.string(0), column = row.string(1);
    if (is_complete || std::ranges::binary_search(left_out, table) || is_key(column)) return {};
    is_complete = !found.name.empty() && found.name != table;
    if (is_complete) return {};
    found.name = table;
    found.columns.push_back(column);
    return {};
  }));
  if (found.name.empty()) return std::nullopt;
  found.has_ticket = PULT_TRY(has_ticket_column(tx, found.name));
  return found;
}

Result<Stretch> next_stretch(sql::Transaction& tx, const TextTable& table, std::int64_t from) {
  Stretch out{from, from, false};
  if (tx.dialect() == sql::Dialect::sqlite) {
    const auto last = PULT_TRY(tx.one_int64(
        "SELECT MAX(r) FROM (SELECT rowid AS r FROM " + table.name + " WHERE rowid >= ?1 ORDER BY rowid LIMIT ?2)",
        {from, rows_at_once}));
    const auto newest = PULT_TRY(tx.one_int64("SELECT MAX(rowid) FROM " + table.name));
    out.below = std::max(from, last.value_or(0) + 1);
    out.is_last = out.below > newest.value_or(0);
  } else {
    const auto pages = PULT_TRY(tx.one_int64("SELECT pg_relation_size(CAST(?1 AS regclass)) / 8192 + 1", {table.name}));
    out.below = from + pages_at_once;
    out.is_last = out.below >= pages.value_or(0);
  }
  return out;
}

std::string condition_of(sql::Dialect dialect, const Stretch& stretch) {
  if (dialect == sql::Dialect::sqlite)
    return "rowid >= " + std::to_string(stretch.from) + " AND rowid < " + std::to_string(stretch.below);
  return "ctid >= " + tid(stretch.from) + " AND ctid < " + tid(stretch.below);
}

std::string row_name(sql::Dialect dialect) {
  return dialect == sql::Dialect::sqlite ? "CAST(rowid AS TEXT)" : "CAST(ctid AS TEXT)";
}

std::string row_is_first_parameter(sql::Dialect dialect) {
  return dialect == sql::Dialect::sqlite ? "rowid = CAST(?1 AS INTEGER)" : "ctid = CAST(CAST(?1 AS TEXT) AS tid)";
}

}  // namespace pult::privacy
