// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sql/postgres/open.hpp"
namespace pult::sql::postgres {
Result<std::unique_ptr<Database>> open(const Options&) {
  return base::fail(ErrorKind::invalid, "not_supported", "PostgreSQL is not supported yet");
}
}  // namespace pult::sql::postgres
