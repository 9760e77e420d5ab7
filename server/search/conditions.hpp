// SPDX-License-Identifier: AGPL-3.0-or-later
// Fields of a query as SQL on tickets `t`. Private to search.
#pragma once
#include <string>
#include <vector>

#include "people/access.hpp"
#include "search/query.hpp"
#include "sql/database.hpp"

namespace pult::search {

// " AND (...)" for each condition. Texts in it are placeholders: the one at the end of `texts` is "?<size of texts>".
Result<std::string> render_conditions(sql::Transaction& tx, const people::Actor& actor, const Query& query,
                                      std::vector<std::string>& texts);

}  // namespace pult::search
