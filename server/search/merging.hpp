// SPDX-License-Identifier: AGPL-3.0-or-later
// FTS5 keeps what is new in small sorted pieces and is set to write rather than to merge them (migration 0012); each
// query opens all of them. They are merged when there is time, a little at once. PostgreSQL has nothing of the kind.
#pragma once
#include <atomic>
#include <string_view>

#include "base/clock.hpp"
#include "sql/database.hpp"

namespace pult::search {

// The timer of merge_some; its subject is empty.
inline constexpr std::string_view merge_timer = "search_merge";

// Sets the timer after every so many changes of the index.
class MergeReminder {
 public:
  explicit MergeReminder(const base::Clock& clock) : clock_(clock) {}
  Result<void> note_change(sql::Transaction& tx);

 private:
  const base::Clock& clock_;
  std::atomic<std::uint32_t> changes_ = 0;
};

// Merges a bounded part, some milliseconds of the writer, and sets the timer again while something is left.
Result<void> merge_some(sql::Transaction& tx, Micros now);
// All there is, in many transactions: after a load, before the desk is served.
Result<void> merge_all(sql::Database& database);

}  // namespace pult::search
