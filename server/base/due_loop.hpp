// SPDX-License-Identifier: AGPL-3.0-or-later
// The life of a thread that does what is due and sleeps until something else is, never polling.
#pragma once
#include <algorithm>
#include <exception>
#include <string_view>

#include "base/bell.hpp"
#include "base/log.hpp"

namespace pult::base {

// A clock that somebody put forward is noticed after this at the latest.
inline constexpr Micros longest_sleep = hour_us;

// Until the bell is stopped: `do_due` does all that is due and gives when the next falls due. What it throws is logged
// as `failed`, and a minute later it is called again. `shortest_sleep` is for what is due and in the hands of another.
template <class Now, class DoDue>
void run_by(Bell& bell, std::string_view failed, Micros shortest_sleep, const Now& now, const DoDue& do_due) {
  while (!bell.stopping()) {
    const auto heard = bell.heard();
    Micros due = now() + minute_us;
    try {
      due = do_due();
    } catch (const std::exception& problem) {
      log::error(failed, {{"cause", problem.what()}});
    }
    bell.wait(heard, std::clamp(due - now(), shortest_sleep, longest_sleep));
  }
}

}  // namespace pult::base
