// SPDX-License-Identifier: AGPL-3.0-or-later
// Fields of a query as SQL on tickets `t`, users `u`, organizations `o` or groups `g`. Private to search.
#pragma once
#include <string>
#include <vector>

#include "people/access.hpp"
#include "search/query.hpp"
#include "sql/database.hpp"

namespace pult::search {

// Texts of a statement in the order of their placeholders.
class Texts {
 public:
  // The placeholder, "?3".
  std::string add(std::string text);
  const std::vector<std::string>& all() const { return texts_; }
  std::vector<sql::Param> params() const { return {texts_.begin(), texts_.end()}; }

 private:
  std::vector<std::string> texts_;
};

struct Rendered {
  std::string sql;             // " AND (...)" for each condition, "" for none
  bool is_selective = false;   // an index finds the few rows that can fit: the rows are not to be read in their order
  std::string open_or_solved;  // " AND t.status < 4", " AND t.status = 4": as the indexes of tickets say it; or ""
};
Result<Rendered> render_conditions(sql::Transaction& tx, const people::Actor& actor, Kind kind, const Query& query,
                                   Texts& texts);

}  // namespace pult::search
