// SPDX-License-Identifier: AGPL-3.0-or-later
// The items of a job, run side by side. Private to the runner.
#pragma once
#include "jobs/runner.hpp"

namespace pult::jobs {

// Positions of items that have no result yet, from `first` on.
Result<std::vector<std::int64_t>> waiting_items(sql::Transaction& tx, JobId job, std::int64_t first, int limit);

struct ItemsOutcome {
  std::size_t done = 0;         // items that got their result here
  bool is_unavailable = false;  // some found the database unavailable and still wait
};
// Hands each item to the database as a unit of its own and waits for all of them.
ItemsOutcome run_items(sql::Database& database, const Job& job, const Step& step,
                       const std::vector<std::int64_t>& positions);

}  // namespace pult::jobs
