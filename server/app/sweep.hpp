// SPDX-License-Identifier: AGPL-3.0-or-later
// Forgets what was kept for a while only: one timer, a bounded piece at a time, once an hour when nothing is left.
#pragma once
#include "app/config.hpp"
#include "base/clock.hpp"
#include "sql/database.hpp"
#include "timers/runner.hpp"

namespace pult::app {

// Before the runner starts; sets the timer.
Result<void> add_sweep(timers::Runner& runner, sql::Database& database, const base::Clock& clock,
                       const KeepSettings& keep);

// One piece; true when there is more.
Result<bool> sweep(sql::Transaction& tx, const KeepSettings& keep, Micros now);

}  // namespace pult::app
