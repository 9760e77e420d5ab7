// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "sql/database.hpp"

namespace pult::sql::postgres {

// ?1 becomes $1, or NULL when that is its value, and ?? becomes ?, outside of quotes, comments and dollar quotes.
// The word NULL takes its type from its place, each time; a parameter would need one type for all its places.
// internal/"sql_error" when the highest placeholder is not the number of parameters.
Result<std::string> to_postgres(std::string_view sql, const std::vector<Param>& params);

}  // namespace pult::sql::postgres
