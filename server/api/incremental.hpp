// SPDX-License-Identifier: AGPL-3.0-or-later
// Incremental exports: everything that changed since a time, in the order of the change (v2 conventions, section 7).
#pragma once
#include <string>
#include <vector>

#include "api/call.hpp"

namespace pult::api {

// Where an export stands: behind the row `id` of the time `at`.
struct ExportPlace {
  Micros at = 0;
  std::int64_t id = 0;
};

struct ExportRequest {
  ExportPlace from;
  int size = 0;
  bool by_cursor = false;
  std::int64_t start_second = 0;  // of an export by time
};

// start_time (Unix seconds, a minute ago or earlier) or cursor, and per_page.
// invalid/"InvalidValue" | "StartTimeTooRecent" | "InvalidPaginationParameter".
Result<ExportRequest> export_request(const Call& call, int max_size);

// One row: where it stands and how it is shown.
struct Exported {
  ExportPlace place;
  json::object object;
};

// {tickets: [...], count, end_time ...} or {tickets: [...], after_cursor ...}.
json::object export_answer(const Call& call, const ExportRequest& request, std::string_view name,
                           std::vector<Exported> rows, bool has_more);

// The members beside the list, behind its last row (or where the request stood, when there is none).
void add_export_members(const Call& call, const ExportRequest& request, ExportPlace end, std::size_t count,
                        bool has_more, json::object& body);

template <class Row>
struct ExportPage {
  std::vector<Row> rows;
  bool has_more = false;
};

// Reads a page with read(place, limit) -> Result<std::vector<Row>>. A page by time never ends within the second that it
// began in: the next one would begin there again.
template <class Row, class Read, class PlaceOf>
Result<ExportPage<Row>> read_export(const ExportRequest& request, Read read, PlaceOf place_of) {
  constexpr int most_in_a_second = 50'000;
  const auto second_of = [&](const Row& row) { return place_of(row).at / base::second_us; };
  auto size = std::size_t(request.size);
  std::vector<Row> rows = PULT_TRY(read(request.from, request.size + 1));
  const bool is_stuck = !request.by_cursor && rows.size() > size && second_of(rows[size - 1]) <= request.start_second;
  if (is_stuck) {
    rows = PULT_TRY(read(request.from, most_in_a_second));
    for (size = 0; size < rows.size() && second_of(rows[size]) <= request.start_second;) ++size;
    if (size < rows.size()) ++size;  // of a later second, where the next page begins
  }
  const bool has_more = rows.size() > size;
  if (has_more) rows.resize(size);
  return ExportPage<Row>{std::move(rows), has_more};
}

}  // namespace pult::api
