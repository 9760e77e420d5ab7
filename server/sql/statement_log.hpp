// SPDX-License-Identifier: AGPL-3.0-or-later
// With PULT_STATEMENT_LOG=FILE in the environment, the text of every statement that runs is a line of the file (values
// are parameters and not in it): a test reads there what a page asks of the database.
#pragma once
#include <string_view>

namespace pult::sql {

void log_statement(std::string_view sql);

}  // namespace pult::sql
