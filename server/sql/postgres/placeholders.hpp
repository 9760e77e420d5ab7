// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include <string>
#include <string_view>

namespace pult::sql::postgres {

// ?1 becomes $1 and ?? becomes ?, outside of quotes, comments and dollar quotes.
std::string to_postgres(std::string_view sql);

}  // namespace pult::sql::postgres
