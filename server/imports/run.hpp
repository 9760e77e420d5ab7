// SPDX-License-Identifier: AGPL-3.0-or-later
// Works through one import: rows are handed to the database side by side, so that they share commits, each with its
// outcome. Rows that are done already are passed over.
#pragma once
#include <functional>

#include "imports/import.hpp"
#include "tickets/desk.hpp"

namespace pult::imports {

struct RunOptions {
  sql::Database& database;
  const tickets::Desk& desk;  // one that tells nobody; or where the import is to be told, the desk itself
  // After each batch; false: stop here, the rest goes on another time.
  std::function<bool(std::int64_t done, std::int64_t total)> progress;
  Micros lease = 0;  // how long the import is this process's after each batch
};

enum class Ended : std::uint8_t { at_the_end, stopped, killed };
// unavailable when the database is: what is done stays done.
Result<Ended> run(const RunOptions& options, const Import& import, std::istream& bytes);

struct PreviewRow {
  std::int64_t number = 0, line = 0;
  json::object fields;
  std::string problem;
};
struct Preview {
  std::vector<std::string> columns;
  Mapping mapping;  // the given one, else a guess
  std::vector<PreviewRow> rows;
};
inline constexpr int preview_rows = 20;
// The first rows under the names of their fields. Whether they can be taken, a dry run says.
Preview preview(std::istream& bytes, Kind kind, Format format, const std::optional<Mapping>& mapping);

}  // namespace pult::imports
