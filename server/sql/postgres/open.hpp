// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include "sql/database.hpp"

namespace pult::sql::postgres {

Result<std::unique_ptr<Database>> open(const Options& options);

}  // namespace pult::sql::postgres
