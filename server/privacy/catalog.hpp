// SPDX-License-Identifier: AGPL-3.0-or-later
// The columns of the database that hold text which people wrote or which tells of them.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "sql/database.hpp"

namespace pult::privacy {

struct TextTable {
  std::string name;
  std::vector<std::string> columns;  // of text, without keys and digests
  bool has_ticket = false;           // a column ticket_id (of tickets: id)
};

// The first table behind `after` in the order of names; nullopt at the end. Left out are people's own rows, which
// people/user.hpp empties, the search index, which follows what it is made of, and what holds no text.
Result<std::optional<TextTable>> next_text_table(sql::Transaction& tx, const std::string& after);

// A stretch of a table's rows in the order they are stored in: SQLite counts rows, PostgreSQL pages.
struct Stretch {
  std::int64_t from = 0, below = 0;
  bool is_last = false;
};
Result<Stretch> next_stretch(sql::Transaction& tx, const TextTable& table, std::int64_t from);
// The condition on rows of the stretch, and how a row of it is named.
std::string condition_of(sql::Dialect dialect, const Stretch& stretch);
std::string row_name(sql::Dialect dialect);
// "ctid = ..." with the row's name in ?1.
std::string row_is_first_parameter(sql::Dialect dialect);

}  // namespace pult::privacy
