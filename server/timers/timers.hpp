// SPDX-License-Identifier: AGPL-3.0-or-later
// Timers as rows: something that happens to a subject at a time, once, whatever dies in between.
#pragma once
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "sql/database.hpp"

namespace pult::timers {

// The notification that wakes the runners.
inline constexpr std::string_view channel = "timers";

// In the caller's transaction. One timer for each kind and subject: setting it again moves it.
// A timer says when to look, not what to do: its handler finds out whether there is still something to do, so nobody
// has to cancel it for being right.
Result<void> set(sql::Transaction& tx, std::string_view kind, std::string_view subject, Micros due_at);
Result<void> cancel(sql::Transaction& tx, std::string_view kind, std::string_view subject);

struct Backlog {
  std::int64_t set = 0;      // waiting for their time
  std::int64_t failing = 0;  // have failed and are tried again
  Micros oldest_due = 0;     // 0: none
};
Result<Backlog> load_backlog(sql::Transaction& tx);

}  // namespace pult::timers
